// Copies the query editor's files from node_modules to web/dist/graphiql, without the links to source maps, which are
// not served, and gathers the licences of all that is in them. It changes nothing else, so the files are those of the
// versions in package-lock.json.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';

const out = new URL('../dist/graphiql/', import.meta.url);
const modules = new URL('./node_modules/', import.meta.url);
mkdirSync(out, { recursive: true });

const files = {
  'react/umd/react.production.min.js': 'react.js',
  'react-dom/umd/react-dom.production.min.js': 'react-dom.js',
  'graphiql/graphiql.min.js': 'graphiql.js',
  'graphiql/graphiql.min.css': 'graphiql.css',
};
for (const [from, to] of Object.entries(files)) {
  const text = readFileSync(new URL(from, modules), 'utf8');
  writeFileSync(new URL(to, out), text.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, '\n'));
}
for (const own of ['index.html', 'start.js', 'start.css']) {
  copyFileSync(new URL(own, import.meta.url), new URL(own, out));
}

// One entry per licence text, with the packages that it stands in.
const lock = JSON.parse(readFileSync(new URL('package-lock.json', import.meta.url), 'utf8'));
const texts = new Map();
for (const [path, entry] of Object.entries(lock.packages)) {
  const folder = new URL(`./${path}/`, import.meta.url);
  if (!path || path.includes('/@types/') || !existsSync(folder)) continue;
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text = file ? readFileSync(new URL(file, folder), 'utf8').trim() : `(no text; package.json says ${entry.license})`;
  const name = `${path.replace(/^.*node_modules\//, '')} ${entry.version} (${entry.license})`;
  texts.set(text, [...(texts.get(text) ?? []), name]);
}
const fonts = `The style sheet holds two typefaces as data: Roboto (Apache-2.0, Christian Robertson) and Fira Code (SIL Open
Font License 1.1, Nikita Prokopov and the Fira Code authors).`;
const rule = '-'.repeat(100);
const sections = [...texts].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
writeFileSync(new URL('LICENSES.txt', out), [fonts, ...sections].join(`\n${rule}\n`) + '\n');
