// Statements between the same two things are one line for each way of saying them, so that many are told from few and a
// denial from what it denies.
import { lineStyle, lineStyles, type LineStyle, type Statement } from './types';

export interface Bundle {
  key: string;
  source: string;
  target: string;
  style: LineStyle;
  statements: Statement[];
  /** Where the line runs beside the others of its pair, in lines from the middle, to the left as seen from source. */
  lane: number;
  /** How many lines the pair has. */
  lanes: number;
}

export function pairKey(a: string, b: string): string {
  return a < b ? `${a}|${b}` : `${b}|${a}`;
}

/** The lines of statements whose two ends are shown. A statement of a thing with itself has no line. */
export function bundle(statements: Iterable<Statement>, shown: ReadonlySet<string>): Bundle[] {
  const pairs = new Map<string, Map<string, Bundle>>();
  for (const s of statements) {
    if (s.subject === s.object || !shown.has(s.subject) || !shown.has(s.object)) continue;
    const style = lineStyle(s);
    const key = `${s.subject}|${s.object}|${style}`;
    const pair = pairKey(s.subject, s.object);
    const lines = pairs.get(pair) ?? new Map<string, Bundle>();
    pairs.set(pair, lines);
    const line = lines.get(key);
    if (line) line.statements.push(s);
    else lines.set(key, { key, source: s.subject, target: s.object, style, statements: [s], lane: 0, lanes: 1 });
  }
  const bundles: Bundle[] = [];
  for (const lines of pairs.values()) bundles.push(...lanes([...lines.values()]));
  return bundles;
}

/** lanes spreads the lines of one pair evenly about the middle, in an order that does not depend on how they came. */
function lanes(lines: Bundle[]): Bundle[] {
  const order = (b: Bundle) => (b.source < b.target ? 0 : 10) + lineStyles.indexOf(b.style);
  lines.sort((a, b) => order(a) - order(b));
  lines.forEach((line, i) => {
    const fromMiddle = i - (lines.length - 1) / 2;
    line.lanes = lines.length;
    line.lane = line.source < line.target ? fromMiddle : -fromMiddle || 0;
  });
  return lines;
}

/** Words beside more than two lines of a pair would run into each other: then only the broadest has them. */
export function withWords(bundles: readonly Bundle[]): Set<string> {
  const broadest = new Map<string, Bundle>();
  const out = new Set<string>();
  for (const b of bundles) {
    if (b.lanes <= 2) {
      out.add(b.key);
      continue;
    }
    const pair = pairKey(b.source, b.target);
    const best = broadest.get(pair);
    if (!best || b.statements.length > best.statements.length) broadest.set(pair, b);
  }
  for (const b of broadest.values()) out.add(b.key);
  return out;
}

/** What stands beside a line: the predicate most statements have, and how many statements more there are. */
export function lineLabel(b: Pick<Bundle, 'statements'>): string {
  const counts = new Map<string, number>();
  for (const s of b.statements) counts.set(s.predicate, (counts.get(s.predicate) ?? 0) + 1);
  const [first] = [...counts].sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1));
  if (!first) return '';
  const more = b.statements.length - first[1];
  const times = first[1] > 1 ? ` ×${first[1]}` : '';
  return first[0] + times + (more > 0 ? ` +${more}` : '');
}
