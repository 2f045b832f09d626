// Drives the explorer in Chromium against a server of its own with the sample articles: all that people do, one after the
// other. With a folder as argument it leaves pictures there; with OWN_FILES it shows the built files of this folder instead
// of those in the program; with ONLY it does the steps whose name has those words, after the first.
import assert from 'node:assert/strict';
import { browser, ownFiles, serve } from './harness.mjs';
import { steps, use } from './session.mjs';
import './read.mjs';
import './graph.mjs';
import './curate.mjs';
import './others.mjs';

let problems = [];
// Addresses of this machine may be fetched, since the page that is loaded by its address comes from here.
const server = await serve('memory:', { NEWSGRAPH_LOAD_FETCH_ALLOW_PRIVATE: 'true', NEWSGRAPH_LOAD_FETCH_DELAY: '1ms' });
const { base } = server;
const chromium = await browser();
try {
  const page = await chromium.newPage({ viewport: { width: 1360, height: 850 }, acceptDownloads: true });
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (m) => { if (m.type() === 'error' && !m.text().includes('ERR_ABORTED')) problems.push(m.text()); });
  page.on('request', (r) => { if (!r.url().startsWith(base) && !/^(data|blob):/.test(r.url())) problems.push(`asks another host: ${r.url()}`); });
  if (process.env.OWN_FILES) await ownFiles(page, base);
  use(page, base);
  for (const { name, run } of steps) {
    if (process.env.ONLY && name !== steps[0].name && !name.includes(process.env.ONLY)) continue;
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
