// Asks the server by the clients graphql-sse and graphql-ws: queries, mutations, subscriptions, errors, and their ends.
// usage: node live.mjs http://127.0.0.1:8080 reader-token loader-token
import { createClient as createSSE } from 'graphql-sse';
import { createClient as createWS } from 'graphql-ws';
import WebSocket from 'ws';

const [server, reader, loader] = process.argv.slice(2);
const address = `${server}/graphql`;
let checks = 0;

function check(what, ok, seen) {
  if (!ok) {
    console.log(`failed: ${what}: ${seen instanceof Error ? seen.stack : JSON.stringify(seen)}`);
    process.exit(1);
  }
  checks++;
}

// all gathers what a client's subscribe gives, until it ends or `enough` says so.
function all(client, request, enough = () => false) {
  return new Promise((resolve, reject) => {
    const got = [];
    const end = client.subscribe(request, {
      next: (value) => {
        got.push(value);
        if (enough(got)) end();
      },
      error: reject,
      complete: () => resolve(got),
    });
  });
}

const metric = async (name) => {
  const text = await (await fetch(`${server}/metrics`, { headers: { authorization: `Bearer ${reader}` } })).text();
  const line = text.split('\n').find((l) => l.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.split(' ').pop());
};
const until = async (what, name, want) => {
  let seen;
  for (let i = 0; i < 200; i++) {
    seen = await metric(name);
    if (seen === want) return check(what, true);
    await new Promise((r) => setTimeout(r, 25));
  }
  check(what, false, seen);
};

let number = 0;
const load = async (...sentences) => {
  const articles = sentences.map((text) => ({ url: `https://live.example/${++number}`, title: `Report ${number}`, text }));
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${loader}` },
    body: JSON.stringify({
      query: 'mutation($a:[ArticleInput!]!){loadArticles(input:{articles:$a}){articles{outcome}}}',
      variables: { a: articles },
    }),
  });
  const { data, errors } = await answer.json();
  check('articles are loaded', !errors && data.loadArticles.articles.every((a) => a.outcome === 'ADDED'), errors ?? data);
};

// both runs the same checks with a client of either transport.
async function both(name, client, gauge) {
  let got = await all(client, { query: '{statistics{articles}}' });
  check(`${name}: a query`, got.length === 1 && got[0].data.statistics.articles >= 1, got);

  got = await all(client, { query: 'query($n:String!){entity(name:$n){name}}', variables: { n: 'northwind' } });
  check(`${name}: variables`, got[0].data.entity.name === 'Northwind', got);

  const texts = (g) => g.map((v) => v.data.statementAdded.text);
  const filtered = all(
    client,
    { query: 'subscription($f:StatementFilter){statementAdded(filter:$f){text subject{name}}}', variables: { f: { object: { name: 'contoso' } } } },
    (g) => g.length === 2,
  );
  const loaded = all(client, { query: 'subscription{articleLoaded{title}}' }, (g) => g.length === 3);
  await until(`${name}: both subscriptions go on`, `newsgraph_subscriptions{transport="${gauge}"}`, 2);
  await load('Acme paid Contoso.', 'Acme left Initech.', 'Initech sued Contoso.');
  check(`${name}: a filter`, texts(await filtered).join() === 'Acme paid Contoso,Initech sued Contoso', texts(await filtered));
  check(`${name}: articles in their order`, (await loaded).length === 3, await loaded);
  await until(`${name}: no subscription goes on`, `newsgraph_subscriptions{transport="${gauge}"}`, 0);
}

const sse = createSSE({ url: address, headers: { authorization: `Bearer ${reader}` }, retryAttempts: 0 });
await both('sse', sse, 'sse');
let got = await all(sse, { query: '{nothing}' });
check('sse: a query that is refused', got[0].errors[0].extensions.code === 'VALIDATION', got);
got = await all(sse, { query: 'mutation{deleteArticle(input:{id:"a"}){id}}' });
check('sse: a role that is lacking', got[0].errors[0].extensions.code === 'FORBIDDEN', got);
const many = await Promise.all([...Array(20).keys()].map(() => all(sse, { query: '{__typename}' })));
check('sse: many at once', many.every((g) => g[0].data.__typename === 'Query'), many);
let refused = await all(createSSE({ url: address, headers: { authorization: 'Bearer wrong' }, retryAttempts: 0 }), { query: '{__typename}' }).catch((e) => e);
check('sse: a wrong token', refused.response?.status === 401, refused);
sse.dispose();
await until('sse: no connection stays', 'newsgraph_connections', 0);

const url = address.replace('http', 'ws');
const closed = [];
let pongs = 0;
const ws = createWS({
  url,
  webSocketImpl: WebSocket,
  connectionParams: { Authorization: `Bearer ${reader}` },
  lazyCloseTimeout: 0,
  keepAlive: 30,
  retryAttempts: 0,
  on: { closed: (e) => closed.push(e.code), pong: () => pongs++ },
});
await both('ws', ws, 'websocket');
check('ws: pings are answered', pongs > 0, pongs);
refused = await all(ws, { query: '{nothing}' }).catch((e) => e);
check('ws: a query that is refused', refused[0]?.extensions.code === 'VALIDATION', refused);
refused = await all(ws, { query: 'mutation{deleteArticle(input:{id:"a"}){id}}' }).catch((e) => e);
check('ws: a role that is lacking', refused[0]?.extensions.code === 'FORBIDDEN', refused);
refused = await all(ws, { query: 'subscription{statementAdded(filter:{subject:{}}){id}}' }).catch((e) => e);
check('ws: a filter that cannot be', refused[0]?.extensions.code === 'BAD_INPUT', refused);
await ws.dispose();
await until('ws: no connection stays', 'newsgraph_connections', 0);
check('ws: closed as it should be', closed.every((c) => c === 1000), closed);

const stranger = createWS({ url, webSocketImpl: WebSocket, connectionParams: { token: 'wrong' }, retryAttempts: 0 });
refused = await all(stranger, { query: '{__typename}' }).catch((e) => e);
check('ws: a wrong token', refused.code === 4403, refused.code);
const header = createWS({
  url,
  retryAttempts: 0,
  webSocketImpl: class extends WebSocket {
    constructor(u, p) {
      super(u, p, { headers: { authorization: `Bearer ${reader}` } });
    }
  },
});
got = await all(header, { query: '{viewer{roles}}' });
check('ws: a token in the header', got[0].data.viewer.roles.join() === 'READ', got);
await header.dispose();

console.log(`${checks} checks of graphql-sse and graphql-ws ok`);
process.exit(0);
