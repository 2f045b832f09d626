// Measures the explorer with a made-up graph of 2,000 nodes and 5,000 statements, and prints what it finds: the time from
// the start of the page to the first graph, the frames while the graph is panned, and the sizes of what a browser fetches.
// The graph takes the server's way to the page: only the answers to the page's questions are made up.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { browser, ownFiles, serve } from './harness.mjs';

const order = 2000, size = 5000, each = 999;
const types = ['PERSON', 'ORGANIZATION', 'PLACE', 'PRODUCT', 'EVENT', 'WORK', 'LAW', 'GROUP', 'OTHER'];

/** Numbers that are the same every time. */
function numbers(seed) {
  return () => {
    seed = (seed * 1664525 + 1013904223) % 4294967296;
    return seed / 4294967296;
  };
}

function makeUp() {
  const next = numbers(7);
  const statements = [];
  const degree = new Array(order).fill(0);
  const tie = (a, b) => {
    degree[a]++;
    degree[b]++;
    const n = statements.length;
    statements.push({
      id: `statement/${n}`, text: `Thing ${a} meets thing ${b}`, polarity: n % 11 ? 'AFFIRMED' : 'NEGATED', modality: ['ASSERTED', 'ASSERTED', 'ASSERTED', 'PLANNED', 'POSSIBLE'][n % 5],
      confidence: 0.6, review: null, independentSourceCount: 1, firstPublished: '2018-06-05T00:00:00Z', time: null,
      subject: { id: `entity/${a}` }, object: { id: `entity/${b}` }, predicate: { label: 'meet' },
    });
  };
  for (let i = 1; i < order; i++) tie(i, Math.floor(i * next() ** 3)); // every node hangs on an earlier one, early ones have many
  while (statements.length < size) {
    const a = Math.floor(order * next()), b = Math.floor(order * next() ** 2);
    if (a !== b) tie(a, b);
  }
  const entities = degree.map((d, i) => ({ id: `entity/${i}`, name: `Thing ${i}`, type: types[i % types.length], statementCount: d }));
  return { entities, statements };
}

const { entities, statements } = makeUp();
const byID = new Map(entities.map((e) => [e.id, e]));
const parts = [entities.slice(2, 2 + each), entities.slice(2 + each)];

function answer({ query, variables: v }) {
  if (query.includes('query Neighbors')) {
    const nodes = parts[Number(v.id.slice('entity/'.length))].map((entity) => ({ statementCount: 1, entity }));
    return { entity: { ...byID.get(v.id), neighbors: { totalCount: nodes.length, nodes } } };
  }
  if (query.includes('query Among')) {
    const among = new Set(v.seeds.map((s) => s.id));
    return { subgraph: { truncated: false, omitted: [], entities: [...among].map((id) => byID.get(id)), statements: statements.filter((s) => among.has(s.subject.id) && among.has(s.object.id)) } };
  }
  return null;
}

const server = await serve();
const chromium = await browser();
let failed = false;
const show = (what, value, limit, unit) => {
  const ok = value <= limit;
  failed ||= !ok;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${what}: ${value} ${unit} (at most ${limit} ${unit})`);
};
try {
  const page = await chromium.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('pageerror', (error) => console.log('FAIL', error.message));
  if (process.env.OWN_FILES) await ownFiles(page, server.base);
  await page.route('**/graphql', (route) => {
    const data = answer(route.request().postDataJSON());
    return data ? route.fulfill({ contentType: 'application/json', body: JSON.stringify({ data }) }) : route.continue();
  });
  await page.goto(`${server.base}/?n=0&n=1&x=0:${each}&x=1:${each}`);
  await page.waitForFunction((n) => window.explorer?.scene.graph.order >= n, order, { polling: 20, timeout: 60_000 });
  const { load, first, nodes, lines } = await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
    const [navigation] = performance.getEntriesByType('navigation');
    const { graph } = window.explorer.scene;
    done({ load: navigation.loadEventEnd, first: performance.now(), nodes: graph.order, lines: graph.size });
  }))));
  console.log(`     ${nodes} nodes, ${size} statements in ${lines} lines`);
  show('first graph after load', Math.round(first - load), 1500, 'ms');
  await page.waitForSelector('#canvas[data-settled=yes]', { timeout: 120_000 });
  console.log(`     layout at rest ${Math.round(await page.evaluate(() => performance.now()) - first)} ms later`);
  // A hand takes the graph and moves it about; the page notes when each frame comes.
  const pan = async () => {
    await page.evaluate(() => {
      const frames = (window.frames_ = []);
      let last = performance.now();
      const frame = (now) => {
        frames.push(now - last);
        last = now;
        window.panning = requestAnimationFrame(frame);
      };
      window.panning = requestAnimationFrame(frame);
    });
    await page.mouse.move(300, 300);
    await page.mouse.down();
    const began = Date.now();
    for (let i = 0; Date.now() - began < 4000; i++) await page.mouse.move(300 + 150 * Math.sin(i / 12), 300 + 100 * Math.cos(i / 12));
    const frames = await page.evaluate(() => {
      cancelAnimationFrame(window.panning);
      return window.frames_.slice(2).sort((a, b) => a - b);
    });
    await page.mouse.up();
    return frames;
  };
  await pan();
  const frames = await pan();
  const at = (share) => Math.round(frames[Math.min(frames.length - 1, Math.floor(frames.length * share))] * 10) / 10;
  console.log(`     ${frames.length} frames while panning, half of them within ${at(0.5)} ms`);
  show('95 % of frames while panning', at(0.95), 50, 'ms');
} finally {
  await chromium.close();
  await server.end();
}
const dist = new URL('../../dist/explorer/', import.meta.url);
const packed = readdirSync(dist).filter((f) => /\.(js|css|html|svg)$/.test(f)).reduce((n, f) => n + gzipSync(readFileSync(new URL(f, dist)), { level: 9 }).length, 0);
show('what a browser fetches, gzip', Math.round(packed / 1000), 400, 'kB');
process.exitCode = failed ? 1 : 0;
