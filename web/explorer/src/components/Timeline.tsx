// When it was told, or when it happened: bars, and a brush that takes a time out of them.
import { useRef, useState } from 'react';
import { ask } from '../api/client';
import { TimelineOf } from '../api/documents';
import { bucketFor, brushDays, dayName, inBrush, type Bar } from '../core/dates';
import { toServer } from '../core/filters';
import { useAsk, useExplorer } from './context';
import { IconButton, plural } from './parts';

export function Timeline({ about }: { about: string[] }) {
  const { view, version, change } = useExplorer();
  const f = view.filters;
  const filter = {
    ...toServer({ ...f, from: null, to: null }),
    ...(about.length ? { or: about.slice(0, 40).map((id) => ({ entity: { id } })) } : {}),
  };
  const asked = useAsk(JSON.stringify([filter, f.clock, version]), async (signal) => {
    const variables = { filter, clock: f.clock };
    const { timeline } = await ask(TimelineOf, { ...variables, bucket: 'MONTH' }, signal);
    const months = (timeline ?? []).filter((b) => b.statementCount > 0);
    const bucket = months.length ? bucketFor(months[0]!.start, months.at(-1)!.end) : 'MONTH';
    return bucket === 'MONTH' ? timeline : (await ask(TimelineOf, { ...variables, bucket }, signal)).timeline;
  });
  const bars: Bar[] = (asked.data ?? []).map((b) => ({ start: b.start, end: b.end, count: b.statementCount }));
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const box = useRef<HTMLDivElement>(null);
  if (!bars.length) return null;
  const most = Math.max(...bars.map((b) => b.count));
  const first = Date.parse(bars[0]!.start), width = Date.parse(bars.at(-1)!.end) - first;
  const share = (iso: string) => (100 * (Date.parse(iso) - first)) / width;
  const at = (e: React.PointerEvent) => {
    const r = box.current!.getBoundingClientRect();
    return Math.min(1, Math.max(0, (e.clientX - r.left) / r.width));
  };
  const set = (days: { from: string | null; to: string | null }) => change((v) => ({ ...v, filters: { ...v.filters, ...days } }));
  const days = drag && brushDays(bars, ...drag);
  const brush = days ?? { from: f.from, to: f.to };
  return (
    <section className="timeline" aria-label="Timeline">
      <div className="timeline-head">
        <label className="clock">
          <select aria-label="Clock" value={f.clock} onChange={(e) => change((v) => ({ ...v, filters: { ...v.filters, from: null, to: null, clock: e.target.value === 'HAPPENED' ? 'HAPPENED' : 'PUBLISHED' } }))}>
            <option value="PUBLISHED">Published</option><option value="HAPPENED">Happened</option>
          </select>
        </label>
        <input type="date" aria-label="From" value={f.from ?? ''} onChange={(e) => set({ from: e.target.value || null, to: f.to })} />
        <span className="quiet" aria-hidden="true">to</span>
        <input type="date" aria-label="To" value={f.to ?? ''} onChange={(e) => set({ from: f.from, to: e.target.value || null })} />
        {(f.from || f.to) && <IconButton sign="close" label="All times" onClick={() => set({ from: null, to: null })} />}
        <span className="quiet timeline-note">{about.length ? 'about what the graph shows' : 'all articles'}</span>
      </div>
      <div className="bars" ref={box} role="img" aria-label={`${plural(bars.reduce((n, b) => n + b.count, 0), 'statement')} from ${dayName(bars[0]!.start)} to ${dayName(bars.at(-1)!.end)}; the dates above choose a time`}
        onPointerDown={(e) => { e.currentTarget.setPointerCapture(e.pointerId); setDrag([at(e), at(e)]); }}
        onPointerMove={(e) => drag && setDrag([drag[0], at(e)])}
        onPointerUp={(e) => {
          const taken = drag && Math.abs(at(e) - drag[0]) > 0.004 ? brushDays(bars, drag[0], at(e)) : null;
          setDrag(null);
          set(taken ?? { from: null, to: null });
        }}
        onPointerCancel={() => setDrag(null)}>
        {(brush.from || brush.to) && <div className="brush" style={{ left: `${brush.from ? Math.max(0, share(brush.from)) : 0}%`, right: `${brush.to ? Math.max(0, 100 - share(`${brush.to}T23:59:59Z`)) : 0}%` }} />}
        {bars.map((b) => (
          <div key={b.start} className={inBrush(b, brush.from, brush.to) ? 'bar' : 'bar out'} title={`${dayName(b.start)}: ${plural(b.count, 'statement')}`}
            style={{ left: `${share(b.start)}%`, width: `max(2px, calc(${share(b.end) - share(b.start)}% - 1px))`, height: b.count ? `${8 + (92 * b.count) / most}%` : 0 }} />
        ))}
      </div>
      <div className="timeline-scale" aria-hidden="true"><span>{dayName(bars[0]!.start)}</span>{days && <strong>{dayName(days.from)} to {dayName(days.to)}</strong>}<span>{dayName(new Date(Date.parse(bars.at(-1)!.end) - 1).toISOString())}</span></div>
    </section>
  );
}
