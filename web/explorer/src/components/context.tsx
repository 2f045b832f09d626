// What the panels may do to the page.
import { createContext, useContext, useEffect, useState } from 'react';
import { AskError } from '../api/client';
import type { Source } from '../api/source';
import type { Selection, View } from '../core/view';

export interface Explorer {
  view: View;
  source: Source;
  roles: ReadonlySet<string>;
  /** One more with every change of the store that the page hears of: whoever shows the store asks again. */
  version: number;
  /** A step that can be undone. */
  change(next: (v: View) => View): void;
  select(s: Selection): void;
  back: (() => void) | null;
  /** Things to bring out while the pointer is on their words. */
  point(ids: string[] | null): void;
  pointed: ReadonlySet<string> | null;
  /** What the pointer is on in the graph. */
  hovered: { node: string | null; line: { source: string; target: string } | null };
  refresh(): void;
  say(text: string, undo?: () => void): void;
}

export const ExplorerContext = createContext<Explorer | null>(null);

export function useExplorer(): Explorer {
  const explorer = useContext(ExplorerContext);
  if (!explorer) throw new Error('explorer: a panel stands outside of the page');
  return explorer;
}

export interface Asked<T> { data: T | null; error: string | null; loading: boolean; again: () => void }

/** Asks when the key changes; an answer that comes too late is dropped, and the old one stays until the new one is there. */
export function useAsk<T>(key: string, question: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [state, setState] = useState<{ data: T | null; error: string | null; key: string }>({ data: null, error: null, key: '' });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    question(stop.signal).then(
      (data) => { if (!stop.signal.aborted) setState({ data, error: null, key }); },
      (error: unknown) => { if (!stop.signal.aborted) setState({ data: null, error: errorText(error), key }); },
    );
    return () => stop.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key stands for the question
  }, [key, tries]);
  return { data: state.data, error: state.key === key ? state.error : null, loading: state.key !== key, again: () => setTries(tries + 1) };
}

export function errorText(error: unknown): string {
  return error instanceof AskError ? error.message : `This should not happen: ${String(error)}`;
}
