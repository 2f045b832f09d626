// What is looked at: enough to draw it again, and little enough to stand in the address of the page. The graph itself is
// the server's answer to it, so an address shows the same things as long as the store has the same articles.
import { noFilters, readFilters, writeFilters, type Filters } from './filters';

export const layouts = ['force', 'radial', 'time'] as const;
export type Layout = (typeof layouts)[number];

export type Selection =
  | { kind: 'node'; id: string }
  | { kind: 'line'; a: string; b: string }
  | { kind: 'article'; id: string; evidence?: string }
  | { kind: 'path'; from: string; to: string }
  | { kind: 'disagreement' }
  | null;

export interface View {
  /** What was asked for by name. */
  seeds: string[];
  /** How many neighbours of a node are shown, the strongest first. */
  expand: Record<string, number>;
  hidden: string[];
  pinned: Record<string, [number, number]>;
  layout: Layout;
  focus: string | null;
  filters: Filters;
  selection: Selection;
}

export const emptyView: View = {
  seeds: [], expand: {}, hidden: [], pinned: {}, layout: 'force', focus: null, filters: noFilters, selection: null,
};

/** How many neighbours one step shows. */
export const step = 12;

const short = (id: string) => id.replace(/^entity\//, '');
const long = (id: string) => (id.includes('/') ? id : `entity/${id}`);

export function writeView(v: View): string {
  const to = new URLSearchParams();
  for (const id of v.seeds) to.append('n', short(id));
  for (const [id, n] of Object.entries(v.expand)) to.append('x', `${short(id)}:${n}`);
  for (const id of v.hidden) to.append('hide', short(id));
  for (const [id, [x, y]] of Object.entries(v.pinned)) to.append('pin', `${short(id)}:${Math.round(x)}:${Math.round(y)}`);
  if (v.layout !== 'force') to.set('layout', v.layout);
  if (v.focus) to.set('focus', short(v.focus));
  writeFilters(v.filters, to);
  const s = v.selection;
  if (s?.kind === 'node') to.set('node', short(s.id));
  if (s?.kind === 'line') to.set('line', `${short(s.a)}:${short(s.b)}`);
  if (s?.kind === 'article') {
    to.set('article', s.id.replace(/^article\//, ''));
    if (s.evidence) to.set('at', s.evidence);
  }
  if (s?.kind === 'path') to.set('path', `${short(s.from)}:${short(s.to)}`);
  if (s?.kind === 'disagreement') to.set('disagreement', '1');
  return to.toString();
}

export function readView(query: string): View {
  const from = new URLSearchParams(query);
  const layout = from.get('layout');
  const focus = from.get('focus');
  return {
    seeds: unique(from.getAll('n').filter(Boolean).map(long)),
    expand: Object.fromEntries(from.getAll('x').flatMap((v) => {
      const [id, n] = cut(v);
      const count = Math.floor(Number(n));
      return id && count > 0 ? [[long(id), Math.min(count, 1000)]] : [];
    })),
    hidden: unique(from.getAll('hide').filter(Boolean).map(long)),
    pinned: Object.fromEntries(from.getAll('pin').flatMap((v) => {
      const [id, x, y] = v.split(':');
      const at: [number, number] = [Number(x), Number(y)];
      return id && at.every(Number.isFinite) && y !== undefined ? [[long(id), at]] : [];
    })),
    layout: layouts.find((l) => l === layout) ?? 'force',
    focus: focus ? long(focus) : null,
    filters: readFilters(from),
    selection: readSelection(from),
  };
}

function readSelection(from: URLSearchParams): Selection {
  const node = from.get('node');
  if (node) return { kind: 'node', id: long(node) };
  const article = from.get('article');
  if (article) return { kind: 'article', id: `article/${article.replace(/^article\//, '')}`, evidence: from.get('at') ?? undefined };
  for (const kind of ['line', 'path'] as const) {
    const [a, b] = cut(from.get(kind) ?? '');
    if (!a || (!b && kind === 'line')) continue;
    return kind === 'line' ? { kind, a: long(a), b: long(b) } : { kind, from: long(a), to: b && long(b) };
  }
  return from.get('disagreement') ? { kind: 'disagreement' } : null;
}

function cut(v: string): [string, string] {
  const at = v.lastIndexOf(':');
  return at < 0 ? [v, ''] : [v.slice(0, at), v.slice(at + 1)];
}

function unique(ids: string[]): string[] {
  return [...new Set(ids)];
}

/** The entities shown, given who the neighbours of the expanded ones are; hidden ones are not, nor what hangs on them. */
export function shownIn(v: View, neighbors: (id: string) => readonly string[]): string[] {
  const hidden = new Set(v.hidden);
  const shown = new Set<string>();
  const queue = v.seeds.filter((id) => !hidden.has(id));
  for (let i = 0; i < queue.length; i++) {
    const id = queue[i]!;
    if (shown.has(id)) continue;
    shown.add(id);
    const n = v.expand[id] ?? 0;
    if (n > 0) queue.push(...neighbors(id).slice(0, n).filter((other) => !hidden.has(other)));
  }
  return [...shown];
}

export function addSeeds(v: View, ids: string[], expand: boolean): View {
  const first = ids[0];
  return {
    ...v,
    seeds: unique([...v.seeds, ...ids]),
    hidden: v.hidden.filter((id) => !ids.includes(id)),
    expand: expand && first && !v.expand[first] ? { ...v.expand, [first]: step } : v.expand,
  };
}

export function expandNode(v: View, id: string, by = step): View {
  return { ...v, expand: { ...v.expand, [id]: Math.min(1000, (v.expand[id] ?? 0) + by) } };
}

export function collapseNode(v: View, id: string): View {
  const { [id]: _gone, ...expand } = v.expand;
  return { ...v, seeds: unique([...v.seeds, id]), expand };
}

export function hideNodes(v: View, ids: string[]): View {
  const gone = new Set(ids);
  const s = v.selection;
  const selected = (s?.kind === 'node' && gone.has(s.id)) || (s?.kind === 'line' && (gone.has(s.a) || gone.has(s.b)));
  return {
    ...v,
    seeds: v.seeds.filter((id) => !gone.has(id)),
    hidden: unique([...v.hidden, ...ids]),
    pinned: Object.fromEntries(Object.entries(v.pinned).filter(([id]) => !gone.has(id))),
    focus: v.focus && gone.has(v.focus) ? null : v.focus,
    selection: selected ? null : s,
  };
}

/** Shows these and nothing else. */
export function keepNodes(v: View, ids: string[]): View {
  return { ...v, seeds: unique(ids), expand: {}, hidden: [], focus: v.focus && ids.includes(v.focus) ? v.focus : null };
}

export function pinNode(v: View, id: string, at: [number, number] | null): View {
  const { [id]: _gone, ...pinned } = v.pinned;
  return { ...v, pinned: at ? { ...pinned, [id]: [Math.round(at[0]), Math.round(at[1])] } : pinned };
}
