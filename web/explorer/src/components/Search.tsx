// The search box: names and articles as one types, and the first thing that one sees.
import { useEffect, useId, useRef, useState } from 'react';
import { ask } from '../api/client';
import { Search as SearchDocument } from '../api/documents';
import { dayName } from '../core/dates';
import { snippetPieces } from '../core/quote';
import type { EntityType } from '../core/types';
import { addSeeds } from '../core/view';
import { errorText, useExplorer } from './context';
import { Icon, TypeIcon, plural } from './parts';

type Hit =
  | { kind: 'entity'; id: string; name: string; type: EntityType; statements: number; articles: number; snippet: string }
  | { kind: 'article'; id: string; title: string; source: string; published: string | null; snippet: string };

async function find(text: string, signal: AbortSignal): Promise<Hit[]> {
  const { entities, articles } = await ask(SearchDocument, { text }, signal);
  const hits: Hit[] = [];
  for (const hit of entities?.nodes ?? []) {
    const n = hit?.node;
    if (n?.__typename === 'Entity') {
      hits.push({ kind: 'entity', id: n.id, name: n.name, type: n.type, statements: n.statementCount ?? 0, articles: n.articleCount ?? 0, snippet: hit?.snippet ?? '' });
    }
  }
  for (const hit of articles?.nodes ?? []) {
    const n = hit?.node;
    if (n?.__typename === 'Article') {
      hits.push({ kind: 'article', id: n.id, title: n.title ?? 'Untitled', source: n.source ?? '', published: n.publishedAt, snippet: hit?.snippet ?? '' });
    }
  }
  return hits;
}

export function Search() {
  const { select, change, source } = useExplorer();
  const [text, setText] = useState('');
  const [hits, setHits] = useState<Hit[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState(false);
  const list = useId();
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const wanted = text.trim();
    setActive(0);
    if (!wanted) {
      setHits(null);
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      find(wanted, stop.signal).then((h) => { setHits(h); setError(null); },
        (e: unknown) => { if (!stop.signal.aborted) setError(errorText(e)); });
    }, 90);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text]);

  const choose = (hit: Hit | undefined) => {
    if (!hit) return;
    setOpen(false);
    setText('');
    input.current?.blur();
    if (hit.kind === 'article') {
      select({ kind: 'article', id: hit.id });
      return;
    }
    source.learn([{ id: hit.id, name: hit.name, type: hit.type, statementCount: hit.statements }]);
    change((v) => ({ ...addSeeds(v, [hit.id], true), selection: { kind: 'node', id: hit.id } }));
  };

  const keys = (e: React.KeyboardEvent) => {
    const n = hits?.length ?? 0;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      if (n) setActive((active + (e.key === 'ArrowDown' ? 1 : n - 1)) % n);
    } else if (e.key === 'Enter') {
      e.preventDefault();
      choose(hits?.[active]);
    } else if (e.key === 'Escape') {
      e.stopPropagation();
      if (text) setText('');
      else input.current?.blur();
    }
  };

  const shown = open && text.trim() !== '';
  return (
    <search className="search" onBlur={(e) => { if (!e.currentTarget.contains(e.relatedTarget)) setOpen(false); }}>
      <Icon sign="search" />
      <input ref={input} id="search" type="text" role="combobox" autoComplete="off" spellCheck={false} placeholder="Search people, companies, places, articles"
        aria-label="Search entities and articles" aria-expanded={shown} aria-controls={list} aria-autocomplete="list"
        aria-activedescendant={shown && hits?.length ? `${list}-${active}` : undefined}
        value={text} onChange={(e) => { setText(e.target.value); setOpen(true); }} onFocus={() => setOpen(true)} onKeyDown={keys} />
      {!text && <kbd aria-hidden="true">/</kbd>}
      <ul id={list} role="listbox" aria-label="Results" className="hits" hidden={!shown}>
        {shown && error && <li className="hit-note" role="option" aria-selected="false" aria-disabled="true">{error}</li>}
        {shown && !error && hits?.length === 0 && (
          <li className="hit-note" role="option" aria-selected="false" aria-disabled="true">Nothing has that name or those words. Try a shorter word.</li>
        )}
        {shown && hits?.map((hit, i) => (
          <li key={hit.id} id={`${list}-${i}`} role="option" aria-selected={i === active} className="hit"
            onPointerEnter={() => setActive(i)} onPointerDown={(e) => e.preventDefault()} onClick={() => choose(hit)}>
            {hit.kind === 'entity' ? <TypeIcon type={hit.type} size={26} /> : <span className="hit-article"><Icon sign="article" /></span>}
            <span className="hit-text">
              <span className="hit-name">{hit.kind === 'entity' ? hit.name : hit.title}</span>
              <span className="hit-more">
                {hit.kind === 'entity' ? <Marked snippet={hit.snippet} unless={hit.name} /> : [hit.source, dayName(hit.published)].filter(Boolean).join(', ')}
              </span>
            </span>
            {hit.kind === 'entity' && <span className="hit-count" title={`${plural(hit.statements, 'statement')} in ${plural(hit.articles, 'article')}`}>{plural(hit.statements, 'statement')}</span>}
          </li>
        ))}
      </ul>
    </search>
  );
}

function Marked({ snippet, unless }: { snippet: string; unless: string }) {
  const parts = snippetPieces(snippet);
  if (!snippet || parts.map((p) => p.text).join('') === unless) return null;
  return <>{parts.map((p, i) => (p.roles.length ? <mark key={i}>{p.text}</mark> : <span key={i}>{p.text}</span>))}</>;
}
