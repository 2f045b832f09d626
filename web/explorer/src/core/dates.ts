// Days and the bars of the timeline.
export interface Bar { start: string; end: string; count: number }

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** 5 Jun 2018, from an ISO instant or day; empty for nothing. */
export function dayName(iso: string | null | undefined): string {
  const m = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?/.exec(iso ?? '');
  if (!m) return '';
  return [m[3] && String(Number(m[3])), m[2] && months[Number(m[2]) - 1], m[1]].filter(Boolean).join(' ');
}

/** A date as precise as it is known (EDTF), for people: Jun 2018, 2007 to 2013. */
export function edtfName(edtf: string | null | undefined): string {
  if (!edtf) return '';
  const [from, to] = edtf.split('/');
  return to === undefined ? dayName(from) || edtf : `${dayName(from) || 'open'} to ${dayName(to) || 'open'}`;
}

export type Bucket = 'DAY' | 'WEEK' | 'MONTH' | 'YEAR';

/** The finest buckets that leave bars wide enough to take. */
export function bucketFor(first: string, last: string): Bucket {
  const days = (Date.parse(last) - Date.parse(first)) / 86_400_000;
  if (!(days > 45)) return 'DAY';
  if (days <= 400) return 'WEEK';
  return days <= 3650 ? 'MONTH' : 'YEAR';
}

/** Whether a bar lies in the brush, whose ends are days and belong to it. */
export function inBrush(bar: Bar, from: string | null, to: string | null): boolean {
  return (!from || bar.end.slice(0, 10) > from) && (!to || bar.start.slice(0, 10) <= to);
}

/** The days that a brush from one share of the whole width to another takes, on whole bars. */
export function brushDays(bars: readonly Bar[], a: number, b: number): { from: string; to: string } | null {
  const first = bars[0], last = bars.at(-1);
  if (!first || !last) return null;
  const start = Date.parse(first.start), width = Date.parse(last.end) - start;
  const [low, high] = [start + Math.min(a, b) * width, start + Math.max(a, b) * width];
  const taken = bars.filter((bar) => Date.parse(bar.end) > low && Date.parse(bar.start) < high);
  if (!taken.length) {
    return { from: new Date(low).toISOString().slice(0, 10), to: new Date(high).toISOString().slice(0, 10) };
  }
  const end = new Date(Date.parse(taken.at(-1)!.end) - 1);
  return { from: taken[0]!.start.slice(0, 10), to: end.toISOString().slice(0, 10) };
}

export interface Tick { at: number; name: string }

/** Where the days, months or years begin between two instants: the finest of them that are few enough to be read. */
export function ticks(low: number, high: number, most = 8): Tick[] {
  if (!(high > low)) return Number.isFinite(low) ? [{ at: low, name: dayName(new Date(low).toISOString()) }] : [];
  const steps: [kind: 'day' | 'month' | 'year', by: number][] = [['day', 1], ['day', 2], ['day', 7], ['month', 1], ['month', 3], ['year', 1], ['year', 5], ['year', 10], ['year', 50], ['year', 500]];
  for (const [kind, by] of steps) {
    const days = (high - low) / 86_400_000;
    if (days / (kind === 'day' ? by : kind === 'month' ? by * 30 : by * 365) > most) continue;
    const found: Tick[] = [];
    const day = new Date(low);
    for (let n = 0; ; n += by) {
      const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
      const at = kind === 'day' ? Date.UTC(year, month, day.getUTCDate() + n) : kind === 'month' ? Date.UTC(year, Math.floor(month / by) * by + n) : Date.UTC(Math.floor(year / by) * by + n, 0);
      if (at > high) break;
      if (at >= low) found.push({ at, name: dayName(new Date(at).toISOString().slice(0, kind === 'day' ? 10 : kind === 'month' ? 7 : 4)) });
    }
    if (found.length > 1) return found;
  }
  return [low, high].map((at) => ({ at, name: dayName(new Date(at).toISOString()) }));
}
