// How two things hang together: the shortest chains of statements, with a quote for every hop. And what is disputed.
import { useState } from 'react';
import { ask } from '../api/client';
import { Denials, Sides, Paths as PathsDocument, Search as SearchDocument } from '../api/documents';
import { toServer } from '../core/filters';
import type { EntityType } from '../core/types';
import { addSeeds } from '../core/view';
import { useAsk, useExplorer } from './context';
import { Failure, Icon, Loading, TypeIcon, plural } from './parts';
import { Contradiction, QuoteText, StyleTag, styleOf } from './Statements';

export function PathPanel({ from, to }: { from: string; to: string }) {
  const { view, version, select, change, source, point } = useExplorer();
  const filter = toServer(view.filters);
  const asked = useAsk(JSON.stringify([from, to, filter, version]), async (signal) => {
    if (!from || !to) return null;
    const { paths } = await ask(PathsDocument, { from: { id: from }, to: { id: to }, filter }, signal);
    source.learn(paths?.paths?.flatMap((p) => p.entities ?? []) ?? []);
    return paths;
  });
  const paths = asked.data?.paths ?? [];
  return (
    <>
      <header className="panel-title"><h2><Icon sign="path" /> <span>Path</span></h2>
        <p className="quiet">Pick two things here, or click the second one in the graph.</p></header>
      <div className="path-ends">
        <Picker label="From" id={from} onPick={(id) => select({ kind: 'path', from: id, to })} />
        <Picker label="To" id={to} onPick={(id) => select({ kind: 'path', from, to: id })} />
      </div>
      {asked.error && <Failure error={asked.error} retry={asked.again} />}
      {from && to && asked.loading && <Loading what="Searching for chains of statements" />}
      {from && to && !asked.loading && !asked.error && !paths.length && (
        <p className="quiet pad">No chain of five statements or fewer joins them{countOf(view.filters) ? ' under this filter' : ''}.</p>
      )}
      {paths.map((p, i) => {
        const entities = (p.entities ?? []).filter((e) => e !== null);
        const ids = entities.map((e) => e.id);
        return (
          <section key={ids.join() + i} className="chain" onPointerEnter={() => point(ids)} onPointerLeave={() => point(null)}>
            <h3 className="section">{plural(p.length, 'step')}
              <button type="button" className="small" onClick={() => change((v) => addSeeds(v, ids, false))}><Icon sign="plus" size={13} /> Show in the graph</button>
            </h3>
            <ol className="hops">
              {entities.map((e, n) => {
                const s = p.statements?.[n];
                const quote = s?.evidence?.nodes?.[0];
                return (
                  <li key={e.id}>
                    <button type="button" className="end" onClick={() => select({ kind: 'node', id: e.id })}><TypeIcon type={e.type} /><span>{e.name}</span></button>
                    {s && (
                      <div className="hop">
                        <p><button type="button" className="link" onClick={() => s.subject && s.object && select({ kind: 'line', a: s.subject.id, b: s.object.id })}>{s.text}</button> <StyleTag style={styleOf(s)} /></p>
                        {quote && <QuoteText quote={quote} />}
                        {quote?.article && <p className="quiet">{quote.article.source}</p>}
                      </div>
                    )}
                  </li>
                );
              })}
            </ol>
          </section>
        );
      })}
      {asked.data?.truncated && <p className="quiet pad">There are more chains; the search was cut. A filter makes it fewer.</p>}
    </>
  );
}

function countOf(f: object): boolean {
  return JSON.stringify(toServer(f as Parameters<typeof toServer>[0])) !== '{}';
}

function Picker({ label, id, onPick }: { label: string; id: string; onPick: (id: string) => void }) {
  const { source } = useExplorer();
  const [text, setText] = useState<string | null>(null);
  const wanted = text?.trim() ?? '';
  const asked = useAsk(wanted, async (signal) => (wanted ? ask(SearchDocument, { text: wanted }, signal) : null));
  const hits = wanted ? (asked.data?.entities?.nodes ?? []).flatMap((h) => (h?.node?.__typename === 'Entity' ? [h.node as { id: string; name: string; type: EntityType; statementCount: number | null }] : [])) : [];
  const pick = (e: (typeof hits)[number] | undefined) => {
    if (!e) return;
    source.learn([e]);
    setText(null);
    onPick(e.id);
  };
  return (
    <div className="picker">
      <label>{label}<input type="text" autoComplete="off" value={text ?? source.entity(id)?.name ?? ''} placeholder="a name"
        onChange={(e) => setText(e.target.value)} onFocus={(e) => e.target.select()} onBlur={() => setTimeout(() => setText(null), 200)}
        onKeyDown={(e) => { if (e.key === 'Enter') pick(hits[0]); }} /></label>
      {hits.length > 0 && <ul className="picks">{hits.slice(0, 6).map((e) => <li key={e.id}><button type="button" onClick={() => pick(e)}><TypeIcon type={e.type} size={18} /> {e.name}</button></li>)}</ul>}
    </div>
  );
}

export function DisagreementPanel({ shown }: { shown: string[] }) {
  const { view, version } = useExplorer();
  const [here, setHere] = useState(shown.length > 0);
  const filter = { ...toServer(view.filters), polarity: 'NEGATED' as const, ...(here && shown.length ? { or: shown.slice(0, 150).map((id) => ({ entity: { id } })) } : {}) };
  const asked = useAsk(JSON.stringify([filter, version]), async (signal) => {
    const { statements } = await ask(Denials, { filter }, signal);
    const found = (statements?.nodes ?? []).flatMap((s) => (s?.contradictedBy?.length ? [s.id] : []));
    const { nodes } = found.length ? await ask(Sides, { ids: found.slice(0, 20) }, signal) : { nodes: [] };
    return { found: found.length, told: (nodes ?? []).flatMap((s) => (s?.__typename === 'Statement' ? [s] : [])) };
  });
  const denied = asked.data?.told ?? [];
  return (
    <>
      <header className="panel-title"><h2><Icon sign="disagree" /> <span>Disagreement</span></h2>
        <p className="quiet">Statements that deny each other, side by side. Who is right is for the reader.</p>
        {shown.length > 0 && <label className="check"><input type="checkbox" checked={here} onChange={(e) => setHere(e.target.checked)} /> only about what the graph shows</label>}
      </header>
      {asked.error && <Failure error={asked.error} retry={asked.again} />}
      {asked.loading && !asked.data && <Loading what="Comparing what is said" />}
      {asked.data && !denied.length && <p className="quiet pad">Nothing that is said here is denied elsewhere.</p>}
      {denied.map((s) => <Contradiction key={s.id} told={s} />)}
      {asked.data && asked.data.found > denied.length && <p className="quiet pad">{denied.length} of {asked.data.found} are listed; a filter makes it fewer.</p>}
    </>
  );
}
