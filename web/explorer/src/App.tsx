// The page: what is looked at and its history, the server's answer to it, and the panels around the drawing.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { AskError, ask, follow, token } from './api/client';
import { ArticleLoaded, Start, StatementWithdrawn } from './api/documents';
import { Source, emptyGraph, type Graph } from './api/source';
import { bundle, type Bundle } from './core/bundle';
import { begin, push, redo, replace, undo } from './core/history';
import { emptyView, expandNode, hideNodes, keepNodes, pinNode, readView, writeView, type Selection, type View } from './core/view';
import { ArticleReader } from './components/Article';
import { Canvas } from './components/Canvas';
import { ExplorerContext, errorText, type Explorer } from './components/context';
import { ExportDialog } from './components/Export';
import { FilterPanel } from './components/Filters';
import { useKeys } from './components/keys';
import { Legend } from './components/Legend';
import { Loader } from './components/Load';
import { NodePanel } from './components/Node';
import { Dialog, Failure, IconButton } from './components/parts';
import { DisagreementPanel, PathPanel } from './components/Paths';
import { LinePanel } from './components/Statements';
import { Search } from './components/Search';
import { Help, TableTwin } from './components/Tables';
import { Timeline } from './components/Timeline';
import { Toolbar, type Tool } from './components/Toolbar';
import { Welcome } from './components/Welcome';
import type { Emphasis, Scene, Shown } from './graph/scene';

const themeKey = 'newsgraph.theme';
function firstTheme(): 'light' | 'dark' {
  const kept = localStorage.getItem(themeKey);
  return kept === 'light' || kept === 'dark' ? kept : matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

interface Stand { roles: ReadonlySet<string>; articles: number; statements: number; version: string }
interface Toast { text: string; undo?: () => void; id: number }

export function App() {
  const source = useRef(new Source()).current;
  const [history, setHistory] = useState(() => begin<View>(readView(location.search)));
  const view = history.now;
  const [graph, setGraph] = useState<Graph>(emptyGraph);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [version, setVersion] = useState(0);
  const [stand, setStand] = useState<Stand | null>(null);
  const [wantsToken, setWantsToken] = useState<'one' | 'another' | null>(null);
  const [theme, setTheme] = useState(firstTheme);
  const [tool, setTool] = useState<Tool | null>(null);
  const [lasso, setLasso] = useState(false);
  const [pointed, setPointed] = useState<ReadonlySet<string> | null>(null);
  const [hovered, setHovered] = useState<{ node: string | null; line: Bundle | null }>({ node: null, line: null });
  const [toast, setToast] = useState<Toast | null>(null);
  const [trail, setTrail] = useState<Selection[]>([]);
  const scene = useRef<Scene | null>(null);

  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(themeKey, theme);
  }, [theme]);

  useEffect(() => {
    const query = writeView(view);
    window.history.replaceState(null, '', query ? `?${query}` : location.pathname);
  }, [view]);

  useEffect(() => {
    ask(Start, {}).then((a) => {
      setWantsToken(null);
      setError(null);
      setStand({ roles: new Set(a.viewer?.roles ?? []), articles: a.statistics?.articles ?? 0, statements: a.statistics?.statements ?? 0, version: a.statistics?.version ?? '' });
    }, (e: unknown) => {
      if (e instanceof AskError && /UNAUTH|FORBIDDEN/.test(e.code)) setWantsToken(token.get() ? 'another' : 'one');
      else setError(errorText(e));
    });
  }, [version]);

  const say = useCallback((text: string, back?: () => void) => setToast({ text, undo: back, id: Date.now() }), []);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => setToast(null), toast.undo ? 10_000 : 5000);
    return () => clearTimeout(timer);
  }, [toast]);

  const refresh = useCallback(() => {
    source.forget();
    setVersion((v) => v + 1);
  }, [source]);

  // The store may change while it is looked at: many changes at once are one refresh.
  const known = stand !== null;
  useEffect(() => {
    if (!known) return;
    const stop = new AbortController();
    let timer = 0;
    const soon = () => {
      clearTimeout(timer);
      timer = window.setTimeout(refresh, 800);
    };
    void follow(ArticleLoaded, {}, ({ articleLoaded }) => {
      if (articleLoaded) say(`New article: ${articleLoaded.title ?? 'untitled'}`);
      soon();
    }, stop.signal);
    void follow(StatementWithdrawn, {}, soon, stop.signal);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [known, refresh, say]);

  const { seeds, expand, hidden, filters } = view;
  const wanted = JSON.stringify([seeds, expand, hidden, filters, version]);
  useEffect(() => {
    const stop = new AbortController();
    setBusy(true);
    source.graph(view, stop.signal).then((g) => {
      setGraph(g);
      setError(null);
      setBusy(false);
    }, (e: unknown) => {
      if (stop.signal.aborted) return;
      setError(errorText(e));
      setBusy(false);
    });
    return () => stop.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only what is shown is asked for, and that is in wanted
  }, [wanted]);

  const bundles = useMemo(() => bundle(graph.statements, new Set(graph.entities.map((e) => e.id))), [graph]);
  const firsts = useMemo(() => {
    const out = new Map<string, string>();
    for (const s of graph.statements) {
      const at = (view.filters.clock === 'HAPPENED' ? s.happened : s.published) ?? '';
      for (const id of [s.subject, s.object]) if (at && at < (out.get(id) ?? '9')) out.set(id, at);
    }
    return out;
  }, [graph, view.filters.clock]);
  const shown = useMemo<Shown>(() => ({
    entities: graph.entities, bundles, more: graph.more, pinned: view.pinned, layout: view.layout, focus: view.focus, first: (id) => firsts.get(id) ?? null,
  }), [graph, bundles, view.pinned, view.layout, view.focus, firsts]);

  const latest = useRef(graph);
  latest.current = graph;
  const change = useCallback((next: (v: View) => View) => setHistory((h) => push(h, next(h.now))), []);
  const select = useCallback((s: Selection) => {
    setHistory((h) => {
      const before = h.now.selection;
      setTrail((t) => (s && before ? [...t, before].slice(-20) : s ? t : []));
      return replace(h, { ...h.now, selection: s });
    });
    setPointed(null);
  }, []);
  const back = trail.length ? () => {
    const last = trail.at(-1)!;
    setTrail(trail.slice(0, -1));
    setHistory((h) => replace(h, { ...h.now, selection: last }));
  } : null;
  const point = useCallback((ids: string[] | null) => setPointed(ids?.length ? new Set(ids) : null), []);

  const selection = view.selection;
  const emphasis = useMemo<Emphasis | null>(() => {
    const near = (id: string) => {
      const lines = bundles.filter((b) => b.source === id || b.target === id);
      return { nodes: new Set([id, ...lines.flatMap((b) => [b.source, b.target])]), lines: new Set(lines.map((b) => b.key)), selected: id };
    };
    const between = (ids: ReadonlySet<string>) => ({
      nodes: ids, lines: new Set(bundles.filter((b) => ids.has(b.source) && ids.has(b.target)).map((b) => b.key)), selected: null,
    });
    const has = (id: string) => graph.entities.some((e) => e.id === id);
    if (pointed && [...pointed].some(has)) return between(pointed);
    if (hovered.node && has(hovered.node)) return near(hovered.node);
    if (hovered.line) return { nodes: new Set([hovered.line.source, hovered.line.target]), lines: new Set([hovered.line.key]), selected: null };
    if (selection?.kind === 'node' && has(selection.id)) return graph.entities.length > 1 ? near(selection.id) : { ...near(selection.id) };
    if (selection?.kind === 'line' && has(selection.a) && has(selection.b)) return between(new Set([selection.a, selection.b]));
    return null;
  }, [pointed, hovered, selection, bundles, graph.entities]);

  const explorer: Explorer = { view, source, roles: stand?.roles ?? new Set(), version, change, select, back, point, pointed, hovered, refresh, say };
  const events = useMemo(() => ({
    node: (id: string) => {
      const s = scene.current && view.selection;
      if (s?.kind === 'path' && (!s.from || !s.to) && s.from !== id) select({ kind: 'path', from: s.from || id, to: s.from ? id : s.to });
      else select({ kind: 'node', id });
    },
    expand: (id: string) => change((v) => expandNode(v, id)),
    menu: (id: string) => select({ kind: 'node', id }),
    line: (b: Bundle) => select({ kind: 'line', a: b.source, b: b.target }),
    stage: () => { if (view.selection?.kind !== 'path') select(null); },
    hover: (node: string | null, line: Bundle | null) => setHovered({ node, line }),
    pin: (id: string, at: [number, number]) => change((v) => pinNode(v, id, at)),
    lasso: (ids: string[]) => {
      setLasso(false);
      if (!ids.length) return;
      change((v) => keepNodes(v, ids));
      say(`Only the ${ids.length} in the lasso are shown.`, () => setHistory(undo));
    },
  }), [view.selection, change, select, say]);

  const current = selection?.kind === 'node' ? selection.id : null;
  useKeys({
    search: () => document.getElementById('search')?.focus(),
    undo: () => setHistory(undo), redo: () => setHistory(redo), help: () => setTool('help'), table: () => setTool('table'),
    fit: () => scene.current?.fit(), zoom: (by) => scene.current?.zoom(by), lasso: () => setLasso((l) => !l),
    arrow: (key) => {
      const from = current && graph.entities.some((e) => e.id === current) ? current : null;
      const next = from ? scene.current?.toward(from, key) : graph.entities[0]?.id;
      if (next) select({ kind: 'node', id: next });
    },
    escape: () => {
      if (lasso) setLasso(false);
      else if (tool === 'filters') setTool(null);
      else select(null);
    },
    open: () => document.querySelector<HTMLElement>('.panel button')?.focus(),
    expand: () => current && change((v) => expandNode(v, current)),
    collapse: () => current && change((v) => { const { [current]: _gone, ...rest } = v.expand; return { ...v, expand: rest, seeds: [...new Set([...v.seeds, current])] }; }),
    hide: () => current && change((v) => hideNodes(v, [current])),
    pin: () => {
      const place = current && scene.current?.places().get(current);
      if (place) change((v) => pinNode(v, current, v.pinned[current] ? null : place));
    },
    rings: () => current && change((v) => ({ ...v, layout: v.layout === 'radial' && v.focus === current ? 'force' : 'radial', focus: current })),
  }, tool !== null && tool !== 'filters');

  const empty = view.seeds.length === 0;
  const title = seeds.map((id) => source.entity(id)?.name).filter(Boolean).slice(0, 4).join(', ');
  const ids = graph.entities.map((e) => e.id);
  useEffect(() => { document.title = title ? `${title} · newsgraph` : 'newsgraph'; }, [title]);
  return (
    <ExplorerContext value={explorer}>
      <div className={selection ? 'page with-panel' : 'page'}>
        <header className="top">
          <button type="button" className="brand" aria-label="newsgraph: start again" onClick={() => { change(() => emptyView); setTrail([]); }}>
            <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true"><path d="M8 9l15 3M8 9l6 15M23 12l-9 12" stroke="currentColor" strokeWidth="2.4" fill="none" /><circle cx="8" cy="9" r="5" fill="#0067a5" /><circle cx="23" cy="12" r="4.4" fill="#c4512d" /><circle cx="14" cy="24" r="4.4" fill="#00805c" /></svg>
            <span>newsgraph</span>
          </button>
          <Search />
          <Toolbar tool={tool} onTool={setTool} theme={theme} onTheme={() => setTheme(theme === 'dark' ? 'light' : 'dark')}
            canUndo={history.past.length > 0} canRedo={history.future.length > 0} onUndo={() => setHistory(undo)} onRedo={() => setHistory(redo)} empty={empty} />
        </header>
        <main className="middle">
          <h1 className="unseen">newsgraph explorer</h1>
          {tool === 'filters' && <FilterPanel onClose={() => setTool(null)} shown={ids} />}
          <div className="field">
            <Canvas shown={shown} emphasis={emphasis} theme={theme} lasso={lasso} events={events} onScene={(s) => { scene.current = s; (window as unknown as { explorer: unknown }).explorer = { scene: s, shown: () => latest.current }; /* for tests and measurements */ }} />
            {empty && !wantsToken && stand && <Welcome articles={stand.articles} statements={stand.statements} />}
            {wantsToken && <TokenForm wrong={wantsToken === 'another'} onDone={refresh} />}
            {error && !wantsToken && <div className="over"><Failure error={error} retry={refresh} /></div>}
            {busy && !empty && <div className="busy" role="status"><span className="spinner" aria-hidden="true" /> Asking the server</div>}
            {!empty && !busy && !error && graph.entities.length === 0 && <div className="over"><p className="quiet">Nothing of this is in the store any more. Search for another name.</p></div>}
            {graph.omitted && <p className="note" role="status">{graph.omitted}</p>}
            {!empty && <Legend entities={graph.entities} bundles={bundles} />}
            {!empty && (
              <div className="zoom" role="toolbar" aria-label="View">
                <IconButton sign="plus" label="Zoom in" shortcut="+" onClick={() => scene.current?.zoom(1 / 1.5)} />
                <IconButton sign="minus" label="Zoom out" shortcut="-" onClick={() => scene.current?.zoom(1.5)} />
                <IconButton sign="fit" label="Fit to the window" shortcut="F" onClick={() => scene.current?.fit()} />
                <IconButton sign="lasso" label="Keep what a lasso takes" shortcut="L" pressed={lasso} onClick={() => setLasso(!lasso)} />
              </div>
            )}
          </div>
          {selection && (
            <aside className="panel" aria-label="Details">
              <div className="panel-head">
                {back && <IconButton sign="back" label="Back to what was open before" onClick={back} />}
                <span className="spacer" />
                <IconButton sign="close" label="Close the panel" shortcut="Esc" onClick={() => select(null)} />
              </div>
              <div className="panel-body" tabIndex={0} role="region" aria-label="Details of the selection" key={JSON.stringify({ ...selection, evidence: undefined })}>
                {selection.kind === 'node' && <NodePanel id={selection.id} more={graph.more.get(selection.id) ?? 0} place={scene.current?.places().get(selection.id)} shown={ids.includes(selection.id)} />}
                {selection.kind === 'line' && <LinePanel a={selection.a} b={selection.b} />}
                {selection.kind === 'article' && <ArticleReader id={selection.id} evidence={selection.evidence} />}
                {selection.kind === 'path' && <PathPanel from={selection.from} to={selection.to} />}
                {selection.kind === 'disagreement' && <DisagreementPanel shown={ids} />}
              </div>
            </aside>
          )}
        </main>
        {stand && stand.articles > 0 && <Timeline about={ids} />}
        {tool === 'help' && <Help onClose={() => setTool(null)} version={stand?.version ?? ''} />}
        {tool === 'table' && <TableTwin graph={graph} bundles={bundles} onClose={() => setTool(null)} />}
        {tool === 'load' && <Dialog title="Load articles" onClose={() => setTool(null)}><Loader /></Dialog>}
        {tool === 'export' && <ExportDialog theme={theme} onClose={() => setTool(null)}
          drawing={{ entities: graph.entities, bundles, places: scene.current?.pixels() ?? new Map(), title, date: new Date().toISOString().slice(0, 10) }} />}
        <div className="toasts" aria-live="polite">
          {toast && <div className="toast" key={toast.id}><span>{toast.text}</span>{toast.undo && <button type="button" className="link" onClick={() => { toast.undo!(); setToast(null); }}>Undo</button>}<IconButton sign="close" label="Close the message" onClick={() => setToast(null)} /></div>}
        </div>
      </div>
    </ExplorerContext>
  );
}

function TokenForm({ wrong, onDone }: { wrong: boolean; onDone: () => void }) {
  const [value, setValue] = useState('');
  return (
    <form className="welcome" onSubmit={(e) => { e.preventDefault(); token.set(value.trim()); onDone(); }}>
      <h1>This server wants a token</h1>
      <p>Whoever runs it can give you one. It is kept until this window is closed.</p>
      {wrong && <p role="alert" className="wrong">The server does not know this token, or it may not read.</p>}
      <p className="url-form"><input type="password" aria-label="Token" autoComplete="off" value={value} onChange={(e) => setValue(e.target.value)} /><button type="submit" className="button primary">Go on</button></p>
    </form>
  );
}
