// Taking one thing apart into two: which names and which articles mean the other one, and a look at what goes with them.
import { useState } from 'react';
import { ask } from '../api/client';
import { Split, SplitPreview, UndoMerge } from '../api/documents';
import { dayName } from '../core/dates';
import { addSeeds } from '../core/view';
import { errorText, useAsk, useExplorer } from './context';
import type { Page } from './Node';
import { Dialog, Failure, Icon, Loading, count, plural } from './parts';

export function SplitButton({ page }: { page: Page }) {
  const { roles } = useExplorer();
  const [open, setOpen] = useState(false);
  if (!roles.has('CURATE')) return null;
  return (
    <>
      <p className="pad"><button type="button" className="small" onClick={() => setOpen(true)}><Icon sign="split" size={14} /> Split: some of this is something else</button></p>
      {open && <SplitDialog page={page} onClose={() => setOpen(false)} />}
    </>
  );
}

function SplitDialog({ page, onClose }: { page: Page; onClose: () => void }) {
  const { say, refresh, change, select } = useExplorer();
  const [names, setNames] = useState<string[]>([]);
  const [articles, setArticles] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const known = [page.name, ...(page.aliases ?? [])];
  const told = (page.articles?.nodes ?? []).filter((a) => a !== null);
  const total = page.articles?.totalCount ?? told.length;
  const chosen = names.length + articles.length;
  const all = articles.length === total || names.length === known.length;
  const toggle = (list: string[], value: string) => (list.includes(value) ? list.filter((x) => x !== value) : [...list, value]);

  const split = async () => {
    setBusy(true);
    setError(null);
    try {
      const { splitEntity } = await ask(Split, { input: { id: page.id, names, articles, reason: reason || null } });
      const wrong = splitEntity?.userErrors[0];
      const part = splitEntity?.entity, done = splitEntity?.merges?.[0];
      if (wrong || !part) {
        setError(wrong?.message ?? 'The server does not say what became of it.');
        setBusy(false);
        return;
      }
      change((v) => addSeeds(v, [page.id, part.id], false));
      select({ kind: 'node', id: part.id });
      refresh();
      say(`${part.name} is now a thing of its own, with ${plural(part.statementCount, 'statement')}.`, done ? () => void join(done.id) : undefined);
      onClose();
    } catch (e) {
      setError(errorText(e));
      setBusy(false);
    }
  };
  const join = async (id: string) => {
    try {
      const { undoMerge } = await ask(UndoMerge, { input: { id } });
      say(undoMerge?.userErrors[0]?.message ?? 'The split was undone.');
      select({ kind: 'node', id: page.id });
      refresh();
    } catch (e) {
      say(errorText(e));
    }
  };
  return (
    <Dialog title={`Split ${page.name}`} onClose={onClose}>
      <p>Choose the names or the articles that mean something else. What those articles say goes with them.</p>
      <fieldset className="choices"><legend className="section">Names that mean the other one</legend>
        <ul className="checks">{known.map((n) => (
          <li key={n}><label className="check"><input type="checkbox" checked={names.includes(n)} onChange={() => setNames(toggle(names, n))} /><span>{n}</span></label></li>
        ))}</ul>
      </fieldset>
      <fieldset className="choices"><legend className="section">Articles that mean the other one</legend>
        <ul className="checks">{told.map((a) => (
          <li key={a.id}><label className="check"><input type="checkbox" checked={articles.includes(a.id)} onChange={() => setArticles(toggle(articles, a.id))} />
            <span>{a.title ?? 'Untitled'} <span className="quiet">{[a.source, dayName(a.publishedAt)].filter(Boolean).join(', ')}</span></span></label></li>
        ))}</ul>
        {told.length < total && <p className="quiet">The {told.length} newest of {count(total)}; a name takes from all.</p>}
      </fieldset>
      {chosen > 0 && !all && <Preview page={page} names={names} articles={articles} />}
      {all && <p className="quiet">That would be all that is known of it: leave something here.</p>}
      {error && <Failure error={error} />}
      <p><label>Why (optional) <input type="text" value={reason} onChange={(e) => setReason(e.target.value)} /></label></p>
      <p className="quiet">The split stands in the log and can be undone.</p>
      <p className="buttons">
        <button type="button" className="button" onClick={onClose}>Cancel</button>
        <button type="button" className="button primary" disabled={!chosen || all || busy} onClick={() => void split()}>Split</button>
      </p>
    </Dialog>
  );
}

/** What the articles say is known before; of names the server decides, since an article may use several. */
function Preview({ page, names, articles }: { page: Page; names: string[]; articles: string[] }) {
  const of = { entity: { id: page.id } };
  const asked = useAsk(JSON.stringify([page.id, names, articles]), (signal) => ask(SplitPreview, {
    articles: { ...of, or: articles.map((article) => ({ article })) }, byArticle: articles.length > 0,
    names: { ...of, or: names.map((text) => ({ text })) }, byName: names.length > 0,
  }, signal));
  if (asked.error) return <Failure error={asked.error} retry={asked.again} />;
  if (!asked.data) return <Loading what="Looking at what would go" />;
  const { said, named } = asked.data;
  const rows = [...(said?.nodes ?? []), ...(named?.nodes ?? [])].filter((s, i, all) => s !== null && all.findIndex((x) => x?.id === s.id) === i);
  return (
    <>
      {articles.length > 0 && <p>{plural(said?.totalCount, 'statement')} of the chosen {articles.length === 1 ? 'article' : 'articles'} will be told of the other one.</p>}
      {names.length > 0 && <p>{plural(named?.totalCount, 'statement')} stand in sentences with {names.length === 1 ? 'that name' : 'those names'}. They go where it is the fullest name that their article uses.</p>}
      <ul className="preview">{rows.slice(0, 6).map((s) => s && <li key={s.id}>{s.text}</li>)}</ul>
    </>
  );
}
