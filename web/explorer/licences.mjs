// Gathers the licences of all packages that are in the built files, one entry per text. What only builds or tests is not
// in them and is left out.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync(new URL('package-lock.json', import.meta.url), 'utf8'));
const texts = new Map();
for (const [path, entry] of Object.entries(lock.packages)) {
  if (!path || entry.dev || entry.devOptional || entry.optional || entry.peer) continue;
  if (/(^|\/)(@types|@gql\.tada|graphqlsp|graphology-types|typescript|graphql)(\/|$)/.test(path)) continue;
  const folder = new URL(`./${path}/`, import.meta.url);
  const file = existsSync(folder) && readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text = file ? readFileSync(new URL(file, folder), 'utf8').replace(/\r\n/g, '\n').trim() : `(no text in the package; package.json says ${entry.license})`;
  const name = `${path.replace(/^.*node_modules\//, '')} ${entry.version} (${entry.license})`;
  texts.set(text, [...(texts.get(text) ?? []), name]);
}
const rule = '-'.repeat(100);
const sections = [...texts].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
writeFileSync(new URL('../dist/explorer/LICENSES.txt', import.meta.url), sections.join(`\n${rule}\n`) + '\n');
