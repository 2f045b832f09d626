// What a person decides: distinct things, verdicts, things that are taken apart, articles that go. Each decision is looked at
// in the store, and each can be taken back.
import assert from 'node:assert/strict';
import { accessible, go, idOf, load, page, query, shot, step, toast, url } from './session.mjs';

const undo = async () => {
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
};

step('two that only look alike are marked as distinct, and no longer', async () => {
  await load(
    { title: 'Harbour firm hires', source: 'North Post', publishedAt: '2018-07-05T08:00:00Z', text: 'Northgate Harbour Limited hired Anna Cole on Monday. Northgate Harbour Limited sued Bolt Systems.' },
    { title: 'Harbour group pays', source: 'South Courier', publishedAt: '2018-07-06T08:00:00Z', text: 'Northgate Harbor Group paid Bolt Systems on Tuesday. Northgate Harbor Group warned Anna Cole.' },
  );
  const found = await query('{ entities(first: 200) { nodes { id name possibleDuplicates(first: 1) { entity { id name } } } } }');
  const one = found.entities.nodes.find((e) => e.possibleDuplicates?.[0]?.entity);
  assert.ok(one, 'something is suggested');
  const other = one.possibleDuplicates[0].entity;
  await go(`?n=${one.id}&node=${one.id}`);
  await page.getByRole('tab', { name: /Identity/ }).click();
  const row = page.locator('.duplicate', { hasText: other.name }).first();
  await row.waitFor();
  await shot('identity');
  await accessible('identity');
  await row.getByRole('button', { name: 'Distinct' }).click();
  await toast('two different things').waitFor();
  await row.waitFor({ state: 'detached' });
  const suggested = async () => (await query('query($id: ID) { entity(id: $id) { possibleDuplicates { entity { id } } } }', { id: one.id })).entity.possibleDuplicates.map((d) => d.entity.id);
  assert.ok(!(await suggested()).includes(other.id));
  await undo();
  await row.waitFor();
  assert.ok((await suggested()).includes(other.id));
});

step('a statement is confirmed by the keyboard, and the verdict is taken back', async () => {
  const [a, b] = [await idOf('Facebook'), await idOf('Huawei')];
  await go(`?n=${a}&n=${b}&line=${a}:${b}`);
  const button = page.locator('.statement').first().getByRole('button', { name: /^Confirm/ });
  await button.focus();
  await page.keyboard.press('Enter');
  await toast('Confirmed').waitFor();
  await page.locator('.statement button[aria-pressed=true]', { hasText: 'Confirmed' }).first().waitFor();
  const confirmed = async () => (await query('{ statements(filter: { review: [CONFIRMED] }) { totalCount } }')).statements.totalCount;
  assert.equal(await confirmed(), 1);
  await undo();
  await page.locator('.statement button[aria-pressed=true]').first().waitFor({ state: 'detached' });
  assert.equal(await confirmed(), 0);
});

step('what is two under one name is taken apart, and joined again', async () => {
  const { loadArticles } = await load(
    { title: 'A painter', source: 'North Post', publishedAt: '2018-08-02T08:00:00Z', text: 'Robert Lindqvist painted Bolt Systems on Monday. Robert Lindqvist praised Jane Miller.' },
    { title: 'A judge', source: 'South Courier', publishedAt: '2018-08-03T08:00:00Z', text: 'Robert Lindqvist fined Acme Corporation on Tuesday.' },
  );
  const judge = loadArticles.articles[1].article.id;
  const id = await idOf('Robert Lindqvist');
  const count = async (entity) => (await query('query($id: ID) { entity(id: $id) { statementCount } }', { id: entity })).entity.statementCount;
  const before = await count(id);
  await go(`?n=${id}&x=${id}:12&node=${id}`);
  await page.getByRole('tab', { name: /Identity/ }).click();
  await page.getByRole('button', { name: /^Split/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Split Robert Lindqvist' });
  const split = dialog.getByRole('button', { name: 'Split', exact: true });
  assert.ok(await split.isDisabled(), 'nothing is chosen yet');
  await dialog.getByLabel(/^A judge/).check();
  await dialog.getByText('1 statement of the chosen article').waitFor();
  await dialog.locator('.preview li', { hasText: 'Acme' }).waitFor();
  await accessible('split');
  await shot('split');
  await dialog.getByLabel(/^A painter/).check();
  assert.ok(await split.isDisabled(), 'all of it is no split');
  await dialog.getByLabel(/^A painter/).uncheck();
  await dialog.getByLabel(/^Why/).fill('a judge of the same name');
  await split.click();
  await toast('a thing of its own').waitFor();
  const part = `entity/${url().searchParams.get('node')}`;
  assert.notEqual(part, id);
  assert.deepEqual([await count(part), await count(id)], [1, before - 1]);
  const { article } = await query('query($id: ID) { article(id: $id) { statements { nodes { subject { id } } } } }', { id: judge });
  assert.ok(article.statements.nodes.every((s) => s.subject.id === part), 'the article speaks of the new one');
  await undo();
  await toast('undone').waitFor();
  assert.equal(await count(id), before);
});

step('a split of everything is refused with a reason', async () => {
  const id = await idOf('Robert Lindqvist');
  await go(`?n=${id}&node=${id}`);
  await page.route('**/graphql', async (route) => {
    const sent = route.request().postDataJSON();
    if (!sent.query.includes('mutation Split')) return route.continue();
    return route.continue({ postData: JSON.stringify({ ...sent, variables: { input: { ...sent.variables.input, names: ['Nobody'], articles: [] } } }) });
  });
  await page.getByRole('tab', { name: /Identity/ }).click();
  await page.getByRole('button', { name: /^Split/ }).click();
  await page.getByRole('dialog').getByLabel(/^A judge/).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Split', exact: true }).click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await page.unroute('**/graphql');
  await page.keyboard.press('Escape');
});

step('an article is taken out with what it alone says', async () => {
  const { loadArticles } = await load({ title: 'Ferry line sold', source: 'North Post', publishedAt: '2018-08-08T08:00:00Z', text: 'Quillstone Ferries bought Marram Shipping on Monday. Quillstone Ferries hired Jane Miller.' });
  const id = loadArticles.articles[0].article.id;
  const ferries = await idOf('Quillstone Ferries');
  assert.ok(ferries);
  await go(`?n=${ferries}&x=${ferries}:12&article=${id.replace('article/', '')}`);
  await page.getByRole('button', { name: 'Take the article out' }).click();
  await page.getByRole('dialog').getByText(/goes, and with it \d+ statements? and \d+ entit/).waitFor();
  await accessible('take out');
  await page.getByRole('button', { name: 'Keep it' }).click();
  assert.ok((await query('query($id: ID) { article(id: $id) { id } }', { id })).article, 'it is kept');
  await page.getByRole('button', { name: 'Take the article out' }).click();
  await page.getByRole('button', { name: 'Take it out' }).click();
  await toast('was taken out').waitFor();
  assert.equal((await query('query($id: ID) { article(id: $id) { id } }', { id })).article, null);
  assert.equal(await idOf('Quillstone Ferries'), undefined);
  await page.getByText('Nothing of this is in the store any more').waitFor();
});
