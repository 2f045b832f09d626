// What a hand does with the graph: drag, pin, lasso, layouts, hide, collapse, and the way back; and each of the filters.
import assert from 'node:assert/strict';
import { accessible, go, idOf, lines, nodes, page, query, settled, shot, spots, statements, step, toast, untilNodes, url } from './session.mjs';

const around = async (name, n = 12) => {
  const id = await idOf(name);
  await go(`?n=${id}&x=${id}:${n}`);
  await settled();
  return id;
};
const graphPlaces = () => page.evaluate(() => Object.fromEntries(window.explorer.scene.places()));
const short = (id) => id.replace('entity/', '');
const settle = () => page.waitForFunction(() => !window.explorer.scene.sigma.getCamera().isAnimated());

step('a node that is dragged stays where it is put, and lets go again', async () => {
  await around('Facebook');
  const id = await idOf('Huawei');
  const [from] = await spots([id]);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 40, { steps: 4 });
  await page.mouse.move(from.x + 110, from.y + 70, { steps: 4 });
  await page.mouse.up();
  await page.waitForFunction((n) => new URLSearchParams(location.search).getAll('pin').some((p) => p.startsWith(n)), short(id));
  await settled();
  const [, x, y] = url().searchParams.get('pin').match(/:(-?\d+):(-?\d+)$/).map(Number);
  const place = (await graphPlaces())[id];
  assert.ok(Math.hypot(place[0] - x, place[1] - y) < 1.5, `it lies at ${place}, and is pinned at ${x},${y}`);
  const address = url().search;
  await go(address);
  await settled();
  assert.deepEqual((await graphPlaces())[id].map(Math.round), [x, y], 'the link has the place');
  await page.keyboard.press('/');
  await page.keyboard.type('Huawei');
  await page.locator('.hit').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Unpin' }).click();
  await page.waitForFunction(() => !new URLSearchParams(location.search).get('pin'));
  await page.getByRole('button', { name: 'Pin', exact: true }).click();
  await page.waitForFunction(() => new URLSearchParams(location.search).get('pin'));
  await page.keyboard.press('Control+z');
  await page.waitForFunction(() => !new URLSearchParams(location.search).get('pin'));
});

step('a lasso keeps what lies in it, and nothing else', async () => {
  await around('Facebook');
  const all = await nodes();
  const at = await spots(all);
  const [left, top] = [Math.min(...at.map((p) => p.x)) - 30, Math.min(...at.map((p) => p.y)) - 30];
  const cut = at.map((p) => p.x).sort((a, b) => a - b);
  const edge = (cut[Math.floor(cut.length / 2) - 1] + cut[Math.floor(cut.length / 2)]) / 2;
  const bottom = Math.max(...at.map((p) => p.y)) + 30;
  const inside = all.filter((_, i) => at[i].x < edge);
  assert.ok(inside.length > 0 && inside.length < all.length);
  await page.getByRole('button', { name: 'Keep what a lasso takes' }).click();
  await page.mouse.move(left, top);
  await page.mouse.down();
  for (const [x, y] of [[edge, top], [edge, bottom], [left, bottom]]) await page.mouse.move(x, y, { steps: 5 });
  await shot('lasso');
  await page.mouse.up();
  await toast(`Only the ${inside.length} in the lasso`).waitFor();
  await untilNodes(inside.length);
  assert.deepEqual(await nodes(), inside);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await untilNodes(all.length);
  assert.deepEqual(await nodes(), all);
  await page.keyboard.press('l');
  await page.locator('svg.lasso').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('svg.lasso').waitFor({ state: 'detached' });
});

step('rings lie around the node that is looked at', async () => {
  const id = await around('Facebook', 8);
  const other = await idOf('Huawei');
  await page.goto(`${url().origin}/?n=${id}&n=${other}&x=${id}:8&x=${other}:8&node=${id}`);
  await settled();
  await page.getByLabel('Layout').selectOption('radial');
  await page.waitForFunction(() => new URLSearchParams(location.search).get('layout') === 'radial');
  assert.equal(url().searchParams.get('focus'), short(id));
  await page.waitForFunction((n) => Math.hypot(...window.explorer.scene.places().get(n)) < 0.001, id);
  const places = await graphPlaces(), near = new Set((await lines()).flatMap((key) => { const [a, b] = key.split('|'); return a === id ? [b] : b === id ? [a] : []; }));
  const far = (n) => Math.round(Math.hypot(...places[n]));
  const rings = { first: new Set([...near].map(far)), rest: Object.keys(places).filter((n) => n !== id && !near.has(n)).map(far) };
  assert.equal(rings.first.size, 1, 'neighbours are all as far');
  assert.ok(rings.rest.length > 0 && rings.rest.every((r) => r > [...rings.first][0]), 'others are further out');
  await shot('rings');
  await page.getByLabel('Layout').selectOption('force');
  await page.waitForFunction((n) => Math.hypot(...window.explorer.scene.places().get(n)) > 0.001, id);
});

step('by time what comes first stands left, on a scale with dates', async () => {
  await around('Facebook', 24);
  await page.getByLabel('Layout').selectOption('time');
  await page.waitForFunction(() => new URLSearchParams(location.search).get('layout') === 'time');
  await page.waitForFunction(() => window.explorer.scene.scale.length > 1);
  const said = await statements(), places = await graphPlaces();
  const first = {};
  for (const s of said) for (const n of [s.subject, s.object]) if (s.published && s.published < (first[n] ?? '9')) first[n] = s.published;
  const inTurn = Object.keys(first).sort((a, b) => (first[a] < first[b] ? -1 : 1));
  const [low, high] = [Date.parse(first[inTurn[0]]), Date.parse(first[inTurn.at(-1)])];
  let compared = 0;
  for (const a of inTurn) {
    for (const b of inTurn) {
      if (Date.parse(first[b]) - Date.parse(first[a]) < (high - low) / 5) continue;
      compared++;
      assert.ok(places[a][0] < places[b][0], `${a} (${first[a]}) stands left of ${b} (${first[b]})`);
    }
  }
  assert.ok(compared > 3, 'there are things of different times');
  const scale = (await page.evaluate(() => window.explorer.scene.scale)).filter((t) => t.name !== 'no date');
  assert.ok(scale.every((t, i) => i === 0 || t.x > scale[i - 1].x) && scale.every((t) => /\d{4}$/.test(t.name)), JSON.stringify(scale));
  await shot('bytime');
});

step('nodes are collapsed and hidden, and all of it is undone and done again', async () => {
  const id = await around('Facebook');
  const before = await nodes();
  await page.goto(`${url().href}&node=${id}`);
  await settled();
  await page.getByRole('button', { name: 'Collapse its neighbours' }).click();
  await untilNodes(1);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await untilNodes(before.length);
  const gone = before.find((n) => n !== id);
  await page.goto(`${url().href.replace(/&node=[^&]*/, '')}&node=${gone}`);
  await settled();
  await page.getByRole('button', { name: 'Hide', exact: true }).click();
  await untilNodes(before.length - 1);
  assert.ok(!(await nodes()).includes(gone));
  assert.deepEqual(url().searchParams.getAll('hide'), [short(gone)]);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await untilNodes(before.length);
  await page.getByRole('button', { name: 'Redo', exact: true }).click();
  await untilNodes(before.length - 1);
  await page.keyboard.press('Control+z');
  await untilNodes(before.length);
  assert.deepEqual(await nodes(), before);
});

step('a double click on a node brings its neighbours', async () => {
  await around('Facebook', 6);
  const id = await idOf('Huawei');
  const before = (await nodes()).length;
  const [at] = await spots([id]);
  await page.mouse.dblclick(at.x, at.y);
  await page.waitForFunction((n) => window.explorer.scene.graph.order > n, before);
  assert.ok(url().searchParams.getAll('x').some((x) => x.startsWith(short(id))));
});

step('very many nodes are moved as a picture, and drawn again at rest', async () => {
  await around('Facebook');
  const moved = await page.evaluate(async () => {
    const { graph, sigma } = window.explorer.scene;
    const surface = document.querySelector('#canvas canvas');
    const [a, b] = graph.nodes();
    for (let i = 0; i < 1600; i++) graph.addEdge(a, b, { color: '#888', size: 1 });
    sigma.refresh();
    const box = surface.getBoundingClientRect();
    const send = (type, x, y) => (type === 'mousedown' ? sigma.elements.mouse : document).dispatchEvent(new MouseEvent(type, { clientX: box.x + x, clientY: box.y + y, bubbles: true, button: 0 }));
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const was = sigma.getCamera().getState().x;
    send('mousedown', 5, 5);
    for (let i = 1; i <= 6; i++) {
      send('mousemove', 5 + 10 * i, 5);
      await frame();
    }
    const during = surface.style.transform;
    send('mouseup', 65, 5);
    await new Promise((done) => setTimeout(done, 1500));
    return { during, after: surface.style.transform, panned: sigma.getCamera().getState().x !== was };
  });
  assert.ok(moved.panned);
  assert.match(moved.during, /^translate\(\d+px, -?\d+px\)/);
  assert.equal(moved.after, '');
});

step('each filter lets through what it says, and stands in the address', async () => {
  const id = await around('Facebook', 24);
  const all = await statements();
  const panel = page.getByRole('region', { name: 'Filters' });
  const least = Math.round(100 * [...all.map((s) => s.confidence)].sort((a, b) => a - b)[Math.floor(all.length / 2)] / 5) / 20;
  const cases = [
    ['kinds', async () => panel.getByLabel(/^Place\b/).check(), 'type', 'PLACE', null],
    ['ways of saying', async () => panel.getByLabel('Possible').check(), 'modality', 'POSSIBLE', (s) => s.modality === 'POSSIBLE'],
    ['denials', async () => panel.getByRole('radio', { name: 'Denied' }).check({ force: true }), 'polarity', 'NEGATED', (s) => s.polarity === 'NEGATED'],
    ['confidence', async () => panel.getByLabel('Least confidence').fill(String(Math.round(least * 100))), 'confidence', String(least), (s) => s.confidence >= least],
    ['sources', async () => panel.getByLabel('Least number of sources').fill('2'), 'sources', '2', (s) => s.sources >= 2],
    ['outlets', async () => panel.getByLabel(/Meridian Wire/).check(), 'source', 'Meridian Wire', null],
    ['relations', async () => { await panel.getByLabel('Find a relation').fill('share'); await panel.getByLabel(/^share data with/).check(); }, 'predicate', 'share-data-with', (s) => s.predicate === 'share data with'],
  ];
  for (const [what, set, key, value, holds] of cases) {
    await go(`?n=${id}&x=${id}:24`);
    await settled();
    await page.getByRole('button', { name: 'Filters' }).click();
    await panel.getByText('Kinds of things').waitFor();
    await set();
    await page.waitForFunction(([k, v]) => new URLSearchParams(location.search).getAll(k).includes(v), [key, value]);
    await page.waitForFunction((n) => window.explorer.shown().statements.length < n, all.length);
    const left = await statements();
    if (holds) assert.ok(left.every(holds), `${what}: ${JSON.stringify(left.find((s) => !holds(s)))}`);
    const here = (await nodes()).map((n) => ({ id: n }));
    if (left.length) {
      const editor = new URL(await page.getByRole('link', { name: /GraphiQL/ }).getAttribute('href'), url().origin);
      const asked = JSON.parse(editor.searchParams.get('variables'));
      const { totalCount } = (await query(editor.searchParams.get('query'), { ...asked, filter: { ...asked.filter, between: here } })).statements;
      assert.equal(totalCount, left.length, `${what}: the query has what the graph shows`);
    }
  }
});

step('the table of a node is sorted and searched', async () => {
  const id = await idOf('Facebook');
  await go(`?n=${id}&x=${id}:12&node=${id}`);
  const column = (n) => page.locator(`table.statements tbody tr td:nth-child(${n})`).allTextContents();
  await page.locator('table.statements tbody tr').nth(3).waitFor();
  const rows = (await column(1)).length;
  for (const [name, n, read] of [['Sure', 4, (t) => Number.parseInt(t, 10)], ['With', 2, (t) => t.toLowerCase()]]) {
    await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    const once = (await column(n)).map(read);
    await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    const twice = (await column(n)).map(read);
    const up = (list) => [...list].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    assert.deepEqual([once, twice].map((list) => [JSON.stringify(up(list)), JSON.stringify(up(list).reverse())].indexOf(JSON.stringify(list))).sort(), [0, 1], `by ${name} up and down`);
  }
  await page.getByLabel('Filter the statements').fill('huawei');
  await page.waitForFunction((k) => document.querySelectorAll('table.statements tbody tr').length < k, rows);
  assert.ok((await page.locator('table.statements tbody tr').count()) > 0);
});

step('words and graph show each other where the pointer is', async () => {
  const [a, b] = [await idOf('Facebook'), await idOf('Huawei')];
  const { statements: found } = await query('query($f: StatementFilter) { statements(filter: $f, first: 1) { nodes { evidence(first: 1) { nodes { id article { id } } } } } }', { f: { between: [{ id: a }, { id: b }] } });
  const evidence = found.nodes[0].evidence.nodes[0];
  await go(`?n=${a}&n=${b}&x=${a}:12&article=${evidence.article.id.replace('article/', '')}`);
  await settled();
  const words = page.locator(`.reader [data-evidence~="${evidence.id}"]`).first();
  await words.scrollIntoViewIfNeeded();
  await words.hover();
  await page.waitForFunction(([x, y]) => { const e = window.explorer.scene.emphasis; return e && e.nodes.has(x) && e.nodes.has(y) && e.selected === null; }, [a, b]);
  await page.mouse.move(400, 20);
  await page.waitForFunction(() => !window.explorer.scene.emphasis);
  assert.equal(await page.locator('.reader .lit').count(), 0);
  await settle();
  const [at] = await spots([b]);
  await page.mouse.move(at.x, at.y);
  await page.locator(`.reader .lit[data-evidence~="${evidence.id}"]`).first().waitFor();
  const lit = await page.locator('.reader .lit').evaluateAll((list) => list.flatMap((el) => el.dataset.evidence.split(' ')));
  const ends = await query('query($ids: [ID!]!) { nodes(ids: $ids) { ... on Evidence { statement { subject { id } object { id } } } } }', { ids: [...new Set(lit)] });
  assert.ok(ends.nodes.some((n) => n.statement.subject?.id === b || n.statement.object?.id === b));
  await page.mouse.move(400, 20);
  await page.locator('.reader .lit').first().waitFor({ state: 'detached' });
});

step('two nodes that are clicked have a path', async () => {
  const a = await around('Facebook');
  const b = await idOf('Huawei');
  await page.getByRole('button', { name: 'Find a path between two' }).click();
  await settled();
  await page.waitForTimeout(300); // the panel takes room from the graph
  const [at] = await spots([b]);
  await page.mouse.click(at.x, at.y);
  await page.locator('.chain .hop .quote').first().waitFor();
  assert.equal(url().searchParams.get('path'), [a, b].map(short).join(':'));
  await accessible('path');
});
