// What is let through, as people set it, as it stands in the address of the page, and as the server takes it.
import type { EntityType, Modality, Polarity } from './types';
import { entityTypes, modalities } from './types';

export interface Filters {
  predicates: string[];
  types: EntityType[];
  sources: string[];
  modality: Modality[];
  polarity: Polarity | null;
  /** 0 to 1; 0 lets everything through. */
  confidence: number;
  minSources: number;
  /** The days of the brush, inclusive, as YYYY-MM-DD, by the clock. */
  from: string | null;
  to: string | null;
  clock: 'PUBLISHED' | 'HAPPENED';
}

export const noFilters: Filters = {
  predicates: [], types: [], sources: [], modality: [], polarity: null, confidence: 0, minSources: 0, from: null, to: null,
  clock: 'PUBLISHED',
};

/** How many of the kinds of filter are set. */
export function countFilters(f: Filters): number {
  return [f.predicates.length, f.types.length, f.sources.length, f.modality.length, f.polarity, f.confidence, f.minSources > 1,
    f.from ?? f.to].filter(Boolean).length;
}

/** The server's filter; its type is checked where it is sent. */
export interface ServerFilter {
  predicateId?: string[];
  entityType?: EntityType[];
  source?: string[];
  modality?: Modality[];
  polarity?: Polarity;
  minConfidence?: number;
  minSources?: number;
  publishedAt?: { from?: string; to?: string };
  time?: { from?: string; to?: string };
}

export function toServer(f: Filters): ServerFilter {
  const out: ServerFilter = {};
  if (f.predicates.length) out.predicateId = f.predicates;
  if (f.types.length) out.entityType = f.types;
  if (f.sources.length) out.source = f.sources;
  if (f.modality.length) out.modality = f.modality;
  if (f.polarity) out.polarity = f.polarity;
  if (f.confidence > 0) out.minConfidence = f.confidence;
  if (f.minSources > 1) out.minSources = f.minSources;
  if (f.from || f.to) {
    if (f.clock === 'PUBLISHED') {
      out.publishedAt = { ...(f.from && { from: f.from }), ...(f.to && { to: nextDay(f.to) }) };
    } else {
      out.time = { ...(f.from && { from: f.from }), ...(f.to && { to: f.to }) };
    }
  }
  return out;
}

/** nextDay is the day after, since ranges of instants end before their end. */
export function nextDay(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString().slice(0, 10);
}

export function writeFilters(f: Filters, to: URLSearchParams): void {
  const list = (key: string, values: string[]) => values.forEach((v) => to.append(key, v));
  list('predicate', f.predicates.map((p) => p.replace(/^rel\//, '')));
  list('type', f.types);
  list('source', f.sources);
  list('modality', f.modality);
  if (f.polarity) to.set('polarity', f.polarity);
  if (f.confidence > 0) to.set('confidence', String(f.confidence));
  if (f.minSources > 1) to.set('sources', String(f.minSources));
  if (f.from) to.set('from', f.from);
  if (f.to) to.set('to', f.to);
  if (f.clock !== 'PUBLISHED') to.set('clock', f.clock);
}

/** readFilters takes what it understands; an address may be written by anybody. */
export function readFilters(from: URLSearchParams): Filters {
  const day = (key: string) => {
    const v = from.get(key);
    return v && /^\d{4}-\d\d-\d\d$/.test(v) && !Number.isNaN(Date.parse(v)) ? v : null;
  };
  const number = (key: string, most: number) => {
    const v = Number(from.get(key));
    return Number.isFinite(v) ? Math.min(Math.max(v, 0), most) : 0;
  };
  const polarity = from.get('polarity');
  return {
    predicates: from.getAll('predicate').map((p) => (p.startsWith('rel/') ? p : `rel/${p}`)),
    types: entityTypes.filter((t) => from.getAll('type').includes(t)),
    sources: from.getAll('source'),
    modality: modalities.filter((m) => from.getAll('modality').includes(m)),
    polarity: polarity === 'AFFIRMED' || polarity === 'NEGATED' ? polarity : null,
    confidence: number('confidence', 1),
    minSources: Math.round(number('sources', 1000)),
    from: day('from'),
    to: day('to'),
    clock: from.get('clock') === 'HAPPENED' ? 'HAPPENED' : 'PUBLISHED',
  };
}

/** The address of the query editor with the same question: the statements of what is shown, under the filter. */
export function editorAddress(f: Filters, shown: string[]): string {
  const filter: Record<string, unknown> = { ...toServer(f) };
  if (shown.length === 1) filter.entity = { id: shown[0] };
  else if (shown.length > 1) filter.between = shown.slice(0, 200).map((id) => ({ id }));
  const query = [
    'query Shown($filter: StatementFilter) {',
    '  statements(filter: $filter, first: 100) {',
    '    totalCount',
    '    nodes {',
    '      id',
    '      text',
    '      polarity',
    '      modality',
    '      confidence',
    '      time { edtf }',
    '      evidence(first: 3) { nodes { quote article { title source publishedAt } } }',
    '    }',
    '  }',
    '}',
  ].join('\n');
  return '/graphiql?' + new URLSearchParams({ query, variables: JSON.stringify({ filter }, null, 2), operationName: 'Shown' });
}
