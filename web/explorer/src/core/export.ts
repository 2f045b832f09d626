// What is shown, as files for other programs. Each writer takes the drawing as it stands, with its places and colours.
import type { Bundle } from './bundle';
import type { Entity, Statement } from './types';
import { lineColour, lineStyle, nodeSize, palettes, typeColours } from './types';
import type { Position } from './layout';

export interface Drawing {
  entities: Entity[];
  bundles: Bundle[];
  places: ReadonlyMap<string, Position>;
  /** What was asked for, and when, for the caption. */
  title: string;
  date: string;
}

export function statementsOf(d: Drawing): Statement[] {
  return d.bundles.flatMap((b) => b.statements);
}

export function xml(text: string): string {
  return text
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

const lineFields = ['id', 'text', 'subject', 'predicate', 'object', 'polarity', 'modality', 'confidence', 'sources', 'published', 'happened'] as const;

function field(s: Statement, name: (typeof lineFields)[number], names: Map<string, string>): string {
  if (name === 'subject' || name === 'object') return names.get(s[name]) ?? s[name];
  const value = s[name];
  return value === null ? '' : String(value);
}

function namesOf(d: Drawing): Map<string, string> {
  return new Map(d.entities.map((e) => [e.id, e.name]));
}

/** RFC 4180; what a spreadsheet would take for a formula has an apostrophe before it. */
export function toCSV(d: Drawing): string {
  const names = namesOf(d);
  const cell = (text: string) => {
    const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  const head = ['statement', 'text', 'subject_id', 'subject', 'predicate', 'object_id', 'object', 'polarity', 'modality', 'confidence', 'sources', 'published', 'happened'];
  const rows = statementsOf(d).map((s) => [s.id, s.text, s.subject, field(s, 'subject', names), s.predicate, s.object,
    field(s, 'object', names), s.polarity, s.modality, field(s, 'confidence', names), String(s.sources), s.published ?? '', s.happened ?? '']);
  return [head, ...rows].map((row) => row.map(cell).join(',') + '\r\n').join('');
}

/** Node-link JSON: nodes beside edges, as networkx and graphology users know it. */
export function toJSON(d: Drawing): string {
  return JSON.stringify({
    directed: true, multigraph: true, graph: { title: d.title, date: d.date },
    nodes: d.entities.map((e) => ({ id: e.id, name: e.name, type: e.type, statements: e.statements, x: d.places.get(e.id)?.[0] ?? 0, y: d.places.get(e.id)?.[1] ?? 0 })),
    edges: statementsOf(d).map(({ id, subject, object, ...rest }) => ({ key: id, source: subject, target: object, ...rest })),
  }, null, 1) + '\n';
}

export function toGraphML(d: Drawing): string {
  const names = namesOf(d);
  const key = (id: string, on: string, type: string) => `  <key id="${on[0]}_${id}" for="${on}" attr.name="${id}" attr.type="${type}"/>\n`;
  const numbers = ['statements', 'x', 'y', 'confidence', 'sources'];
  const data = (on: string, id: string, value: string) => (value === '' ? '' : `<data key="${on}_${id}">${xml(value)}</data>`);
  const nodeKeys = ['name', 'type', 'statements', 'x', 'y'];
  const nodes = d.entities.map((e) => {
    const [x, y] = d.places.get(e.id) ?? [0, 0];
    const values: Record<string, string> = { name: e.name, type: e.type, statements: String(e.statements), x: x.toFixed(2), y: y.toFixed(2) };
    return `    <node id="${xml(e.id)}">${nodeKeys.map((k) => data('n', k, values[k]!)).join('')}</node>\n`;
  });
  const edges = statementsOf(d).map((s) =>
    `    <edge id="${xml(s.id)}" source="${xml(s.subject)}" target="${xml(s.object)}">${lineFields.filter((k) => k !== 'id')
      .map((k) => data('e', k, field(s, k, names))).join('')}</edge>\n`);
  return '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n' +
    nodeKeys.map((k) => key(k, 'node', numbers.includes(k) ? 'double' : 'string')).join('') +
    lineFields.filter((k) => k !== 'id').map((k) => key(k, 'edge', numbers.includes(k) ? 'double' : 'string')).join('') +
    `  <graph id="${xml(d.title || 'newsgraph')}" edgedefault="directed">\n${nodes.join('')}${edges.join('')}  </graph>\n</graphml>\n`;
}

export function toGEXF(d: Drawing): string {
  const names = namesOf(d);
  const rgb = (hex: string) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  const nodes = d.entities.map((e) => {
    const [x, y] = d.places.get(e.id) ?? [0, 0];
    const [r, g, b] = rgb(typeColours[e.type]);
    return `      <node id="${xml(e.id)}" label="${xml(e.name)}"><attvalues><attvalue for="type" value="${e.type}"/><attvalue for="statements" value="${e.statements}"/></attvalues>` +
      `<viz:position x="${x.toFixed(2)}" y="${(-y).toFixed(2)}" z="0"/><viz:size value="${nodeSize(e.statements).toFixed(1)}"/><viz:color r="${r}" g="${g}" b="${b}"/></node>\n`;
  });
  const fields = lineFields.filter((k) => !['id', 'subject', 'object'].includes(k));
  const edges = statementsOf(d).map((s) =>
    `      <edge id="${xml(s.id)}" source="${xml(s.subject)}" target="${xml(s.object)}" label="${xml(s.predicate)}" kind="${lineStyle(s)}"><attvalues>` +
    fields.map((k) => [k, field(s, k, names)] as const).filter(([, v]) => v !== '').map(([k, v]) => `<attvalue for="${k}" value="${xml(v)}"/>`).join('') +
    '</attvalues></edge>\n');
  const number = ['confidence', 'sources'];
  return '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n' +
    `  <meta lastmodifieddate="${d.date.slice(0, 10)}"><creator>newsgraph</creator><description>${xml(d.title)}</description></meta>\n` +
    '  <graph defaultedgetype="directed" mode="static">\n    <attributes class="node"><attribute id="type" title="type" type="string"/><attribute id="statements" title="statements" type="integer"/></attributes>\n' +
    `    <attributes class="edge">${fields.map((k) => `<attribute id="${k}" title="${k}" type="${number.includes(k) ? 'double' : 'string'}"/>`).join('')}</attributes>\n` +
    `    <nodes>\n${nodes.join('')}    </nodes>\n    <edges>\n${edges.join('')}    </edges>\n  </graph>\n</gexf>\n`;
}

/** The colours that lines have in a file, by the theme. */
export function strokeOf(b: Bundle, theme: 'light' | 'dark'): string {
  return lineColour(b.style, palettes[theme]);
}
