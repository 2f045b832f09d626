// Other people and other circumstances: pages that are fetched, tokens, readers who may not decide, a server that is gone, what
// is loaded meanwhile, telephones.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownFiles, serve } from './harness.mjs';
import { accessible, base, go, idOf, load, page, query, settled, shot, step, toast, untilNodes } from './session.mjs';

step('an address is fetched, and the article is there', async () => {
  const story = `<!doctype html><html lang="en"><head><title>Lantern buys a mill</title><meta property="article:published_time" content="2018-08-20T08:00:00Z">
    <meta property="og:site_name" content="Valley Courier"></head><body><article><h1>Lantern buys a mill</h1>
    ${'<p>Lantern Foods bought the Oakley Mill on Monday, the company said in a statement. Lantern Foods hired Jane Miller to run the mill. The mayor of the town praised the company and its new manager at a meeting in the town hall.</p>'.repeat(2)}
    </article></body></html>`;
  const host = createServer((request, response) => {
    const found = request.url === '/story';
    response.writeHead(found ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8' }).end(found ? story : 'nothing here');
  });
  await new Promise((done) => host.listen(0, '127.0.0.1', done));
  try {
    await go();
    await page.getByRole('button', { name: 'Load articles' }).click();
    await page.getByLabel('Address of an article').fill(`http://127.0.0.1:${host.address().port}/story`);
    await page.getByRole('button', { name: 'Fetch' }).click();
    await page.locator('.works li').first().waitFor();
    await page.locator('.works li.done', { hasText: '1 article read' }).waitFor({ timeout: 60_000 });
    await accessible('loading');
    const { articles } = await query('{ articles(filter: { title: { contains: "Lantern" } }) { nodes { title source url } } }');
    assert.equal(articles.nodes.length, 1);
    assert.match(articles.nodes[0].url, /^http:\/\/127\.0\.0\.1:\d+\/story$/);
    await page.keyboard.press('Escape');
    assert.ok(await idOf('Lantern Foods'));
  } finally {
    host.close();
    host.closeAllConnections();
  }
});

step('what is loaded meanwhile comes into the graph that is looked at', async () => {
  await load({ title: 'Tern opens', source: 'North Post', publishedAt: '2018-09-01T08:00:00Z', text: 'Ternwood Bank hired Jane Miller on Monday.' });
  const id = await idOf('Ternwood Bank');
  await go(`?n=${id}&x=${id}:12`);
  await settled();
  await page.locator('.timeline').waitFor();
  await page.waitForTimeout(500); // the subscription is open
  const before = await page.evaluate(() => window.explorer.scene.graph.order);
  await load({ title: 'Tern buys', source: 'South Courier', publishedAt: '2018-09-02T08:00:00Z', text: 'Ternwood Bank bought Pellow Insurance on Tuesday.' });
  await toast('Tern buys').waitFor();
  await untilNodes(before + 1);
});

step('a server that is gone is told of, with what to do', async () => {
  const id = await idOf('Facebook');
  await go(`?n=${id}&x=${id}:6`);
  await settled();
  await page.route('**/graphql', (route) => route.abort('aborted'));
  await page.keyboard.press('/');
  await page.keyboard.type('hua');
  await page.locator('.hit-note', { hasText: 'Is newsgraph still running?' }).waitFor();
  await page.unroute('**/graphql');
  await page.keyboard.type('w');
  await page.locator('.hit', { hasText: 'Huawei' }).first().waitFor();
});

/** A second server, with tokens, shown in a page of its own. */
async function guarded(settings, run) {
  const folder = mkdtempSync(join(tmpdir(), 'newsgraph-e2e-'));
  writeFileSync(join(folder, 'tokens'), 'editor read,load,curate 0123456789abcdef-editor\nreader read 0123456789abcdef-reader\n', { mode: 0o600 });
  const server = await serve('memory:', { NEWSGRAPH_ACCESS_TOKENS_FILE: join(folder, 'tokens'), ...settings });
  const other = await page.context().browser().newPage({ viewport: { width: 1200, height: 800 } });
  try {
    other.setDefaultTimeout(30_000);
    if (process.env.OWN_FILES) await ownFiles(other, server.base);
    await run(other, server.base);
  } finally {
    await other.close();
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

step('a server with tokens asks for one, says when it is wrong, and shows what its roles allow', async () => {
  await guarded({}, async (other, at) => {
    await other.goto(at);
    await other.getByRole('heading', { name: 'This server wants a token' }).waitFor();
    await other.getByLabel('Token').fill('not the token');
    await other.getByRole('button', { name: 'Go on' }).click();
    await other.getByRole('alert').waitFor();
    await other.getByLabel('Token').fill('0123456789abcdef-editor');
    await other.getByRole('button', { name: 'Go on' }).click();
    await other.getByRole('heading', { name: 'Load the first article' }).waitFor();
    const file = { name: 'story.txt', mimeType: 'text/plain', buffer: Buffer.from('Northgate Bank sued Bolt Systems on Monday. Northgate Bank hired Jane Miller.') };
    await other.locator('.hidden-file').setInputFiles(file);
    await other.getByRole('heading', { name: 'Who did what to whom' }).waitFor({ timeout: 60_000 });
    await other.locator('.chip', { hasText: 'Northgate Bank' }).click();
    await other.locator('table.statements tbody .link').first().click();
    await other.getByRole('button', { name: 'Reject' }).first().waitFor();
    const address = new URL(other.url()).search;
    await other.evaluate(() => sessionStorage.setItem('newsgraph.token', '0123456789abcdef-reader'));
    await other.goto(at + '/' + address);
    await other.locator('.statement .quote').first().waitFor();
    assert.equal(await other.getByRole('button', { name: /Reject|Confirm/ }).count(), 0, 'a reader gives no verdicts');
    assert.equal(await other.getByRole('button', { name: 'Load articles' }).count(), 0, 'a reader loads nothing');
  });
});

step('a telephone is wide enough', async () => {
  const a = await idOf('Facebook');
  await page.setViewportSize({ width: 360, height: 740 });
  const wide = async (what) => assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, `${what} is as wide as the screen`);
  await go();
  await page.locator('.chip').first().waitFor();
  await wide('the start');
  await shot('narrow-start');
  await page.getByRole('combobox', { name: /Search/ }).fill('faceb');
  await page.locator('.hit').first().click();
  await page.locator('table.statements tbody tr').first().waitFor();
  await wide('a node');
  await accessible('360 pixels');
  await settled();
  await shot('narrow');
  await page.getByRole('button', { name: 'Close the panel' }).click();
  await settled();
  await shot('narrow-graph');
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Planned').waitFor();
  await wide('the filters');
  await accessible('filters at 360 pixels');
  await page.getByRole('button', { name: 'Close the filters' }).click();
  await page.goto(`${base}/?n=${a}&x=${a}:12&disagreement=1`);
  await page.getByRole('heading', { name: 'Disagreement' }).waitFor();
  await wide('disagreement');
  await page.setViewportSize({ width: 1360, height: 850 });
});
