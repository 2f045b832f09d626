// A server of our own and a browser before it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { chromium } from 'playwright-core';

const arguments_ = [
  '--no-sandbox', '--disable-gpu', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

export async function browser() {
  const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  if (!executablePath) throw new Error('there is no Chromium; name one in CHROMIUM');
  return chromium.launch({ executablePath, headless: true, args: arguments_ });
}

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** Starts `newsgraph serve` over a store, or an empty one in memory; settings go in as its variables of the environment. */
export async function serve(store = 'memory:', settings = {}) {
  const program = process.env.NEWSGRAPH ?? 'newsgraph';
  const base = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(program, ['serve', '--store', store, '--addr', base.slice(7)], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...settings } });
  let log = '';
  child.stderr.on('data', (data) => { log = (log + data).slice(-8000); });
  const ended = new Promise((done) => {
    child.once('error', (error) => { log += error.message; done(); });
    child.once('exit', done);
  });
  for (let i = 0; i < 600; i++) {
    if (child.exitCode !== null || child.pid === undefined) throw new Error(`the server ended:\n${log}`);
    const up = await fetch(`${base}/readyz`).then((r) => r.ok, () => false);
    if (up) return { base, end: async () => { child.kill('SIGTERM'); await ended; } };
    await new Promise((done) => setTimeout(done, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`the server does not answer:\n${log}`);
}

/** Serves the built files of this folder instead of the program's, so that a change of the page needs no other program. */
export async function ownFiles(page, base) {
  const dist = new URL('../../dist/', import.meta.url);
  const policy = (await fetch(base)).headers.get('Content-Security-Policy');
  const types = { html: 'text/html', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', txt: 'text/plain' };
  await page.route((url) => url.origin === base && (url.pathname === '/' || url.pathname.startsWith('/explorer/')), (route) => {
    const { pathname } = new URL(route.request().url());
    const name = pathname === '/' ? 'explorer/index.html' : pathname.slice(1);
    return route.fulfill({
      status: 200, contentType: types[name.split('.').pop()], headers: { 'Content-Security-Policy': policy }, body: readFileSync(new URL(name, dist)),
    });
  });
}

export async function ask(base, query, variables = {}) {
  const response = await fetch(`${base}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query, variables }) });
  const answer = await response.json();
  if (!answer.data) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}
