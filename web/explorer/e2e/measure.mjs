// Measures the explorer with a graph of 2,000 nodes and 5,000 statements, and prints what it finds: the time from the load
// of the page to the first graph, the frames while the graph is panned, and the sizes of what a browser fetches. The graph is
// what the program reads in made-up articles, and comes from its server.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ask, browser, ownFiles, serve } from './harness.mjs';

const order = 2000, size = 5000, spare = 1.06, perArticle = 25; // some names and sentences are read otherwise than meant

/** Numbers from 0 to 1 that are the same every time. */
function numbers(seed) {
  return () => {
    seed = (seed * 1664525 + 1013904223) % 4294967296;
    return Math.floor(seed / 65536) / 65536;
  };
}

/** Articles in which each of the companies does something to others; three of them have to do with all. */
function articles() {
  const next = numbers(7);
  const one = (list) => list[Math.floor(next() * list.length)];
  const syllable = () => one([...'bcdfghklmnprstvz']) + one([...'aeiou']);
  const names = new Set();
  while (names.size < order * spare) {
    const word = syllable() + syllable() + (next() < 0.5 ? syllable() : '') + one(['n', 'r', 'x', 'l']);
    names.add(word[0].toUpperCase() + word.slice(1));
  }
  const all = [...names].map((name) => `${name} ${one(['Corp', 'Inc', 'Ltd', 'Group'])}`);
  const verbs = ['sued', 'acquired', 'praised', 'hired', 'paid', 'supplied', 'criticised', 'joined', 'funded', 'warned'];
  const says = (a, b) => `${all[a]} ${one(verbs)} ${all[b]} on Monday.`;
  const sentences = all.slice(3).map((_, i) => says(i % 3, i + 3));
  while (sentences.length < size * spare) {
    const a = 3 + Math.floor((all.length - 3) * next()), b = 3 + Math.floor((all.length - 3) * next() ** 2);
    if (a !== b) sentences.push(says(a, b));
  }
  for (let i = sentences.length - 1; i > 0; i--) {
    const j = Math.floor(i * next());
    [sentences[i], sentences[j]] = [sentences[j], sentences[i]];
  }
  const lines = [];
  for (let i = 0; i < sentences.length; i += perArticle) {
    const month = String(1 + (lines.length % 12)).padStart(2, '0');
    lines.push(JSON.stringify({ url: `http://example.org/${i}`, title: `Report ${lines.length}`, source: `Paper ${lines.length % 7}`,
      publishedAt: `2018-${month}-05T08:00:00Z`, text: sentences.slice(i, i + perArticle).join(' ') }));
  }
  return lines.join('\n');
}

function load(folder) {
  const [file, store] = [join(folder, 'articles.jsonl'), join(folder, 'store')];
  writeFileSync(file, articles());
  const done = spawnSync(process.env.NEWSGRAPH ?? 'newsgraph', ['load', '--store', store, file], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`loading failed:\n${done.stderr?.slice(-2000) ?? done.error}`);
  return store;
}

let failed = false;
const show = (what, value, limit, unit) => {
  const ok = value <= limit;
  failed ||= !ok;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${what}: ${value} ${unit} (at most ${limit} ${unit})`);
};

/** A hand takes the page and moves it about; the page notes when each frame comes. */
async function pan(page) {
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
  const at = (share) => Math.round(frames[Math.min(frames.length - 1, Math.floor(frames.length * share))] * 10) / 10;
  return { count: frames.length, half: at(0.5), most: at(0.95) };
}

const folder = mkdtempSync(join(tmpdir(), 'newsgraph-measure-'));
let server, chromium;
try {
  server = await serve(load(folder));
  const { entities } = await ask(server.base, '{ entities(first: 3) { nodes { id } } }');
  const hubs = entities.nodes.map((e) => e.id.slice('entity/'.length));
  chromium = await browser();
  const system = await chromium.newBrowserCDPSession();
  /** The processor time that the browser's processes have had, in ms: what others do on the machine does not count in it. */
  const worked = async () => {
    const { processInfo } = await system.send('SystemInfo.getProcessInfo');
    const of = (type) => processInfo.filter((p) => p.type === type).reduce((n, p) => n + p.cpuTime * 1000, 0);
    return { page: of('renderer'), drawing: of('GPU') };
  };
  const between = (a, b, share = 1) => `${Math.round((b.page - a.page) / share)} ms of the page's process, ${Math.round((b.drawing - a.drawing) / share)} ms of the drawing's`;

  const page = await chromium.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('pageerror', (error) => { failed = true; console.log('FAIL', error.message); });
  if (process.env.OWN_FILES) await ownFiles(page, server.base);
  const idle = await worked();
  await page.goto(`${server.base}/?${hubs.map((h) => `n=${h}`).join('&')}&${hubs.map((h) => `x=${h}:1000`).join('&')}`);
  await page.waitForFunction((n) => window.explorer?.scene.graph.order >= n, order, { polling: 20, timeout: 60_000 });
  const { load: loaded, first, nodes, lines } = await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
    const [navigation] = performance.getEntriesByType('navigation');
    const { graph } = window.explorer.scene;
    done({ load: navigation.loadEventEnd, first: performance.now(), nodes: graph.order, lines: graph.size });
  }))));
  const drawn = await worked();
  const statements = await page.evaluate(() => window.explorer.shown().statements.length);
  console.log(`     ${nodes} nodes, ${statements} statements in ${lines} lines`);
  if (statements < size) throw new Error(`the graph has ${statements} statements, want ${size} or more`);
  show('first graph after load', Math.round(first - loaded), 1500, 'ms');
  console.log(`     processor time to that: ${between(idle, drawn)}`);
  await page.waitForSelector('#canvas[data-settled=yes]', { timeout: 120_000 });
  console.log(`     layout at rest ${Math.round(await page.evaluate(() => performance.now()) - first)} ms later`);
  await pan(page);
  const before = await worked();
  const panned = await pan(page);
  const after = await worked();
  console.log(`     ${panned.count} frames while panning, half of them within ${panned.half} ms`);
  console.log(`     processor time a frame: ${between(before, after, panned.count)}`);
  show('95 % of frames while panning', panned.most, 50, 'ms');
  const blank = await chromium.newPage({ viewport: { width: 1280, height: 800 } });
  const nothing = await pan(blank);
  console.log(`     for comparison, 95 % of frames of an empty page: ${nothing.most} ms`);
} finally {
  await chromium?.close();
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
}
const dist = new URL('../../dist/explorer/', import.meta.url);
const packed = readdirSync(dist).filter((f) => /\.(js|css|html|svg)$/.test(f)).reduce((n, f) => n + gzipSync(readFileSync(new URL(f, dist)), { level: 9 }).length, 0);
show('what a browser fetches, gzip', Math.round(packed / 1000), 400, 'kB');
process.exitCode = failed ? 1 : 0;
