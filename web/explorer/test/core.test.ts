import { describe, expect, it } from 'vitest';
import { readEvent } from '../src/api/client';
import { bundle, lineLabel, withWords } from '../src/core/bundle';
import { brushDays, bucketFor, dayName, edtfName, inBrush } from '../src/core/dates';
import { toCSV, toGEXF, toGraphML, toJSON, type Drawing } from '../src/core/export';
import { countFilters, editorAddress, noFilters, readFilters, toServer, writeFilters, type Filters } from '../src/core/filters';
import { begin, push, redo, replace, undo } from '../src/core/history';
import { byTime, radial, rounds, start, timeScale, type Position } from '../src/core/layout';
import { pieces, snippetPieces } from '../src/core/quote';
import { toSVG } from '../src/core/svg';
import { lineStyle, type Entity, type Modality, type Polarity, type Statement } from '../src/core/types';
import { addSeeds, collapseNode, emptyView, expandNode, hideNodes, keepNodes, pinNode, readView, shownIn, step, writeView, type View } from '../src/core/view';

const said = (id: string, subject: string, object: string, part: Partial<Statement> = {}): Statement => ({
  id, text: `${subject} ${part.predicate ?? 'meet'} ${object}`, subject, object, predicate: 'meet', polarity: 'AFFIRMED', modality: 'ASSERTED',
  confidence: 0.5, sources: 1, published: '2018-06-05', happened: null, rejected: false, ...part,
});
const entity = (id: string, part: Partial<Entity> = {}): Entity => ({ id, name: id.toUpperCase(), type: 'PERSON', statements: 3, neighbors: null, ...part });

describe('lines', () => {
  it.each<[Polarity, Modality, string]>([
    ['AFFIRMED', 'ASSERTED', 'said'], ['AFFIRMED', 'PLANNED', 'planned'], ['AFFIRMED', 'POSSIBLE', 'possible'],
    ['NEGATED', 'ASSERTED', 'negated'], ['NEGATED', 'PLANNED', 'negated'], ['NEGATED', 'POSSIBLE', 'negated'],
  ])('%s %s is drawn as %s', (polarity, modality, style) => expect(lineStyle({ polarity, modality })).toBe(style));

  it('joins statements of one pair, direction and way of saying', () => {
    const lines = bundle([
      said('1', 'a', 'b'), said('2', 'a', 'b', { predicate: 'sue' }), said('3', 'b', 'a'), said('4', 'a', 'b', { polarity: 'NEGATED' }),
      said('5', 'a', 'a'), said('6', 'a', 'z'),
    ], new Set(['a', 'b']));
    expect(lines.map((l) => [l.key, l.statements.map((s) => s.id), l.lane, l.lanes])).toEqual([
      ['a|b|said', ['1', '2'], -1, 3], ['a|b|negated', ['4'], 0, 3], ['b|a|said', ['3'], -1, 3],
    ]);
  });

  it('runs in places that do not depend on the order of the statements', () => {
    const all = [said('1', 'a', 'b'), said('2', 'b', 'a'), said('3', 'a', 'b', { modality: 'PLANNED' })];
    const lanes = (s: Statement[]) => new Map(bundle(s, new Set(['a', 'b'])).map((l) => [l.key, l.lane]));
    expect(lanes([...all].reverse())).toEqual(lanes(all));
  });

  it('has words on the broadest of many lines alone', () => {
    const shown = new Set(['a', 'b', 'c']);
    const lines = bundle([said('1', 'a', 'b'), said('2', 'b', 'a'), said('3', 'b', 'a'), said('4', 'a', 'b', { modality: 'PLANNED' }), said('5', 'a', 'c')], shown);
    expect([...withWords(lines)].sort()).toEqual(['a|c|said', 'b|a|said']);
  });

  it.each([
    [['sue'], 'sue'], [['sue', 'sue'], 'sue ×2'], [['meet', 'sue', 'sue'], 'sue ×2 +1'], [['b', 'a'], 'a +1'], [[], ''],
  ])('%j is labelled %s', (predicates, label) => {
    expect(lineLabel({ statements: predicates.map((predicate, i) => said(String(i), 'a', 'b', { predicate })) })).toBe(label);
  });
});

describe('filters', () => {
  const full: Filters = {
    predicates: ['rel/share-data-with'], types: ['PERSON', 'LAW'], sources: ['A & B', 'Ü=1'], modality: ['PLANNED'], polarity: 'NEGATED',
    confidence: 0.35, minSources: 2, from: '2018-02-28', to: '2018-12-31', clock: 'HAPPENED',
  };
  it.each([['none', noFilters], ['all', full]])('come back from an address: %s', (_, filters) => {
    const to = new URLSearchParams();
    writeFilters(filters, to);
    expect(readFilters(new URLSearchParams(to.toString()))).toEqual(filters);
  });
  it('that nobody understands are passed over', () => {
    expect(readFilters(new URLSearchParams('type=DRAGON&polarity=x&confidence=NaN&sources=-3&from=2018-99-99&to=yesterday&clock=SUN'))).toEqual(noFilters);
    expect(readFilters(new URLSearchParams('confidence=7')).confidence).toBe(1);
  });
  it.each<[string, Partial<Filters>, object]>([
    ['nothing', {}, {}],
    ['one source is everything', { minSources: 1 }, {}],
    ['days of publication end before the next day', { from: '2018-06-05', to: '2018-06-30' }, { publishedAt: { from: '2018-06-05', to: '2018-07-01' } }],
    ['days of events include their last', { to: '2018-06-30', clock: 'HAPPENED' }, { time: { to: '2018-06-30' } }],
    ['the rest by its name', { types: ['LAW'], sources: ['X'], predicates: ['rel/a'], modality: ['POSSIBLE'], polarity: 'AFFIRMED', confidence: 0.5, minSources: 3 },
      { entityType: ['LAW'], source: ['X'], predicateId: ['rel/a'], modality: ['POSSIBLE'], polarity: 'AFFIRMED', minConfidence: 0.5, minSources: 3 }],
  ])('as the server takes them: %s', (_, part, want) => expect(toServer({ ...noFilters, ...part })).toEqual(want));
  it('are counted by kind', () => expect([countFilters(noFilters), countFilters(full)]).toEqual([0, 8]));
  it('open in the query editor', () => {
    const asked = new URL(editorAddress(full, ['entity/a', 'entity/b']), 'http://localhost').searchParams;
    expect(JSON.parse(asked.get('variables')!).filter).toEqual({ ...toServer(full), between: [{ id: 'entity/a' }, { id: 'entity/b' }] });
    expect(asked.get('query')).toContain('statements(filter: $filter');
    expect(JSON.parse(new URL(editorAddress(noFilters, ['entity/a']), 'http://localhost').searchParams.get('variables')!).filter).toEqual({ entity: { id: 'entity/a' } });
  });
});

describe('views', () => {
  const view: View = {
    seeds: ['entity/a', 'entity/b:c'], expand: { 'entity/a': 24 }, hidden: ['entity/z'], pinned: { 'entity/a': [10, -20] }, layout: 'radial', focus: 'entity/a',
    filters: { ...noFilters, confidence: 0.3 }, selection: { kind: 'line', a: 'entity/a', b: 'entity/q' },
  };
  it.each<[string, View]>([
    ['empty', emptyView], ['full', view],
    ['a node', { ...emptyView, selection: { kind: 'node', id: 'entity/a' } }],
    ['an article at a sentence', { ...emptyView, selection: { kind: 'article', id: 'article/1f', evidence: 'evidence/9' } }],
    ['a path', { ...emptyView, selection: { kind: 'path', from: 'entity/a', to: 'entity/b' } }],
    ['a path that has a beginning', { ...emptyView, selection: { kind: 'path', from: 'entity/a', to: '' } }],
    ['disagreement', { ...emptyView, selection: { kind: 'disagreement' } }],
  ])('come back from an address: %s', (_, v) => expect(readView(writeView(v))).toEqual(v));
  it('read what they understand', () => {
    expect(readView('n=a&n=a&x=a:NaN&x=b:-1&x=:3&pin=a:1&pin=b:x:2&layout=cube&line=a')).toEqual({ ...emptyView, seeds: ['entity/a'] });
    expect(readView('x=a:99999').expand).toEqual({ 'entity/a': 1000 });
  });

  const near: Record<string, string[]> = { a: ['b', 'c', 'd'], b: ['e', 'a'] };
  const shown = (v: Partial<View>) => shownIn({ ...emptyView, ...v }, (id) => near[id] ?? []);
  it.each<[string, Partial<View>, string[]]>([
    ['the strongest neighbours', { seeds: ['a'], expand: { a: 2 } }, ['a', 'b', 'c']],
    ['neighbours of neighbours', { seeds: ['a'], expand: { a: 1, b: 5 } }, ['a', 'b', 'e']],
    ['none of what is expanded and not shown', { seeds: ['c'], expand: { a: 3 } }, ['c']],
    ['nothing behind what is hidden', { seeds: ['a'], expand: { a: 2, b: 2 }, hidden: ['b'] }, ['a', 'c']],
  ])('show %s', (_, v, want) => expect(shown(v)).toEqual(want));

  it('grow and shrink', () => {
    const one = addSeeds(emptyView, ['a'], true);
    expect(one).toMatchObject({ seeds: ['a'], expand: { a: step } });
    expect(expandNode(one, 'a').expand).toEqual({ a: 2 * step });
    expect(collapseNode(expandNode(one, 'b'), 'b')).toMatchObject({ seeds: ['a', 'b'], expand: { a: step } });
    const gone = hideNodes({ ...one, pinned: { a: [1, 2] }, selection: { kind: 'node', id: 'a' }, focus: 'a' }, ['a']);
    expect(gone).toMatchObject({ seeds: [], hidden: ['a'], pinned: {}, selection: null, focus: null });
    expect(addSeeds(gone, ['a'], false)).toMatchObject({ seeds: ['a'], hidden: [] });
    expect(keepNodes({ ...one, focus: 'a' }, ['x', 'y'])).toMatchObject({ seeds: ['x', 'y'], expand: {}, focus: null });
    expect(pinNode(pinNode(one, 'a', [1.4, 2.6]), 'b', null).pinned).toEqual({ a: [1, 3] });
  });
});

describe('history', () => {
  it('goes back and forth, and a new step ends the way forth', () => {
    let h = push(push(begin(1), 2), 3);
    h = undo(h);
    expect(h.now).toBe(2);
    expect(redo(h).now).toBe(3);
    expect(redo(push(h, 9)).now).toBe(9);
    expect(undo(undo(undo(h))).now).toBe(1);
    expect(undo(replace(h, 7)).now).toBe(1);
  });
});

describe('texts', () => {
  it('are cut where words begin and end, by offsets of the article', () => {
    expect(pieces('Acme sued Bolt.', [{ role: 'subject', start: 100, end: 104 }, { role: 'predicate', start: 105, end: 109 }, { role: 'object', start: 110, end: 114 }], 100))
      .toEqual([{ text: 'Acme', roles: ['subject'] }, { text: ' ', roles: [] }, { text: 'sued', roles: ['predicate'] }, { text: ' ', roles: [] },
        { text: 'Bolt', roles: ['object'] }, { text: '.', roles: [] }]);
  });
  it('may have words of several roles, and spans that lie outside', () => {
    expect(pieces('abcd', [{ role: 'x', start: 0, end: 3 }, { role: 'y', start: 2, end: 9 }, { role: 'z', start: 7, end: 9 }, { role: 'w', start: 3, end: 1 }]))
      .toEqual([{ text: 'ab', roles: ['x'] }, { text: 'c', roles: ['x', 'y'] }, { text: 'd', roles: ['y'] }]);
    expect(pieces('', [])).toEqual([]);
  });
  it('of snippets are text and matches, never markup', () => {
    expect(snippetPieces('Bob&#39;s <mark>Acme</mark> &lt;b&gt;')).toEqual([
      { text: "Bob's ", roles: [] }, { text: 'Acme', roles: ['match'] }, { text: ' <b>', roles: [] }]);
  });
});

describe('times', () => {
  it.each([['2018-06-05T10:00:00Z', '5 Jun 2018'], ['2018-06', 'Jun 2018'], ['2018', '2018'], [null, ''], ['soon', '']])('%s is %s', (iso, want) => expect(dayName(iso)).toBe(want));
  it.each([['2007/2013', '2007 to 2013'], ['2018-06/..', 'Jun 2018 to open'], ['', '']])('%s is %s', (edtf, want) => expect(edtfName(edtf)).toBe(want));
  it.each([['2018-01-01', '2018-02-01', 'DAY'], ['2018-01-01', '2018-12-01', 'WEEK'], ['2010-01-01', '2018-01-01', 'MONTH'], ['1990-01-01', '2018-01-01', 'YEAR']])(
    'from %s to %s bars are of a %s', (a, b, want) => expect(bucketFor(a, b)).toBe(want));
  const bars = [{ start: '2018-06-01T00:00:00Z', end: '2018-06-02T00:00:00Z', count: 1 }, { start: '2018-06-02T00:00:00Z', end: '2018-06-03T00:00:00Z', count: 0 },
    { start: '2018-06-03T00:00:00Z', end: '2018-06-04T00:00:00Z', count: 2 }];
  it('a brush takes whole bars, whichever way it is drawn', () => {
    expect(brushDays(bars, 0.5, 0.1)).toEqual({ from: '2018-06-01', to: '2018-06-02' });
    expect(brushDays(bars, 0.9, 1)).toEqual({ from: '2018-06-03', to: '2018-06-03' });
    expect(brushDays([], 0, 1)).toBeNull();
  });
  it('a bar lies in the brush to its last day', () => {
    expect(bars.map((b) => inBrush(b, '2018-06-02', '2018-06-02'))).toEqual([false, true, false]);
    expect(bars.map((b) => inBrush(b, null, null))).toEqual([true, true, true]);
  });
});

describe('layouts', () => {
  const ties = [{ source: 'a', target: 'b' }, { source: 'b', target: 'c' }];
  it('begin at the same places every time, and keep known ones', () => {
    const known = new Map<string, Position>([['b', [5, 6]]]);
    expect(start(['a', 'b', 'c'], ties, known)).toEqual(start(['a', 'b', 'c'], ties, known));
    expect(start(['a', 'b', 'c'], ties, known).get('b')).toEqual([5, 6]);
    const places = [...start(Array.from({ length: 300 }, (_, i) => `n${i}`), [], new Map()).values()].map(String);
    expect(new Set(places).size).toBe(300);
  });
  it('rings lie as far out as their steps, and strangers outside', () => {
    const at = radial(['a', 'b', 'c', 'x'], ties, 'a');
    const far = (id: string) => Math.hypot(...at.get(id)!);
    expect(far('a')).toBe(0);
    expect(far('b')).toBeLessThan(far('c'));
    expect(far('c')).toBeLessThan(far('x'));
  });
  it('by time goes from left to right, with what has no time at the left', () => {
    const first: Record<string, string> = { a: '2018-01-01', b: '2018-06-01', c: '2018-12-31' };
    const at = byTime(['c', 'x', 'b', 'a'], (id) => first[id] ?? null);
    expect(['x', 'a', 'b', 'c'].map((id) => at.get(id)![0])).toEqual([...['x', 'a', 'b', 'c'].map((id) => at.get(id)![0])].sort((p, q) => p - q));
    expect([...byTime(['a', 'b'], () => null).values()].flat().every(Number.isFinite)).toBe(true);
  });
  it('by time have a scale of the finest dates that can be read', () => {
    const of = (from: string, to: string) => timeScale(['a', 'b'], (id) => (id === 'a' ? from : to)).map((m) => m.name);
    expect(of('2018-06-01', '2018-06-04')).toEqual(['1 Jun 2018', '2 Jun 2018', '3 Jun 2018', '4 Jun 2018']);
    expect(of('2018-01-20', '2018-05-02')).toEqual(['Feb 2018', 'Mar 2018', 'Apr 2018', 'May 2018']);
    expect(of('1999-03-01', '2018-05-02')).toEqual(['2000', '2005', '2010', '2015']);
    expect(of('2018-06-05', '2018-06-05')).toEqual(['5 Jun 2018']);
    expect(of('', '')).toEqual(['no date']);
    const at = byTime(['a', 'b'], (id) => (id === 'a' ? '2018-06-01' : '2018-06-04'));
    expect(timeScale(['a', 'b'], (id) => (id === 'a' ? '2018-06-01' : '2018-06-04')).map((m) => m.x)).toEqual([at.get('a')![0], 300, 600, at.get('b')![0]]);
  });
  it('work less for more nodes', () => expect(rounds(2000)).toBeLessThan(rounds(50)));
});

describe('files', () => {
  const statements = [said('s1', 'a', 'b', { text: 'He said "no", twice', predicate: '=1+1' }), said('s2', 'b', 'a', { polarity: 'NEGATED', confidence: null })];
  const drawing: Drawing = {
    entities: [entity('a', { name: 'A & <B>' }), entity('b', { type: 'LAW' })], bundles: bundle(statements, new Set(['a', 'b'])),
    places: new Map([['a', [0, 0]], ['b', [300, 40]]]), title: 'A & B', date: '2018-06-05',
  };
  it('CSV keeps quotes, and makes no formulas', () => {
    const lines = toCSV(drawing).split('\r\n');
    expect(lines[0]).toBe('statement,text,subject_id,subject,predicate,object_id,object,polarity,modality,confidence,sources,published,happened');
    expect(lines[1]).toBe(`s1,"He said ""no"", twice",a,A & <B>,'=1+1,b,B,AFFIRMED,ASSERTED,0.5,1,2018-06-05,`);
    expect(lines).toHaveLength(4);
  });
  it('JSON has nodes beside edges', () => {
    const read = JSON.parse(toJSON(drawing));
    expect(read.nodes.map((n: { id: string }) => n.id)).toEqual(['a', 'b']);
    expect(read.edges.map((e: { source: string; target: string; key: string }) => [e.source, e.target, e.key])).toEqual([['a', 'b', 's1'], ['b', 'a', 's2']]);
  });
  it.each([['GraphML', toGraphML], ['GEXF', toGEXF], ['SVG', (d: Drawing) => toSVG(d, 'light').svg]])('%s is well-formed', (_, write) => {
    const text = write(drawing);
    expect(unbalanced(text)).toEqual([]);
    expect(text).toContain('A &amp; &lt;B&gt;');
    expect(text).not.toMatch(/NaN|undefined/);
  });
  it('SVG has the legend of what is drawn, and the date', () => {
    const { svg } = toSVG(drawing, 'dark');
    for (const words of ['Person', 'Law', 'Denied', 'Said to be so', 'newsgraph, 2018-06-05']) expect(svg).toContain(`>${words}<`.replace('>newsgraph', 'newsgraph'));
    expect(svg).not.toContain('>Planned<');
  });
});

/** The tags that are opened and not closed, or closed and not opened. */
function unbalanced(xml: string): string[] {
  const open: string[] = [];
  for (const [, end, name, alone] of xml.matchAll(/<(\/?)([A-Za-z:]+)(?:\s+[\w:.-]+="[^"<]*")*\s*(\/?)>/g)) {
    if (alone) continue;
    if (!end) open.push(name!);
    else if (open.pop() !== name) return [`</${name}>`];
  }
  return open;
}

describe('event streams', () => {
  it.each([
    ['event: next\ndata: {"a":1}', { name: 'next', data: '{"a":1}' }], ['event: complete\ndata:', { name: 'complete', data: '' }],
    [':', null], ['data: a\ndata: b', { name: 'message', data: 'a\nb' }],
  ])('%j', (block, want) => expect(readEvent(block)).toEqual(want));
});
