// What all steps share: the page, the server, and ways to look at both.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ask } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.argv[2];

export let page, base;
export function use(somePage, someBase) {
  [page, base] = [somePage, someBase];
}

export const steps = [];
export const step = (name, run) => steps.push({ name, run });

export const url = () => new URL(page.url());
export const shot = (name) => pictures && page.screenshot({ path: `${pictures}/${name}.png` });
export const keep = (download, name) => pictures && download.saveAs(`${pictures}/${name}`);
export const settled = () => page.waitForSelector('#canvas[data-settled=yes]');
export const nodes = () => page.evaluate(() => window.explorer.scene.graph.nodes().sort());
export const lines = () => page.evaluate(() => window.explorer.scene.graph.edges().sort());
/** The statements that the graph shows. */
export const statements = () => page.evaluate(() => window.explorer.shown().statements);
/** Waits until the graph has that many nodes. */
export const untilNodes = (n) => page.waitForFunction((k) => window.explorer.scene.graph.order === k, n);
export const toast = (text) => page.locator('.toast', { hasText: text });
export const query = (text, variables) => ask(base, text, variables);

export async function go(search = '') {
  await page.goto(`${base}/${search}`);
  await page.waitForSelector('.welcome, #canvas[data-settled=yes]');
}

/** What axe-core calls serious or critical. The policy of the pages keeps scripts of others out, so it is put in from outside. */
export async function accessible(what) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const bad = found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
  assert.deepEqual(bad.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140)).join(' | ')}`), [], `axe: ${what}`);
}

/** Where nodes are on the screen. */
export const spots = (ids) => page.evaluate((wanted) => {
  const { graph, sigma } = window.explorer.scene;
  const box = document.querySelector('#canvas').getBoundingClientRect();
  return wanted.map((id) => {
    const p = sigma.graphToViewport(graph.getNodeAttributes(id));
    return { x: box.x + p.x, y: box.y + p.y };
  });
}, ids);

/** Where a line is on the screen, at its middle. */
export const middle = (a, b) => page.evaluate(([from, to]) => {
  const { graph, sigma } = window.explorer.scene;
  const key = graph.edges(from, to)[0] ?? graph.edges(to, from)[0];
  const [s, t] = graph.extremities(key).map((id) => sigma.graphToViewport(graph.getNodeAttributes(id)));
  const far = Math.hypot(t.x - s.x, t.y - s.y), lane = graph.getEdgeAttribute(key, 'lane') * 9;
  const box = document.querySelector('#canvas').getBoundingClientRect();
  return { x: box.x + (s.x + t.x) / 2 + ((t.y - s.y) / far) * lane, y: box.y + (s.y + t.y) / 2 - ((t.x - s.x) / far) * lane };
}, [a, b]);

export const idOf = async (name) => (await query('query($name: String!) { entity(name: $name) { id } }', { name })).entity?.id;
export const load = (...articles) => query('mutation($input: LoadArticlesInput!) { loadArticles(input: $input) { articles { outcome article { id } } } }', { input: { articles } });
