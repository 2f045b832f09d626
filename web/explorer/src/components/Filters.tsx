// What is let through. The counts are of the whole store, so that what is switched off can be seen and switched on again.
import { useState } from 'react';
import { ask } from '../api/client';
import { FacetsOf } from '../api/documents';
import { countFilters, editorAddress, noFilters, toServer, type Filters } from '../core/filters';
import { lineNames, modalities, typeNames, type EntityType } from '../core/types';
import { useAsk, useExplorer } from './context';
import { Failure, Icon, IconButton, Loading, TypeIcon, count } from './parts';

const modalityNames = { ASSERTED: 'Said to be so', PLANNED: lineNames.planned, POSSIBLE: lineNames.possible };

export function FilterPanel({ onClose, shown }: { onClose: () => void; shown: string[] }) {
  const { view, version, change } = useExplorer();
  const f = view.filters;
  const dates = toServer({ ...noFilters, from: f.from, to: f.to, clock: f.clock });
  const asked = useAsk(JSON.stringify([dates, version]), (signal) => ask(FacetsOf, { filter: dates }, signal));
  const facets = asked.data?.facets;
  const set = (part: Partial<Filters>) => change((v) => ({ ...v, filters: { ...v.filters, ...part } }));
  const [find, setFind] = useState('');
  const toggle = <T,>(list: T[], value: T) => (list.includes(value) ? list.filter((x) => x !== value) : [...list, value]);
  const predicates = (facets?.predicates ?? []).filter((p) => f.predicates.includes(p.value) || (p.label ?? '').includes(find.toLowerCase())).slice(0, 60);
  return (
    <section className="filters" aria-label="Filters">
      <header className="panel-head"><h2>Filters</h2>
        <button type="button" className="small" disabled={!countFilters(f)} onClick={() => change((v) => ({ ...v, filters: noFilters }))}>Clear all</button>
        <IconButton sign="close" label="Close the filters" onClick={onClose} /></header>
      {asked.error && <Failure error={asked.error} retry={asked.again} />}
      {!facets && !asked.error && <Loading what="Counting" />}
      {facets && (
        <div className="panel-body">
          <Checks title="Kinds of things" rows={(facets.entityTypes ?? []).map((t) => ({ value: t.value, count: t.count, on: f.types.includes(t.value as EntityType),
            label: <span className="with-icon"><TypeIcon type={t.value as EntityType} size={18} /> {typeNames[t.value as EntityType]}</span> }))}
            onToggle={(v) => set({ types: toggle(f.types, v as EntityType) })} />
          <Checks title="How it is said" rows={modalities.map((m) => ({ value: m, on: f.modality.includes(m), label: modalityNames[m], count: facets.modalities?.find((x) => x.value === m)?.count ?? 0 }))}
            onToggle={(v) => set({ modality: toggle(f.modality, v as (typeof modalities)[number]) })} />
          <fieldset><legend>Affirmed or denied</legend>
            <div className="segments">
              {([[null, 'Both'], ['AFFIRMED', 'Affirmed'], ['NEGATED', 'Denied']] as const).map(([value, name]) => (
                <label key={name}><input type="radio" name="polarity" checked={f.polarity === value} onChange={() => set({ polarity: value })} /><span>{name}</span></label>
              ))}
            </div>
          </fieldset>
          <fieldset><legend>At least as sure as</legend>
            <label className="range"><input type="range" aria-label="Least confidence" min={0} max={95} step={5} value={Math.round(f.confidence * 100)} onChange={(e) => set({ confidence: Number(e.target.value) / 100 })} /><output>{Math.round(f.confidence * 100)}%</output></label>
          </fieldset>
          <fieldset><legend>At least so many independent sources</legend>
            <label className="range"><input type="range" aria-label="Least number of sources" min={1} max={6} value={Math.max(1, f.minSources)} onChange={(e) => set({ minSources: Number(e.target.value) > 1 ? Number(e.target.value) : 0 })} /><output>{Math.max(1, f.minSources)}</output></label>
          </fieldset>
          <Checks title="Outlets" rows={(facets.sources ?? []).slice(0, 40).map((s) => ({ value: s.value, label: s.value, count: s.count, on: f.sources.includes(s.value) }))}
            onToggle={(v) => set({ sources: toggle(f.sources, v) })} />
          <Checks title="Relations" rows={predicates.map((p) => ({ value: p.value, label: p.label ?? p.value, count: p.count, on: f.predicates.includes(p.value) }))}
            onToggle={(v) => set({ predicates: toggle(f.predicates, v) })}>
            <input type="text" aria-label="Find a relation" placeholder="Find a relation" value={find} onChange={(e) => setFind(e.target.value)} />
          </Checks>
        </div>
      )}
      <footer className="panel-foot"><a className="link" href={editorAddress(f, shown)} target="_blank" rel="noreferrer"><Icon sign="code" size={14} /> Open as a query in GraphiQL</a></footer>
    </section>
  );
}

function Checks({ title, rows, onToggle, children }: {
  title: string; rows: { value: string; label: React.ReactNode; count: number; on: boolean }[]; onToggle: (value: string) => void; children?: React.ReactNode;
}) {
  if (!rows.length && !children) return null;
  return (
    <fieldset><legend>{title}</legend>{children}
      <ul className="checks">
        {rows.map((r) => (
          <li key={r.value}><label className="check"><input type="checkbox" checked={r.on} onChange={() => onToggle(r.value)} /><span>{r.label}</span><span className="count">{count(r.count)}</span></label></li>
        ))}
      </ul>
    </fieldset>
  );
}
