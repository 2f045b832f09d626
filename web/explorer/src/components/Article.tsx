// The stored text of an article with the words of every statement in it, and the way from the words to the graph and back.
import { useEffect, useMemo, useRef, useState } from 'react';
import { ask } from '../api/client';
import { ArticlePage, DeleteArticle } from '../api/documents';
import { dayName } from '../core/dates';
import { pieces } from '../core/quote';
import { addSeeds } from '../core/view';
import { errorText, useAsk, useExplorer } from './context';
import { Dialog, Failure, Icon, Loading, plural } from './parts';
import { Confidence, StyleTag, styleOf } from './Statements';

export function ArticleReader({ id, evidence }: { id: string; evidence?: string }) {
  const { version, select, point, pointed, hovered, change, roles } = useExplorer();
  const asked = useAsk(`${id}|${version}`, (signal) => ask(ArticlePage, { id }, signal));
  const article = asked.data?.article;
  const [chosen, setChosen] = useState<string | null>(evidence ?? null);
  const [dropping, setDropping] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => setChosen(evidence ?? null), [evidence, id]);

  const all = useMemo(() => (article?.evidence?.nodes ?? []).filter((e) => e !== null && e.start !== null && e.end !== null && e.statement !== null), [article]);
  const byID = useMemo(() => new Map(all.map((e) => [e!.id, e!])), [all]);
  // Every role's span carries its evidence's id, so that one word can belong to several statements.
  const parts = useMemo(() => pieces(article?.text ?? '', all.flatMap((e) => [
    { role: `quote:${e!.id}`, start: e!.start!, end: e!.end! },
    ...(e!.spans ?? []).map((s) => ({ role: `${s.role}:${e!.id}`, start: s.start, end: s.end })),
  ])), [article, all]);

  useEffect(() => {
    const first = chosen && [...(body.current?.querySelectorAll('[data-evidence]') ?? [])]
      .find((el) => (el as HTMLElement).dataset.evidence!.split(' ').includes(chosen));
    if (first) first.scrollIntoView({ block: 'center' });
  }, [chosen, parts]);

  if (asked.error) return <Failure error={asked.error} retry={asked.again} />;
  if (!asked.data) return <Loading what="Opening the article" />;
  if (!article) return <p className="quiet pad">This article is no longer in the store.</p>;

  const endsOf = (ids: string[]) => ids.flatMap((e) => {
    const s = byID.get(e)?.statement;
    return [s?.subject?.id, s?.object?.id].filter((x) => x !== undefined);
  });
  const selected = chosen ? byID.get(chosen) : undefined;
  const near = selected ? all.filter((e) => e!.start! < selected.end! && e!.end! > selected.start!) : [];
  return (
    <>
      <header className="panel-title article-title">
        <h2>{article.title ?? 'Untitled'}</h2>
        <p className="quiet">
          {[article.source, dayName(article.publishedAt) || 'no date', article.authors?.join(', ')].filter(Boolean).join(' · ')}
          {article.url && <> · <a className="link" href={article.url} target="_blank" rel="noreferrer">original <Icon sign="outside" size={12} /></a></>}
        </p>
        <p className="quiet">{plural(all.length, 'statement')} in {plural(article.wordCount, 'word')}{article.copies?.length ? `; nearly the same text in ${plural(article.copies.length, 'other article')}` : ''}</p>
      </header>
      <div className="reader" ref={body}>
        {parts.map((p, i) => {
          const ids = [...new Set(p.roles.map((r) => r.slice(r.indexOf(':') + 1)))];
          if (!ids.length) return <span key={i}>{p.text}</span>;
          const lit = ids.some((e) => {
            const ends = endsOf([e]);
            if (pointed) return ends.length === 2 && ends.every((id) => pointed.has(id));
            const { node, line } = hovered;
            return node !== null ? ends.includes(node) : line !== null && ends.includes(line.source) && ends.includes(line.target);
          });
          const roles = p.roles.filter((r) => chosen && r.endsWith(`:${chosen}`) && !r.startsWith('quote')).map((r) => r.split(':')[0]);
          const words = p.roles.some((r) => !r.startsWith('quote:'));
          const cls = ['said', words && 'words', lit && 'lit', chosen && ids.includes(chosen) && 'chosen', ...roles.map((r) => `role ${r}`)].filter(Boolean).join(' ');
          return (
            <span key={i} className={cls} data-evidence={ids.join(' ')} onPointerEnter={() => point(endsOf(ids))} onPointerLeave={() => point(null)}
              onClick={() => setChosen(ids[(ids.indexOf(chosen ?? '') + 1) % ids.length]!)}>{p.text}</span>
          );
        })}
      </div>
      <section className="in-article">
        <h3 className="section">{selected ? 'In this sentence' : 'Statements in order'}</h3>
        <ul className="rows">
          {(selected ? near : all).map((e) => {
            const s = e!.statement!;
            return (
              <li key={e!.id} className={e!.id === chosen ? 'row current' : 'row'} onPointerEnter={() => point(endsOf([e!.id]))} onPointerLeave={() => point(null)}>
                <button type="button" className="row-main" aria-pressed={e!.id === chosen} onClick={() => setChosen(e!.id === chosen ? null : e!.id)}>
                  <span>{s.text}</span>
                  <span className="facts"><StyleTag style={styleOf(s)} />{s.attributedTo && <span>according to {s.attributedTo.name}</span>}<Confidence value={s.confidence} /></span>
                </button>
                {s.subject && s.object && (
                  <button type="button" className="small" onClick={() => {
                    change((v) => addSeeds(v, [s.subject!.id, s.object!.id], false));
                    select({ kind: 'line', a: s.subject!.id, b: s.object!.id });
                  }}>In the graph</button>
                )}
              </li>
            );
          })}
        </ul>
        {selected && <p className="pad"><button type="button" className="link" onClick={() => setChosen(null)}>All statements of the article</button></p>}
      </section>
      {roles.has('CURATE') && (
        <p className="panel-foot"><button type="button" className="small danger" onClick={() => setDropping(true)}><Icon sign="trash" size={14} /> Take the article out</button></p>
      )}
      {dropping && <Drop id={id} title={article.title ?? 'this article'} onClose={() => setDropping(false)} />}
    </>
  );
}

/** Says what would go with an article before it goes. */
function Drop({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const { refresh, select, say } = useExplorer();
  const asked = useAsk(`drop|${id}`, (signal) => ask(DeleteArticle, { input: { id, dryRun: true } }, signal));
  const plan = asked.data?.deleteArticle;
  const drop = async () => {
    try {
      const { deleteArticle } = await ask(DeleteArticle, { input: { id, dryRun: false } });
      const wrong = deleteArticle?.userErrors[0];
      say(wrong ? wrong.message : 'The article was taken out.');
      if (!wrong) {
        select(null);
        refresh();
      }
    } catch (error) {
      say(errorText(error));
    }
    onClose();
  };
  return (
    <Dialog title="Take an article out" onClose={onClose}>
      {asked.error && <Failure error={asked.error} retry={asked.again} />}
      {!asked.data && !asked.error && <Loading what="Counting what would go" />}
      {plan?.userErrors.map((e) => <Failure key={e.message} error={e.message} />)}
      {plan && !plan.userErrors.length && (
        <>
          <p>“{title}” goes, and with it {plural(plan.statementsRemoved, 'statement')} and {plural(plan.entitiesRemoved, 'entity', 'entities')} that no other article speaks of. This cannot be undone here; the article can be loaded again.</p>
          <p className="buttons"><button type="button" className="button" onClick={onClose}>Keep it</button><button type="button" className="button danger" onClick={() => void drop()}>Take it out</button></p>
        </>
      )}
    </Dialog>
  );
}
