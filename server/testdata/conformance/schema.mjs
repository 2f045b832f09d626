// Asks the server for its schema as graphql-js does, and compares what graphql-js makes of the answer with the schema
// definition that the server prints: types, fields, arguments, defaults and descriptions.
// usage: node schema.mjs http://127.0.0.1:8080
import { buildClientSchema, buildSchema, getIntrospectionQuery, lexicographicSortSchema, printSchema } from 'graphql';

const server = process.argv[2];
const answer = await fetch(`${server}/graphql`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: getIntrospectionQuery() }),
});
const { data, errors } = await answer.json();
if (errors) throw new Error(JSON.stringify(errors));
const print = (schema) => printSchema(lexicographicSortSchema(schema)).split('\n');
const asked = print(buildClientSchema(data));
const printed = print(buildSchema(await (await fetch(`${server}/schema.graphql`)).text()));
const lines = Math.max(asked.length, printed.length);
for (let i = 0; i < lines; i++) {
  if (asked[i] !== printed[i]) {
    console.log(`line ${i + 1}: introspection has\n  ${asked[i]}\nthe definition has\n  ${printed[i]}`);
    process.exit(1);
  }
}
console.log(`${lines} lines are the same`);
