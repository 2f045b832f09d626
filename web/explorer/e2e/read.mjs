// Searching, reading, filtering and taking along: what people do first.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { accessible, base, go, idOf, keep, lines, load, middle, nodes, page, query, settled, shot, statements, step, toast, untilNodes, url } from './session.mjs';

const samples = fileURLToPath(new URL('../../../examples/articles/', import.meta.url));

// Two that say the opposite of each other, and one that names a company in another way.
const disputed = [
  { title: 'Acme buys Bolt', source: 'North Post', publishedAt: '2018-07-02T08:00:00Z', text: 'Acme Corporation acquired Bolt Systems on Monday. Acme Corporation hired Jane Miller in May. Jane Miller advised Bolt Systems.' },
  { title: 'Acme denies it', source: 'South Courier', publishedAt: '2018-07-03T08:00:00Z', text: 'Acme Corporation did not acquire Bolt Systems, a spokesman said. Acme Corp praised Bolt Systems on Tuesday.' },
];

step('an empty store says how to begin, and loads files that are handed in', async () => {
  await go();
  await page.getByRole('heading', { name: 'Load the first article' }).waitFor();
  await accessible('empty store');
  await shot('empty');
  await page.setInputFiles('.hidden-file', readdirSync(samples).filter((f) => f !== 'README.md').map((f) => samples + f));
  await page.getByRole('heading', { name: 'Who did what to whom' }).waitFor({ timeout: 120_000 });
  for (let i = 0; i < 1200; i++) {
    if ((await query('{ statistics { articles } }')).statistics.articles >= 12) break;
    await page.waitForTimeout(100);
  }
  assert.ok((await query('{ statistics { articles } }')).statistics.articles >= 12, 'all sample articles are loaded');
  await load(...disputed);
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
  const asked = Object.fromEntries(editor.searchParams);
  assert.ok((await query(asked.query, JSON.parse(asked.variables))).statements.totalCount > 0, 'the query editor is given a query that works');
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
  await page.waitForFunction((k) => document.querySelectorAll('.statement').length < k, n);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction((k) => document.querySelectorAll('.statement').length === k, n);
});

step('pictures and files are saved, and have what is shown', async () => {
  const a = await idOf('Facebook');
  await go(`?n=${a}&x=${a}:12`);
  await settled();
  const [things, said] = [(await nodes()).length, (await statements()).filter((s) => s.subject !== s.object).length];
  await page.getByRole('button', { name: 'Export' }).click();
  await accessible('export');
  /** How many elements of each name a file of XML has; one that is not well-formed is an error. */
  const elements = (text, ...names) => page.evaluate(([xml, wanted]) => {
    const file = new DOMParser().parseFromString(xml, 'application/xml');
    if (file.querySelector('parsererror')) throw new Error(file.documentElement.textContent);
    return wanted.map((n) => file.getElementsByTagName(n).length);
  }, [text, names]);
  for (const [name, check] of [
    ['PNG', async (b) => {
      assert.equal(b.subarray(1, 4).toString(), 'PNG');
      assert.ok(b.readUInt32BE(16) >= 1440 && b.readUInt32BE(20) >= 840, 'it is large enough to be printed');
    }],
    ['SVG', async (b) => {
      const text = b.toString();
      assert.deepEqual(await elements(text, 'image', 'script'), [0, 0]);
      assert.match(text, /newsgraph, 20\d\d-\d\d-\d\d/);
      for (const words of ['Facebook', 'Organisation', 'Said to be so', 'Denied']) assert.ok(text.includes(words), `SVG has ${words}`);
      assert.ok((await elements(text, 'circle'))[0] >= things);
    }],
    ['GraphML', async (b) => assert.deepEqual(await elements(b.toString(), 'node', 'edge'), [things, said])],
    ['GEXF', async (b) => assert.deepEqual(await elements(b.toString(), 'node', 'edge', 'viz:position'), [things, said, things])],
    ['CSV', async (b) => {
      assert.match(b.toString(), /^statement,text,/);
      assert.equal(b.toString().trimEnd().split('\r\n').length, said + 1);
    }],
    ['JSON', async (b) => {
      const file = JSON.parse(b.toString());
      assert.deepEqual([file.nodes.length, file.edges.length], [things, said]);
    }],
  ]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).first().click()]);
    const content = readFileSync(await download.path());
    await check(content);
    if (name === 'PNG') await keep(download, 'export.png');
  }
});

step('what is filtered is exported from the store', async () => {
  const a = await idOf('Facebook');
  await go(`?n=${a}&x=${a}:12&polarity=NEGATED`);
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV', exact: true }).last().click()]);
  const rows = readFileSync(await download.path(), 'utf8').trimEnd().split('\n');
  const { totalCount } = (await query('{ statements(filter: { polarity: NEGATED }) { totalCount } }')).statements;
  assert.ok(totalCount > 0 && rows.length > totalCount, `${rows.length} lines for ${totalCount} statements and their evidence`);
  assert.ok(rows.slice(1).every((row) => row.includes('NEGATED')), 'no row has another polarity');
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
  await load({ title: 'Bolt opens a plant', source: 'North Post', publishedAt: '2018-09-01T08:00:00Z', text: 'Bolt Systems opened a plant in Ohio on Saturday.' });
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
