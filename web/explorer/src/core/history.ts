// Undo and redo over values that are never changed.
export interface History<T> { past: T[]; now: T; future: T[] }

const limit = 200;

export function begin<T>(now: T): History<T> {
  return { past: [], now, future: [] };
}

/** A step that can be undone. */
export function push<T>(h: History<T>, now: T): History<T> {
  return { past: [...h.past, h.now].slice(-limit), now, future: [] };
}

/** A change that is part of the present step, such as what is selected. */
export function replace<T>(h: History<T>, now: T): History<T> {
  return { ...h, now };
}

export function undo<T>(h: History<T>): History<T> {
  const now = h.past.at(-1);
  return now === undefined ? h : { past: h.past.slice(0, -1), now, future: [h.now, ...h.future] };
}

export function redo<T>(h: History<T>): History<T> {
  const [now, ...future] = h.future;
  return now === undefined ? h : { past: [...h.past, h.now], now, future };
}
