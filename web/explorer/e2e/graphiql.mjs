// Drives the query editor in Chromium against a server of its own: a query, and a subscription that hears of an article.
import assert from 'node:assert/strict';
import { ask, browser, serve } from './harness.mjs';

const server = await serve();
const chromium = await browser();
const page = await chromium.newPage();
const problems = [];
page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
page.on('pageerror', (error) => problems.push(String(error)));
const answer = (words) => page.waitForFunction((w) => document.querySelector('.result-window')?.textContent.includes(w), words, { timeout: 20_000 });
const open = async (query) => {
  await page.goto(`${server.base}/graphiql?query=${encodeURIComponent(query)}`);
  await page.getByRole('button', { name: /execute query/i }).click();
};

try {
  await open('{ statistics { articles } }');
  await answer('"articles": 0');

  await open('subscription { articleLoaded { title } }');
  await page.getByRole('button', { name: /stop query/i }).waitFor();
  const input = { articles: [{ title: 'Acme buys Bolt', text: 'Acme Corporation bought Bolt Systems on Monday.' }] };
  // What listens has to be there before the article: one after the other is loaded until it is heard.
  const load = 'mutation($input: LoadArticlesInput!) { loadArticles(input: $input) { userErrors { message } } }';
  const heard = answer('"articleLoaded"').then(() => true);
  const later = () => new Promise((done) => setTimeout(done, 500, false));
  do {
    input.articles[0].text += ' Acme Corporation hired Jane Miller.';
    const { loadArticles } = await ask(server.base, load, { input });
    assert.deepEqual(loadArticles.userErrors, []);
  } while (!await Promise.race([heard, later()]));
  assert.deepEqual(problems, [], 'errors in the console');
} finally {
  await chromium.close();
  await server.end();
}
console.log('the query editor answers and subscribes');
