// What is said between two things: each statement with its quotes, grouped by outlet and day, and what denies it beside it.
import type { ResultOf } from 'gql.tada';
import { ask } from '../api/client';
import { Between, ReviewStatement } from '../api/documents';
import { dayName, edtfName } from '../core/dates';
import { toServer } from '../core/filters';
import { pieces } from '../core/quote';
import { lineNames, lineStyle, type LineStyle } from '../core/types';
import { errorText, useAsk, useExplorer } from './context';
import { Failure, Icon, Loading, TypeIcon, plural } from './parts';

type Nodes = NonNullable<NonNullable<ResultOf<typeof Between>['statements']>['nodes']>;
export type Told = NonNullable<Nodes[number]>;
export type Said = Omit<Told, 'contradictedBy'>;
export type Quote = NonNullable<NonNullable<NonNullable<Said['evidence']>['nodes']>[number]>;

export function styleOf(s: { polarity: Said['polarity']; modality: Said['modality'] }): LineStyle {
  return lineStyle({ polarity: s.polarity ?? 'AFFIRMED', modality: s.modality ?? 'ASSERTED' });
}

export function StyleTag({ style }: { style: LineStyle }) {
  return (
    <span className={`tag ${style}`}>
      <svg width="22" height="6" aria-hidden="true"><line x1="0" x2="22" y1="3" y2="3" /></svg>
      {lineNames[style]}
    </span>
  );
}

export function QuoteText({ quote }: { quote: Quote }) {
  const parts = pieces(quote.quote ?? '', quote.spans ?? [], quote.start ?? 0);
  return (
    <blockquote className="quote">
      {quote.prefix && <span className="quiet">… {quote.prefix} </span>}
      {parts.map((p, i) => (p.roles.length
        ? <mark key={i} className={`role ${p.roles.join(' ')}`} title={p.roles.join(', ')}>{p.text}</mark>
        : <span key={i}>{p.text}</span>))}
      {quote.suffix && <span className="quiet"> {quote.suffix} …</span>}
    </blockquote>
  );
}

/** Quotes by outlet and day, the first first. */
function grouped(quotes: Quote[]): { key: string; source: string; day: string; quotes: Quote[] }[] {
  const groups = new Map<string, { key: string; source: string; day: string; at: string; quotes: Quote[] }>();
  for (const q of quotes) {
    const at = q.article?.publishedAt ?? '';
    const source = q.article?.source ?? 'Unknown outlet';
    const key = `${at.slice(0, 10)}|${source}`;
    const group = groups.get(key) ?? { key, source, day: dayName(at) || 'no date', at, quotes: [] };
    groups.set(key, group);
    group.quotes.push(q);
  }
  return [...groups.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.source < b.source ? -1 : 1));
}

export function StatementCard({ said }: { said: Said }) {
  const { select, point } = useExplorer();
  const style = styleOf(said);
  const quotes = (said.evidence?.nodes ?? []).filter((q) => q !== null);
  const left = (said.evidence?.totalCount ?? quotes.length) - quotes.length;
  const ends = [said.subject?.id, said.object?.id].filter((id) => id !== undefined);
  return (
    <article className={`statement ${style}`} onPointerEnter={() => point(ends)} onPointerLeave={() => point(null)}>
      <h3>{said.text}</h3>
      <p className="facts">
        <StyleTag style={style} />
        {said.attributedTo && <span>according to <button type="button" className="link" onClick={() => select({ kind: 'node', id: said.attributedTo!.id })}>{said.attributedTo.name}</button></span>}
        {(said.time?.edtf || said.time?.phrase) && (
          <span title={said.time.phrase ? `in the article's words: ${said.time.phrase}` : undefined}><Icon sign="clock" size={13} /> {edtfName(said.time.edtf) || said.time.phrase}</span>
        )}
        {said.place && <span>in {said.place.name}</span>}
        <Confidence value={said.confidence} />
        <span>{plural(said.independentSourceCount, 'independent source')}</span>
      </p>
      {grouped(quotes).map((g) => (
        <section key={g.key} className="outlet" aria-label={`${g.source}, ${g.day}`}>
          <h4><span>{g.source}</span><time>{g.day}</time></h4>
          {g.quotes.map((q) => (
            <div key={q.id}>
              <QuoteText quote={q} />
              {q.article && (
                <p className="quote-links">
                  <button type="button" className="link" onClick={() => select({ kind: 'article', id: q.article!.id, evidence: q.id })}>
                    <Icon sign="article" size={14} /> {q.article.title ?? 'Read the article'}
                  </button>
                  {q.deepLink && <a className="link" href={q.deepLink} target="_blank" rel="noreferrer" aria-label="The original page, at the sentence"><Icon sign="outside" size={13} /></a>}
                </p>
              )}
            </div>
          ))}
        </section>
      ))}
      {left > 0 && <p className="quiet">{plural(left, 'more quote')} in other articles.</p>}
      <Review said={said} />
    </article>
  );
}

export function Confidence({ value }: { value: number | null | undefined }) {
  if (value == null) return null;
  const percent = Math.round(value * 100);
  return (
    <span className="confidence" title={`Of statements like this, about ${percent} in 100 are read rightly`}>
      <meter min={0} max={100} value={percent} aria-label="Confidence" />{percent}%
    </span>
  );
}

function Review({ said }: { said: Said }) {
  const { roles, refresh, say } = useExplorer();
  if (!roles.has('CURATE')) return null;
  const give = async (review: 'CONFIRMED' | 'REJECTED' | null) => {
    try {
      const { reviewStatement } = await ask(ReviewStatement, { input: { id: said.id, review } });
      const wrong = reviewStatement?.userErrors[0];
      if (wrong) say(wrong.message);
      else {
        refresh();
        if (review) say(review === 'REJECTED' ? 'Rejected: it is left out of the graph.' : 'Confirmed.', () => void give(said.review));
      }
    } catch (error) {
      say(errorText(error));
    }
  };
  return (
    <p className="review">
      <button type="button" className="small" aria-pressed={said.review === 'CONFIRMED'} onClick={() => void give(said.review === 'CONFIRMED' ? null : 'CONFIRMED')}>
        <Icon sign="check" size={14} /> {said.review === 'CONFIRMED' ? 'Confirmed' : 'Confirm'}
      </button>
      <button type="button" className="small" aria-pressed={said.review === 'REJECTED'} onClick={() => void give(said.review === 'REJECTED' ? null : 'REJECTED')}>
        <Icon sign="close" size={13} /> {said.review === 'REJECTED' ? 'Rejected' : 'Reject'}
      </button>
    </p>
  );
}

/** A statement beside those that deny it; nobody says here who is right. */
export function Contradiction({ told }: { told: Told }) {
  const against = (told.contradictedBy ?? []).filter((s) => s !== null);
  const sides = styleOf(told) === 'negated' ? [against, [told]] : [[told], against];
  return (
    <section className="contradiction" aria-label="Contradicting statements">
      {sides.map((side, i) => (
        <div key={i} className={i ? 'side denied' : 'side affirmed'}>
          <h3 className="side-title">{i ? 'Denied' : 'Said'}</h3>
          {side.map((s) => <StatementCard key={s.id} said={s} />)}
        </div>
      ))}
    </section>
  );
}

export function LinePanel({ a, b }: { a: string; b: string }) {
  const { view, source, version, select } = useExplorer();
  const filter = { ...toServer(view.filters), between: [{ id: a }, { id: b }] };
  const asked = useAsk(JSON.stringify([filter, version]), (signal) => ask(Between, { filter }, signal));
  const nodes = (asked.data?.statements?.nodes ?? []).filter((s) => s !== null);
  const name = (id: string) => source.entity(id)?.name
    ?? nodes.flatMap((s) => [s.subject, s.object]).find((e) => e?.id === id)?.name ?? '…';
  const disputed = nodes.filter((s) => styleOf(s) !== 'negated' && s.contradictedBy?.length);
  const total = asked.data?.statements?.totalCount ?? nodes.length;
  return (
    <>
      <header className="panel-title">
        <h2 className="ends">
          {[a, b].map((id, i) => {
            const e = source.entity(id);
            return (
              <button key={id} type="button" className="end" onClick={() => select({ kind: 'node', id })}>
                {e && <TypeIcon type={e.type} />}<span>{name(id)}</span>{i === 0 && <span className="and">and</span>}
              </button>
            );
          })}
        </h2>
        {asked.data && <p className="quiet">{plural(total, 'statement')}{nodes.length < total && `, the ${nodes.length} with most sources are listed`}</p>}
      </header>
      {asked.error && <Failure error={asked.error} retry={asked.again} />}
      {asked.loading && !asked.data && <Loading what="Reading what is said" />}
      {asked.data && nodes.length === 0 && <p className="quiet pad">Under this filter nothing is said of these two.</p>}
      {disputed.length > 0 && (
        <section className="disputed"><h3 className="section"><Icon sign="disagree" size={16} /> The articles disagree</h3>
          {disputed.map((s) => <Contradiction key={s.id} told={s} />)}
        </section>
      )}
      {nodes.filter((s) => !disputed.includes(s) && !disputed.some((d) => d.contradictedBy?.some((c) => c?.id === s.id)))
        .map((s) => <StatementCard key={s.id} said={s} />)}
    </>
  );
}
