// Drives the explorer in Chromium against a server of its own with the sample articles: all that people do, one after the
// other. With a folder as argument it leaves pictures there; with OWN_FILES it shows the built files of this folder instead
// of those in the program.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ask, browser, ownFiles, serve } from './harness.mjs';

const samples = fileURLToPath(new URL('../../../examples/articles/', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.argv[2];

// Two that say the opposite of each other, and one that names a company in another way.
const disputed = [
  { title: 'Acme buys Bolt', source: 'North Post', publishedAt: '2018-07-02T08:00:00Z', text: 'Acme Corporation acquired Bolt Systems on Monday. Acme Corporation hired Jane Miller in May. Jane Miller advised Bolt Systems.' },
  { title: 'Acme denies it', source: 'South Courier', publishedAt: '2018-07-03T08:00:00Z', text: 'Acme Corporation did not acquire Bolt Systems, a spokesman said. Acme Corp praised Bolt Systems on Tuesday.' },
];

let page, base, problems = [];
const steps = [];
const step = (name, run) => steps.push({ name, run });
const url = () => new URL(page.url());
const shot = (name) => pictures && page.screenshot({ path: `${pictures}/${name}.png` });
const settled = () => page.waitForSelector('#canvas[data-settled=yes]');
const nodes = () => page.evaluate(() => window.explorer.scene.graph.nodes().sort());
const lines = () => page.evaluate(() => window.explorer.scene.graph.edges().sort());
const go = async (query = '') => {
  await page.goto(`${base}/${query}`);
  await page.waitForSelector('.welcome, #canvas[data-settled=yes]');
};

/** What axe-core calls serious or critical. The policy of the pages keeps scripts of others out, so it is put in from outside. */
async function accessible(what) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const bad = found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
  assert.deepEqual(bad.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140)).join(' | ')}`), [], `axe: ${what}`);
}

/** Where a line is on the screen, at its middle. */
const middle = (a, b) => page.evaluate(([from, to]) => {
  const { graph, sigma } = window.explorer.scene;
  const key = graph.edges(from, to)[0] ?? graph.edges(to, from)[0];
  const [s, t] = graph.extremities(key).map((id) => sigma.graphToViewport(graph.getNodeAttributes(id)));
  const far = Math.hypot(t.x - s.x, t.y - s.y), lane = graph.getEdgeAttribute(key, 'lane') * 9;
  const box = document.querySelector('#canvas').getBoundingClientRect();
  return { x: box.x + (s.x + t.x) / 2 + ((t.y - s.y) / far) * lane, y: box.y + (s.y + t.y) / 2 - ((t.x - s.x) / far) * lane };
}, [a, b]);

const idOf = async (name) => (await ask(base, 'query($name: String!) { entity(name: $name) { id } }', { name })).entity?.id;

step('an empty store says how to begin, and loads files that are handed in', async () => {
  await go();
  await page.getByRole('heading', { name: 'Load the first article' }).waitFor();
  await accessible('empty store');
  await shot('empty');
  await page.setInputFiles('.hidden-file', readdirSync(samples).filter((f) => f !== 'README.md').map((f) => samples + f));
  await page.getByRole('heading', { name: 'Who did what to whom' }).waitFor({ timeout: 120_000 });
  for (let i = 0; i < 1200; i++) {
    if ((await ask(base, '{ statistics { articles } }')).statistics.articles >= 12) break;
    await page.waitForTimeout(100);
  }
  assert.ok((await ask(base, '{ statistics { articles } }')).statistics.articles >= 12, 'all sample articles are loaded');
  await ask(base, 'mutation($input: LoadArticlesInput!) { loadArticles(input: $input) { articles { outcome } } }', { input: { articles: disputed } });
});

step('an address that cannot be read is told of', async () => {
  await go();
  await page.getByRole('button', { name: 'Load articles' }).click();
  await page.getByLabel('Address of an article').fill('http://127.0.0.1:9/article');
  await page.getByRole('button', { name: 'Fetch' }).click();
  await page.locator('.works li.failed').waitFor({ timeout: 60_000 });
  await page.keyboard.press('Escape');
});

step('search finds a name as one types, and shows its web', async () => {
  await go();
  await page.keyboard.press('/');
  await page.keyboard.type('faceb');
  await page.locator('.hit', { hasText: 'Facebook' }).first().waitFor();
  await shot('search');
  await accessible('search');
  await page.keyboard.press('Enter');
  await page.locator('.panel h2', { hasText: 'Facebook' }).waitFor();
  await settled();
  assert.ok((await nodes()).length > 5, 'neighbours are shown');
  assert.equal(url().searchParams.get('node'), (await idOf('Facebook')).replace('entity/', ''));
  await page.locator('table.statements tbody tr').first().waitFor();
});

step('more neighbours on demand, and back', async () => {
  const before = await nodes();
  await page.getByRole('button', { name: /\+\d+ more/ }).click();
  await page.waitForFunction((n) => window.explorer.scene.graph.order > n, before.length);
  await settled();
  await page.keyboard.press('Control+z');
  await page.waitForFunction((n) => window.explorer.scene.graph.order === n, before.length);
  assert.deepEqual(await nodes(), before);
  await page.keyboard.press('Control+Shift+z');
  await page.waitForFunction((n) => window.explorer.scene.graph.order > n, before.length);
  await page.keyboard.press('Control+z');
  await page.waitForFunction((n) => window.explorer.scene.graph.order === n, before.length);
  await settled();
  await page.waitForTimeout(300);
  await shot('graph');
});

step('a click on a line shows the sentences, with the words of the relation', async () => {
  const [a, b] = [await idOf('Facebook'), await idOf('Huawei')];
  await page.keyboard.press('Escape');
  const at = await middle(a, b);
  await page.mouse.move(at.x, at.y);
  await page.waitForTimeout(200);
  await page.mouse.click(at.x, at.y);
  await page.locator('.statement .quote mark.predicate').first().waitFor();
  assert.ok(url().searchParams.get('line'));
  const quote = await page.locator('.statement .quote').first().textContent();
  assert.match(quote, /Facebook|Huawei/);
  await page.mouse.move(700, 20);
  await page.waitForTimeout(300);
  await shot('statement');
  await accessible('statement panel');
});

step('the quote leads to the article, and its words are marked there', async () => {
  await page.locator('.quote-links .link').first().click();
  await page.locator('.reader .role.predicate').first().waitFor();
  assert.ok(url().searchParams.get('article') && url().searchParams.get('at'));
  await page.locator('.reader .words').nth(2).hover();
  await page.waitForTimeout(300);
  await page.mouse.move(700, 20);
  await shot('article');
  await accessible('article reader');
});

step('a filter lets less through, and stands in the address', async () => {
  await page.keyboard.press('Escape');
  const before = await lines();
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Planned').check();
  await page.waitForFunction((n) => window.explorer.scene.graph.size < n && window.explorer.scene.graph.size > 0, before.length);
  await settled();
  assert.ok((await lines()).every((key) => key.endsWith('|planned') || key.endsWith('|negated')));
  assert.deepEqual(url().searchParams.getAll('modality'), ['PLANNED']);
  const editor = new URL(await page.getByRole('link', { name: /GraphiQL/ }).getAttribute('href'), base);
  const { query, variables } = Object.fromEntries(editor.searchParams);
  assert.ok((await ask(base, query, JSON.parse(variables))).statements.totalCount > 0, 'the query editor is given a query that works');
  await accessible('filters');
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.waitForFunction((n) => window.explorer.scene.graph.size === n, before.length);
  await page.getByRole('button', { name: 'Close the filters' }).click();
});

step('the brush takes a time', async () => {
  const before = await lines();
  const box = await page.locator('.bars').boundingBox();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.72, box.y + 20, { steps: 6 });
  await shot('timeline');
  await page.mouse.up();
  await page.waitForFunction(() => new URLSearchParams(location.search).get('from'));
  assert.match(url().searchParams.get('from'), /^2018-/);
  await page.waitForFunction((n) => window.explorer.scene.graph.size < n, before.length);
  await page.getByRole('button', { name: 'All times' }).click();
  await page.waitForFunction((n) => window.explorer.scene.graph.size === n, before.length);
});

step('a link brings the same view back', async () => {
  await settled();
  const [was, had, address] = [await nodes(), await lines(), url().search];
  await go(address);
  await settled();
  assert.deepEqual([await nodes(), await lines()], [was, had]);
});

step('a path has a quote for every hop', async () => {
  const [a, b] = [await idOf('Facebook'), await idOf('Australia')];
  await go(`?n=${a}&x=${a}:12&path=${a}:`);
  await page.getByLabel('To', { exact: true }).nth(0).waitFor();
  await page.locator('.picker input').nth(1).fill('Australia');
  await page.locator('.picks button', { hasText: 'Australia' }).first().click();
  await page.locator('.chain .hop .quote').first().waitFor();
  assert.equal(url().searchParams.get('path'), `${a}:${b}`.replaceAll('entity/', ''));
  const hops = await page.locator('.chain').first().locator('.hop').count();
  assert.equal(await page.locator('.chain').first().locator('.hop .quote').count(), hops);
  const before = await nodes();
  await page.locator('.chain').first().getByRole('button', { name: 'Show in the graph' }).click();
  await page.waitForFunction((n) => window.explorer.scene.graph.order > n, before.length);
  await settled();
  await shot('path');
});

step('what one outlet says and another denies stands side by side', async () => {
  const acme = await idOf('Acme Corporation');
  await go(`?n=${acme}&x=${acme}:12&disagreement=1`);
  await page.locator('.contradiction').first().waitFor();
  const sides = await page.locator('.contradiction').first().locator('.side').allTextContents();
  assert.match(sides[0], /North Post/);
  assert.match(sides[1], /South Courier/);
  await shot('disagreement');
});

step('a merge is looked at, made and undone', async () => {
  const [into, from] = [await idOf('Huawei'), await idOf('ZTE')];
  await go(`?n=${into}&n=${from}&node=${into}`);
  await page.getByRole('tab', { name: /Identity/ }).click();
  await page.getByLabel('The same as').selectOption({ label: 'ZTE' });
  await page.locator('dialog .preview li').first().waitFor();
  await accessible('merge');
  await page.getByRole('button', { name: 'Merge', exact: true }).last().click();
  await page.locator('.toast', { hasText: 'is now part of' }).waitFor();
  assert.equal(await idOf('ZTE'), into);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.locator('.toast', { hasText: 'undone' }).waitFor();
  assert.equal(await idOf('ZTE'), from);
});

step('a rejected statement leaves the graph, and comes back', async () => {
  const [a, b] = [await idOf('Facebook'), await idOf('Huawei')];
  await go(`?n=${a}&n=${b}&line=${a}:${b}`);
  const cards = page.locator('.statement');
  await cards.first().waitFor();
  const n = await cards.count();
  await cards.first().getByRole('button', { name: 'Reject' }).click();
  await page.waitForFunction((k) => document.querySelectorAll('.statement').length === k, n - 1);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction((k) => document.querySelectorAll('.statement').length === k, n);
});

step('pictures and files are saved', async () => {
  const a = await idOf('Facebook');
  await go(`?n=${a}&x=${a}:12`);
  await settled();
  await page.getByRole('button', { name: 'Export' }).click();
  await accessible('export');
  for (const [name, check] of [
    ['PNG', (b) => assert.equal(b.subarray(1, 4).toString(), 'PNG')], ['SVG', (b) => assert.match(b.toString(), /^<svg[^]*newsgraph, 20\d\d-[^]*<\/svg>\s*$/)],
    ['GraphML', (b) => assert.match(b.toString(), /<graphml[^]*<\/graphml>\s*$/)], ['GEXF', (b) => assert.match(b.toString(), /<gexf[^]*<\/gexf>\s*$/)],
    ['CSV', (b) => assert.match(b.toString(), /^statement,text,/)], ['JSON', (b) => assert.ok(JSON.parse(b.toString()).edges.length > 0)],
  ]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).first().click()]);
    const content = readFileSync(await download.path());
    assert.ok(content.length > 300, `${name} has ${content.length} bytes`);
    check(content);
    if (pictures && name === 'PNG') await download.saveAs(`${pictures}/export.png`);
  }
});

step('the keyboard alone is enough', async () => {
  await go();
  await page.keyboard.press('/');
  await page.keyboard.type('huawei');
  await page.locator('.hit').first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.panel h2', { hasText: 'Huawei' }).waitFor();
  await settled();
  const first = url().searchParams.get('node');
  const reached = new Set();
  for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
    await page.keyboard.press(key);
    await page.waitForTimeout(80);
    reached.add(url().searchParams.get('node'));
  }
  reached.delete(first);
  assert.ok(reached.size > 0, 'arrows go to other nodes');
  const before = (await nodes()).length;
  await page.keyboard.press('h');
  await page.waitForFunction((n) => window.explorer.scene.graph.order < n, before);
  await page.keyboard.press('Control+z');
  await page.waitForFunction((n) => window.explorer.scene.graph.order === n, before);
  await page.keyboard.press('t');
  await page.getByRole('dialog', { name: 'The graph as tables' }).waitFor();
  assert.equal(await page.locator('dialog table').first().locator('tbody tr').count(), before);
  await accessible('tables');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'How to read this' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.locator('.panel').waitFor({ state: 'detached' });
});

step('what is loaded meanwhile is told of', async () => {
  await go();
  await page.locator('.chip').first().waitFor();
  await page.waitForTimeout(500);
  await ask(base, 'mutation($input: LoadArticlesInput!) { loadArticles(input: $input) { articles { outcome } } }',
    { input: { articles: [{ title: 'Bolt opens a plant', source: 'North Post', publishedAt: '2018-09-01T08:00:00Z', text: 'Bolt Systems opened a plant in Ohio on Saturday.' }] } });
  await page.locator('.toast', { hasText: 'Bolt opens a plant' }).waitFor();
});

step('dark is as legible as light', async () => {
  const [a, b] = [await idOf('Huawei'), await idOf('ZTE')];
  await go(`?n=${a}&n=${b}&x=${a}:24&x=${b}:16&node=${a}`);
  await page.getByRole('button', { name: 'Dark' }).click();
  await page.locator('table.statements tbody tr').first().waitFor();
  await settled();
  await page.waitForTimeout(300);
  await shot('dark');
  await accessible('dark');
  await page.getByRole('button', { name: 'Light' }).click();
});

step('a telephone is wide enough', async () => {
  const a = await idOf('Facebook');
  await page.setViewportSize({ width: 360, height: 740 });
  await go(`?n=${a}&x=${a}:12&node=${a}`);
  await page.locator('table.statements tbody tr').first().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await accessible('360 pixels');
  await shot('narrow');
});

const server = await serve();
base = server.base;
const chromium = await browser();
try {
  page = await chromium.newPage({ viewport: { width: 1360, height: 850 }, acceptDownloads: true });
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (m) => { if (m.type() === 'error' && !m.text().includes('ERR_ABORTED')) problems.push(m.text()); });
  page.on('request', (r) => { if (!r.url().startsWith(base) && !/^(data|blob):/.test(r.url())) problems.push(`asks another host: ${r.url()}`); });
  if (process.env.OWN_FILES) await ownFiles(page, base);
  for (const { name, run } of steps) {
    problems = [];
    const began = performance.now();
    try {
      await run();
      assert.deepEqual(problems, [], 'nothing goes wrong behind the page');
    } catch (error) {
      console.log(`FAIL ${name}\n${String(error.message ?? error).slice(0, 2000)}\nat ${page.url()}`);
      if (process.env.FAILED) await page.screenshot({ path: `${process.env.FAILED}/failed-${steps.findIndex((s) => s.name === name)}.png` });
      process.exitCode = 1;
      continue;
    }
    console.log(`ok   ${name} (${Math.round(performance.now() - began)} ms)`);
  }
} finally {
  await chromium.close();
  await server.end();
}
