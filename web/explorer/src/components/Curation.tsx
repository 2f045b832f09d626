// Which names are one thing: suggestions with reasons, a look at what a merge would do, and the way back.
import { useState } from 'react';
import { ask } from '../api/client';
import { EntityPage, MarkDistinct, Merge, UndoDistinct, UndoMerge } from '../api/documents';
import { dayName } from '../core/dates';
import { typeNames } from '../core/types';
import { errorText, useAsk, useExplorer } from './context';
import type { Page } from './Node';
import { Dialog, Failure, Icon, Loading, TypeIcon, plural } from './parts';

type Suggestion = NonNullable<Page['possibleDuplicates']>[number];

export function Duplicates({ page }: { page: Page }) {
  const { roles, select, say, refresh } = useExplorer();
  const [merging, setMerging] = useState<Suggestion | null>(null);
  const rows = (page.possibleDuplicates ?? []).filter((d) => d.entity);
  const distinct = async (other: string) => {
    const input = { a: page.id, b: other };
    try {
      const { markDistinct } = await ask(MarkDistinct, { input });
      const wrong = markDistinct?.userErrors[0];
      say(wrong ? wrong.message : 'Marked as two different things; they will not be joined.', wrong ? undefined
        : () => void ask(UndoDistinct, { input }).then(refresh, (e: unknown) => say(errorText(e))));
      refresh();
    } catch (error) {
      say(errorText(error));
    }
  };
  return (
    <section aria-label="Possible duplicates">
      <h3 className="section">Possible duplicates</h3>
      {!rows.length && <p className="quiet pad">Nothing else looks like it.</p>}
      <ul className="rows">
        {rows.map((d) => (
          <li key={d.entity!.id} className="row duplicate">
            <button type="button" className="row-main" onClick={() => select({ kind: 'node', id: d.entity!.id })}>
              <span className="with-icon"><TypeIcon type={d.entity!.type} /> {d.entity!.name} <span className="quiet">{Math.round(d.score * 100)}% alike</span></span>
              <span className="quiet">{d.reasons?.join('; ')}</span>
            </button>
            {roles.has('CURATE') && (
              <span className="row-actions">
                <button type="button" className="small" onClick={() => setMerging(d)}><Icon sign="merge" size={14} /> Merge</button>
                <button type="button" className="small" onClick={() => void distinct(d.entity!.id)}>Distinct</button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {roles.has('CURATE') && <MergeByName page={page} onFound={(d) => setMerging(d)} />}
      {merging && <MergePreview page={page} from={merging} onClose={() => setMerging(null)} />}
    </section>
  );
}

/** Anything shown in the graph can be merged too, not only what was suggested. */
function MergeByName({ page, onFound }: { page: Page; onFound: (d: Suggestion) => void }) {
  const { source, view } = useExplorer();
  const known = [...new Set([...view.seeds])].map((id) => source.entity(id)).filter((e) => e !== undefined && e.id !== page.id);
  if (!known.length) return null;
  return (
    <p className="pad">
      <label className="quiet">The same as{' '}
        <select value="" onChange={(e) => {
          const other = source.entity(e.target.value);
          if (other) onFound({ score: 0, reasons: ['chosen by hand'], entity: { id: other.id, name: other.name, type: other.type, statementCount: other.statements, articleCount: null, aliases: [] } });
        }}>
          <option value="" disabled>one of the graph</option>
          {known.map((e) => <option key={e!.id} value={e!.id}>{e!.name}</option>)}
        </select>
      </label>
    </p>
  );
}

function MergePreview({ page, from, onClose }: { page: Page; from: Suggestion; onClose: () => void }) {
  const { refresh, say, change } = useExplorer();
  const [reason, setReason] = useState('');
  const other = from.entity!;
  const asked = useAsk(`merge|${other.id}`, (signal) => ask(EntityPage, { id: other.id, filter: null }, signal));
  const theirs = asked.data?.entity;
  const merge = async () => {
    try {
      const { mergeEntities } = await ask(Merge, { input: { into: page.id, from: [other.id], reason: reason || null } });
      const wrong = mergeEntities?.userErrors[0];
      if (wrong) say(wrong.message);
      else {
        const done = mergeEntities?.merges?.find((m) => !m.undone);
        change((v) => ({ ...v, seeds: v.seeds.filter((s) => s !== other.id), hidden: v.hidden.filter((h) => h !== other.id) }));
        refresh();
        say(`${other.name} is now part of ${page.name}.`, done ? () => void undo(done.id, refresh, say) : undefined);
      }
    } catch (error) {
      say(errorText(error));
    }
    onClose();
  };
  return (
    <Dialog title="Merge two into one" onClose={onClose}>
      <div className="merge">
        {[{ e: other, aliases: theirs?.aliases, d: theirs?.descriptions }, { e: page, aliases: page.aliases, d: page.descriptions }].map(({ e, aliases, d }, i) => (
          <div key={e.id} className="merge-side">
            <p className="quiet">{i ? 'stays' : 'goes into it'}</p>
            <p className="with-icon"><TypeIcon type={e.type} /> <strong>{e.name}</strong></p>
            <p className="quiet">{typeNames[e.type]} · {plural(e.statementCount, 'statement')}</p>
            {aliases?.length ? <p className="quiet">also {aliases.slice(0, 5).join(', ')}</p> : null}
            {d?.length ? <p className="quiet">{d.slice(0, 3).join(', ')}</p> : null}
          </div>
        ))}
      </div>
      {asked.error && <Failure error={asked.error} retry={asked.again} />}
      {!asked.data && !asked.error && <Loading what="Looking at what would move" />}
      {theirs && (
        <>
          <p>{plural(theirs.statements?.totalCount, 'statement')} of {other.name} will be told of {page.name}:</p>
          <ul className="preview">{theirs.statements?.nodes?.slice(0, 5).map((s) => s && <li key={s.id}>{s.text}</li>)}</ul>
          <p className="quiet">The merge stands in the log and can be undone exactly, now or later.</p>
        </>
      )}
      <p><label>Why (optional) <input type="text" value={reason} onChange={(e) => setReason(e.target.value)} /></label></p>
      <p className="buttons">
        <button type="button" className="button" onClick={onClose}>Cancel</button>
        <button type="button" className="button primary" disabled={!theirs} onClick={() => void merge()}>Merge</button>
      </p>
    </Dialog>
  );
}

async function undo(id: string, refresh: () => void, say: (text: string) => void): Promise<void> {
  try {
    const { undoMerge } = await ask(UndoMerge, { input: { id } });
    const wrong = undoMerge?.userErrors[0];
    say(wrong ? wrong.message : 'The merge was undone.');
    refresh();
  } catch (error) {
    say(errorText(error));
  }
}

/** What was joined into it, each with its reasons and a way back. */
export function Joined({ page }: { page: Page }) {
  const { roles, refresh, say } = useExplorer();
  const rows = page.merges ?? [];
  if (!rows.length) return null;
  return (
    <section aria-label="Merges">
      <h3 className="section">Joined into it</h3>
      <ul className="rows">
        {rows.map((m) => (
          <li key={m.id} className="row">
            <span className="row-main">
              <span className={m.undone ? 'undone' : undefined}>{m.fromName ?? m.from}</span>
              <span className="quiet">{[m.automatic ? 'by machine' : `by ${m.by || 'hand'}`, dayName(m.at), m.reasons?.join('; ')].filter(Boolean).join(' · ')}</span>
            </span>
            {roles.has('CURATE') && !m.undone && <button type="button" className="small" onClick={() => void undo(m.id, refresh, say)}><Icon sign="undo" size={14} /> Undo</button>}
          </li>
        ))}
      </ul>
    </section>
  );
}
