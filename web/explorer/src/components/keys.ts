// The keyboard. Letters act only where nothing is being typed and no dialog is open.
import { useEffect, useRef } from 'react';

export interface Keys {
  search(): void; undo(): void; redo(): void; help(): void; table(): void; fit(): void; lasso(): void; escape(): void; open(): void;
  zoom(by: number): void;
  arrow(key: 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'): void;
  expand(): unknown; collapse(): unknown; hide(): unknown; pin(): unknown; rings(): unknown;
}

export function useKeys(keys: Keys, off: boolean): void {
  const latest = useRef({ keys, off });
  latest.current = { keys, off };
  useEffect(() => {
    const down = (e: KeyboardEvent) => {
      const { keys: k, off: quiet } = latest.current;
      const at = e.target as HTMLElement;
      const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && !/^(checkbox|radio|range)$/.test((at as HTMLInputElement).type);
      if (quiet || typing || e.altKey) return;
      if (e.ctrlKey || e.metaKey) {
        if (e.key.toLowerCase() === 'z') act(e, e.shiftKey ? k.redo : k.undo);
        else if (e.key.toLowerCase() === 'y') act(e, k.redo);
        return;
      }
      if (e.key.startsWith('Arrow')) {
        // In the panel, the arrows scroll; in a control they are its own.
        if (at.closest('.panel, .filters, [role="listbox"], input')) return;
        act(e, () => k.arrow(e.key as 'ArrowUp'));
        return;
      }
      const named: Record<string, () => unknown> = {
        '/': k.search, '?': k.help, Escape: k.escape, t: k.table, f: k.fit, l: k.lasso, '+': () => k.zoom(1 / 1.5), '=': () => k.zoom(1 / 1.5), '-': () => k.zoom(1.5),
        e: k.expand, c: k.collapse, h: k.hide, p: k.pin, r: k.rings,
      };
      if (e.key === 'Enter' && at === document.body) act(e, k.open);
      else if (named[e.key]) act(e, named[e.key]!);
    };
    window.addEventListener('keydown', down);
    return () => window.removeEventListener('keydown', down);
  }, []);
}

function act(e: KeyboardEvent, f: () => unknown): void {
  e.preventDefault();
  f();
}
