// Where nodes begin and, in layouts that are not found by forces, where they are.
import { ticks } from './dates';

export type Position = [number, number];
export interface Tie { source: string; target: string }

/** A start that is the same every time: a spiral in the order given, each node near a neighbour that has a place. */
export function start(ids: readonly string[], ties: readonly Tie[], known: ReadonlyMap<string, Position>): Map<string, Position> {
  const near = neighbors(ties);
  const out = new Map<string, Position>();
  ids.forEach((id, i) => {
    const place = known.get(id);
    if (place) {
      out.set(id, place);
      return;
    }
    const angle = i * 2.399963;
    const anchor = near.get(id)?.map((n) => out.get(n) ?? known.get(n)).find((p) => p !== undefined);
    const radius = anchor ? 60 : 40 * Math.sqrt(i + 1);
    const [x, y] = anchor ?? [0, 0];
    out.set(id, [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]);
  });
  return out;
}

function neighbors(ties: readonly Tie[]): Map<string, string[]> {
  const near = new Map<string, string[]>();
  const add = (a: string, b: string) => (near.get(a) ?? near.set(a, []).get(a)!).push(b);
  for (const { source, target } of ties) {
    add(source, target);
    add(target, source);
  }
  return near;
}

/** Rings about a node by the number of steps from it; a ring's nodes stand in the order of those they hang on. */
export function radial(ids: readonly string[], ties: readonly Tie[], focus: string): Map<string, Position> {
  const near = neighbors(ties);
  const out = new Map<string, Position>([[focus, [0, 0]]]);
  const angles = new Map<string, number>([[focus, 0]]);
  let ring = [focus];
  let radius = 0;
  while (ring.length) {
    const next: string[] = [];
    const seen = new Set<string>();
    for (const id of ring) {
      for (const other of near.get(id) ?? []) {
        if (!out.has(other) && !seen.has(other)) {
          seen.add(other);
          next.push(other);
        }
      }
    }
    radius = Math.max(radius + 170, (next.length * 46) / (2 * Math.PI));
    place(next, radius, out, angles);
    ring = next;
  }
  place(ids.filter((id) => !out.has(id)), radius + 60, out, angles);
  return out;
}

function place(ids: string[], radius: number, out: Map<string, Position>, angles: Map<string, number>): void {
  ids.forEach((id, i) => {
    const angle = (2 * Math.PI * i) / ids.length - Math.PI / 2;
    angles.set(id, angle);
    out.set(id, [radius * Math.cos(angle), radius * Math.sin(angle)]);
  });
}

/** The times of what is shown, and how many units the way from the first to the last is wide. */
function span(ids: readonly string[], first: (id: string) => string | null): { low: number; high: number; width: number } {
  const times = ids.map((id) => Date.parse(first(id) ?? '')).filter((t) => !Number.isNaN(t));
  return { low: Math.min(...times), high: Math.max(...times), width: Math.max(900, Math.sqrt(ids.length) * 240) };
}

const undated = -0.08;

/** From left to right by the time a node first appears; what has no time stands left of all. Columns are filled up and down. */
export function byTime(ids: readonly string[], first: (id: string) => string | null): Map<string, Position> {
  const { low, high, width } = span(ids, first);
  const columns = new Map<number, number>();
  const out = new Map<string, Position>();
  for (const id of [...ids].sort((a, b) => (first(a) ?? '').localeCompare(first(b) ?? '') || (a < b ? -1 : 1))) {
    const at = Date.parse(first(id) ?? '');
    const share = Number.isNaN(at) ? undated : high > low ? (at - low) / (high - low) : 0.5;
    const column = Math.round(share * 12);
    const n = columns.get(column) ?? 0;
    columns.set(column, n + 1);
    const up = n % 2 ? 1 : -1;
    out.set(id, [share * width + (n % 3) * 26, up * Math.ceil(n / 2) * 82 + (n % 3) * 18]);
  }
  return out;
}

/** A place from left to right, in units of the layout, and what it is called. */
export interface Mark { x: number; name: string }

/** The dates along the layout by time. */
export function timeScale(ids: readonly string[], first: (id: string) => string | null): Mark[] {
  const { low, high, width } = span(ids, first);
  const marks = ticks(low, high).map(({ at, name }) => ({ x: high > low ? ((at - low) / (high - low)) * width : width / 2, name }));
  return ids.some((id) => !first(id)) ? [{ x: undated * width, name: 'no date' }, ...marks] : marks;
}

/** The forces: gravity holds parts together, and the more nodes, the more is approximated. */
export function forces(order: number) {
  return {
    barnesHutOptimize: order > 400,
    barnesHutTheta: 0.7,
    gravity: 0.6,
    scalingRatio: 60,
    slowDown: 1 + Math.log(order + 1),
    strongGravityMode: false,
    adjustSizes: order <= 400,
    linLogMode: false,
    outboundAttractionDistribution: false,
    edgeWeightInfluence: 0.4,
  };
}

/** How often the forces are applied: enough to come to rest, and a bound on the work. */
export function rounds(order: number): number {
  return order > 800 ? 160 : order > 200 ? 300 : 500;
}
