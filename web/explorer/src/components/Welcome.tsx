// What stands where no graph is yet: how to begin.
import { ask } from '../api/client';
import { Leading } from '../api/documents';
import { dayName } from '../core/dates';
import { addSeeds } from '../core/view';
import { useAsk, useExplorer } from './context';
import { Loader } from './Load';
import { Failure, Icon, TypeIcon, count, plural } from './parts';

export function Welcome({ articles, statements }: { articles: number; statements: number }) {
  const { version, source, change, select } = useExplorer();
  const asked = useAsk(`leading|${version}`, (signal) => ask(Leading, {}, signal));
  if (articles === 0) {
    return (
      <section className="welcome" aria-label="Load the first article">
        <h1>Load the first article</h1>
        <p>newsgraph reads news articles and draws who did what to whom. Every line leads to the sentence that says so. Nothing leaves this machine.</p>
        <Loader />
        <p className="quiet">On the command line: <code>newsgraph load *.html</code>, or <code>newsgraph demo</code> for a first look with sample articles.</p>
      </section>
    );
  }
  const entities = (asked.data?.entities?.nodes ?? []).filter((e) => e !== null);
  return (
    <section className="welcome" aria-label="Start">
      <h1>Who did what to whom</h1>
      <p>{plural(statements, 'statement')} from {plural(articles, 'article')}. Search a name to see its web; click a line to read the sentences behind it.</p>
      {asked.error && <Failure error={asked.error} retry={asked.again} />}
      <h2>Most spoken of</h2>
      <ul className="chips">
        {entities.map((e) => (
          <li key={e.id}><button type="button" className="chip" onClick={() => {
            source.learn([e]);
            change((v) => ({ ...addSeeds(v, [e.id], true), selection: { kind: 'node', id: e.id } }));
          }}><TypeIcon type={e.type} size={24} /><span>{e.name}</span><span className="count">{count(e.statementCount)}</span></button></li>
        ))}
      </ul>
      <h2>Newest articles</h2>
      <ul className="newest">
        {(asked.data?.articles?.nodes ?? []).map((a) => a && (
          <li key={a.id}><button type="button" className="link" onClick={() => select({ kind: 'article', id: a.id })}><Icon sign="article" size={15} /> {a.title ?? 'Untitled'}</button>
            <span className="quiet"> {[a.source, dayName(a.publishedAt)].filter(Boolean).join(', ')}</span></li>
        ))}
      </ul>
    </section>
  );
}
