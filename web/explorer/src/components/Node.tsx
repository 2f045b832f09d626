// All about one thing: its names, its statements as a table, when it is spoken of, its articles, and what may be the same.
import type { ResultOf } from 'gql.tada';
import { useMemo, useState } from 'react';
import { ask } from '../api/client';
import { EntityPage } from '../api/documents';
import { dayName, edtfName } from '../core/dates';
import { toServer } from '../core/filters';
import { typeNames } from '../core/types';
import { addSeeds, collapseNode, expandNode, hideNodes, keepNodes, pinNode } from '../core/view';
import { useAsk, useExplorer } from './context';
import { Duplicates, Joined } from './Curation';
import { Failure, Icon, IconButton, Loading, TypeIcon, count, plural } from './parts';
import { SplitButton } from './Split';
import { StyleTag, styleOf } from './Statements';

export type Page = NonNullable<ResultOf<typeof EntityPage>['entity']>;
const tabs = ['Statements', 'Articles', 'Identity'] as const;

export function NodePanel({ id, more, place, shown }: { id: string; more: number; place: [number, number] | undefined; shown: boolean }) {
  const { view, version, source, change, select } = useExplorer();
  const filter = toServer(view.filters);
  const asked = useAsk(JSON.stringify([id, filter, version]), async (signal) => {
    const answer = await ask(EntityPage, { id, filter }, signal);
    if (answer.entity) source.learn([answer.entity]);
    return answer;
  });
  const [tab, setTab] = useState<(typeof tabs)[number]>('Statements');
  const e = asked.data?.entity;
  if (asked.error) return <Failure error={asked.error} retry={asked.again} />;
  if (!asked.data) return <Loading what="Reading all about it" />;
  if (!e) return <p className="quiet pad">This is no longer in the store: the articles that spoke of it were taken out.</p>;
  const pinned = Boolean(view.pinned[id]);
  return (
    <>
      <header className="panel-title">
        <h2><TypeIcon type={e.type} size={30} /> <span>{e.name}</span></h2>
        <p className="quiet">
          {typeNames[e.type]}{!e.named && ', described but not named'} · {plural(e.statementCount, 'statement')} in {plural(e.articleCount, 'article')}
          {e.firstPublished && ` · ${dayName(e.firstPublished)} to ${dayName(e.lastPublished)}`}
        </p>
        {e.descriptions?.length ? <p className="roles">{e.descriptions.slice(0, 6).join(' · ')}</p> : null}
        <div className="actions" role="toolbar" aria-label="Node">
          {shown ? (
            <>
              <button type="button" className="button" disabled={!more} onClick={() => change((v) => expandNode(v, id))}>
                <Icon sign="expand" size={15} /> {more ? `+${count(more)} more` : 'All shown'}
              </button>
              <IconButton sign="collapse" label="Collapse its neighbours" onClick={() => change((v) => collapseNode(v, id))} disabled={!view.expand[id]} />
              <IconButton sign="pin" label={pinned ? 'Unpin' : 'Pin'} pressed={pinned} onClick={() => change((v) => pinNode(v, id, pinned ? null : place ?? [0, 0]))} />
              <IconButton sign="hide" label="Hide" onClick={() => change((v) => hideNodes(v, [id]))} />
              <IconButton sign="layout" label="Rings around it" pressed={view.layout === 'radial' && view.focus === id}
                onClick={() => change((v) => ({ ...v, layout: v.layout === 'radial' && v.focus === id ? 'force' : 'radial', focus: id }))} />
              <IconButton sign="fit" label="Show only this" onClick={() => change((v) => expandNode(keepNodes(v, [id]), id))} />
            </>
          ) : (
            <button type="button" className="button primary" onClick={() => change((v) => addSeeds(v, [id], true))}><Icon sign="plus" size={15} /> Show in the graph</button>
          )}
          <IconButton sign="path" label="Find a path from it" onClick={() => select({ kind: 'path', from: id, to: '' })} />
        </div>
      </header>
      <NodeTimeline page={e} />
      <div className="tabs" role="tablist" aria-label="About it">
        {tabs.map((t) => (
          <button key={t} type="button" role="tab" id={`tab-${t}`} aria-selected={t === tab} aria-controls="tab-panel" onClick={() => setTab(t)}>
            {t}<span className="count">{t === 'Statements' ? e.statements?.totalCount : t === 'Articles' ? e.articles?.totalCount : e.possibleDuplicates?.length || ''}</span>
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`}>
        {tab === 'Statements' && <StatementTable page={e} />}
        {tab === 'Articles' && <Articles page={e} />}
        {tab === 'Identity' && (
          <>
            <h3 className="section">Names in the articles</h3>
            <p className="pad">{[e.name, ...(e.aliases ?? [])].join(' · ')}</p>
            {e.sameAs?.length ? <p className="pad">{e.sameAs.map((u) => <a key={u} className="link" href={u} target="_blank" rel="noreferrer">{u}</a>)}</p> : null}
            <SplitButton page={e} />
            <Duplicates page={e} />
            <Joined page={e} />
          </>
        )}
      </div>
    </>
  );
}

function NodeTimeline({ page }: { page: Page }) {
  const bars = page.timeline ?? [];
  if (bars.length < 2) return null;
  const most = Math.max(...bars.map((b) => b.statementCount));
  return (
    <svg className="spark" viewBox={`0 0 ${bars.length * 10} 34`} preserveAspectRatio="none" role="img"
      aria-label={`Statements a month, ${dayName(bars[0]!.start)} to ${dayName(bars.at(-1)!.end)}, at most ${most}`}>
      {bars.map((b, i) => {
        const h = b.statementCount ? 2 + (30 * b.statementCount) / most : 0;
        return <rect key={b.start} x={i * 10 + 1} width="8" y={34 - h} height={h}><title>{`${dayName(b.start.slice(0, 7))}: ${plural(b.statementCount, 'statement')}`}</title></rect>;
      })}
    </svg>
  );
}

type Row = NonNullable<NonNullable<NonNullable<Page['statements']>['nodes']>[number]>;
const columns = ['Relation', 'With', 'Published', 'Sure'] as const;
type Column = (typeof columns)[number];

function StatementTable({ page }: { page: Page }) {
  const { select, point, change } = useExplorer();
  const [by, setBy] = useState<Column>('Published');
  const [down, setDown] = useState(true);
  const [text, setText] = useState('');
  const rows = useMemo(() => (page.statements?.nodes ?? []).filter((s) => s !== null).map((s) => {
    const out = s.subject?.id === page.id;
    const other = out ? s.object : s.subject;
    return { s, out, other, name: other?.name ?? s.objectText ?? '' };
  }), [page]);
  const value = (r: (typeof rows)[number]): string | number =>
    by === 'Relation' ? r.s.predicate?.label ?? '' : by === 'With' ? r.name.toLowerCase() : by === 'Published' ? r.s.firstPublished ?? '' : r.s.confidence ?? 0;
  const wanted = rows
    .filter((r) => !text || `${r.s.text} ${r.name}`.toLowerCase().includes(text.toLowerCase()))
    .sort((a, b) => { const [x, y] = [value(a), value(b)]; return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1); });
  const total = page.statements?.totalCount ?? rows.length;
  const open = (s: Row) => {
    if (s.subject && s.object) {
      change((v) => addSeeds(v, [s.subject!.id, s.object!.id], false));
      select({ kind: 'line', a: s.subject.id, b: s.object.id });
    } else select({ kind: 'node', id: page.id });
  };
  return (
    <>
      <div className="table-tools">
        <input type="text" aria-label="Filter the statements" placeholder="Filter these statements" value={text} onChange={(e) => setText(e.target.value)} />
      </div>
      <table className="statements">
        <thead><tr>{columns.map((c) => (
          <th key={c} scope="col" aria-sort={by === c ? (down ? 'descending' : 'ascending') : undefined}>
            <button type="button" onClick={() => { setDown(by === c ? !down : c === 'Published' || c === 'Sure'); setBy(c); }}>{c}{by === c && <span aria-hidden="true">{down ? ' ↓' : ' ↑'}</span>}</button>
          </th>))}</tr></thead>
        <tbody>
          {wanted.map(({ s, out, other, name }) => (
            <tr key={s.id} onPointerEnter={() => point([page.id, ...(other ? [other.id] : [])])} onPointerLeave={() => point(null)}>
              <td><span className="relation">
                <span className={`direction ${styleOf(s)}`} title={out ? 'from it' : 'to it'} aria-label={out ? 'from it' : 'to it'} role="img">{out ? '→' : '←'}</span>
                <span>{other ? <button type="button" className="link" title={s.text ?? ''} onClick={() => open(s)}>{s.predicate?.label}</button> : <span title={s.text ?? ''}>{s.predicate?.label}</span>}
                {styleOf(s) !== 'said' && <StyleTag style={styleOf(s)} />}</span>
              </span></td>
              <td>{other ? <button type="button" className="link" onClick={() => select({ kind: 'node', id: other.id })}>{name}</button> : name}</td>
              <td className="number" title={s.time?.edtf ? `happened ${edtfName(s.time.edtf)}` : undefined}>{dayName(s.firstPublished)}</td>
              <td className="number">{s.confidence == null ? '' : `${Math.round(s.confidence * 100)}%`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!wanted.length && <p className="quiet pad">{text ? 'No statement has these words.' : 'Under this filter nothing is said of it.'}</p>}
      <p className="quiet pad">
        {rows.length < total ? `${rows.length} of ${count(total)} statements. ` : ''}
        {page.statements?.exportUrl && <a className="link" href={page.statements.exportUrl}>All as CSV</a>}
      </p>
    </>
  );
}

function Articles({ page }: { page: Page }) {
  const { select } = useExplorer();
  const rows = (page.articles?.nodes ?? []).filter((a) => a !== null);
  const total = page.articles?.totalCount ?? rows.length;
  return (
    <>
      <ul className="rows">
        {rows.map((a) => (
          <li key={a.id} className="row"><button type="button" className="row-main" onClick={() => select({ kind: 'article', id: a.id })}>
            <span>{a.title ?? 'Untitled'}</span><span className="quiet">{[a.source, dayName(a.publishedAt)].filter(Boolean).join(', ')}</span>
          </button></li>
        ))}
      </ul>
      {rows.length < total && <p className="quiet pad">The {rows.length} newest of {count(total)}.</p>}
    </>
  );
}
