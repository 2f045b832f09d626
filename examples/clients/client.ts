// Asks a newsgraph server in GraphQL with fetch alone: every statement with an object of a name, and the first quote for it.
// Node 22.18 and newer, Deno and Bun run it as it is; other versions after a compiler has taken the types away.
//
//   node client.ts http://127.0.0.1:8080 Huawei

export {}; // a module, so that it may await

interface Statement {
  text: string;
  polarity: "AFFIRMED" | "NEGATED";
  evidence: { nodes: { quote: string; article: { source: string | null } }[] };
}

interface Page {
  nodes: Statement[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const query = `query($object: String!, $after: String) {
  statements(filter: {object: {name: $object}}, first: 50, after: $after) {
    nodes { text polarity evidence(first: 1) { nodes { quote article { source } } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** The data of the answer to a query; an answer with errors is thrown. */
async function ask<T>(url: string, query: string, variables: Record<string, unknown>): Promise<T> {
  const response = await fetch(url + "/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  if (answer.errors) throw new Error(answer.errors.map((e: { message: string }) => e.message).join("; "));
  return answer.data as T;
}

/** All statements with that object, page after page. */
async function* statements(url: string, object: string): AsyncGenerator<Statement> {
  let after: string | null = null;
  do {
    const data: { statements: Page } = await ask<{ statements: Page }>(url, query, { object, after });
    yield* data.statements.nodes;
    after = data.statements.pageInfo.hasNextPage ? data.statements.pageInfo.endCursor : null;
  } while (after);
}

const [url, object] = process.argv.slice(2);
for await (const s of statements(url, object)) {
  console.log(`${s.text} (${s.polarity})`);
  for (const e of s.evidence.nodes) console.log(`    “${e.quote}” ${e.article.source}`);
}
