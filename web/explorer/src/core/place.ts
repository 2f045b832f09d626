// Where names and words go so that none lies on another: the important first, each at the first side of its thing that has
// room, and what has no room is left out until one comes closer.
export interface Box { left: number; top: number; right: number; bottom: number }

export interface Name {
  id: string;
  /** The node's middle and radius, and the name's size, in pixels. */
  x: number;
  y: number;
  r: number;
  width: number;
  height: number;
  /** The more, the sooner it is given room. */
  rank: number;
  /** Drawn whatever lies there, as the name of what is selected. */
  must?: boolean;
}

/** Words along a line: their middle, their size, and the angle of the line in radians. */
export interface Words { id: string; x: number; y: number; width: number; height: number; angle: number; rank: number; must?: boolean }

export const sides = ['below', 'above', 'right', 'left'] as const;
export type Side = (typeof sides)[number];

const cell = 64;

/** Boxes that are taken. Asking costs as much as boxes lie near, not as much as there are. */
export class Room {
  private readonly cells = new Map<number, Box[]>();

  take(box: Box): void {
    this.each(box, (boxes) => void boxes.push(box), true);
  }

  free(box: Box, but?: Box): boolean {
    let free = true;
    this.each(box, (boxes) => {
      for (const b of boxes) {
        if (b !== but && b.left < box.right && b.right > box.left && b.top < box.bottom && b.bottom > box.top) free = false;
      }
    }, false);
    return free;
  }

  private each(box: Box, visit: (boxes: Box[]) => void, make: boolean): void {
    for (let i = Math.floor(box.left / cell); i <= Math.floor(box.right / cell); i++) {
      for (let j = Math.floor(box.top / cell); j <= Math.floor(box.bottom / cell); j++) {
        const key = (i + 4096) * 8192 + j + 4096;
        let boxes = this.cells.get(key);
        if (!boxes && make) this.cells.set(key, (boxes = []));
        if (boxes) visit(boxes);
      }
    }
  }
}

/** The box of a name at a side of its node, with some air around it. */
export function nameBox(n: Name, side: Side, air = 0): Box {
  const gap = n.r + 3;
  const [x, y] = side === 'below' ? [n.x - n.width / 2, n.y + gap] : side === 'above' ? [n.x - n.width / 2, n.y - gap - n.height]
    : side === 'right' ? [n.x + gap + 1, n.y - n.height / 2] : [n.x - gap - 1 - n.width, n.y - n.height / 2];
  return { left: x - air, top: y - air / 3, right: x + n.width + air, bottom: y + n.height + air / 3 };
}

/** The box in a node's disc that a name of another may not cover. */
export function discBox(n: Pick<Name, 'x' | 'y' | 'r'>): Box {
  const half = n.r * 0.8;
  return { left: n.x - half, top: n.y - half, right: n.x + half, bottom: n.y + half };
}

/** The sides at which names are drawn; a name without one is not. Nodes keep their discs free, and boxes already taken in room
 *  stay so; what is placed is taken there too. */
export function placeNames(names: readonly Name[], room: Room, air = 2): Map<string, Side> {
  const discs = new Map(names.map((n) => [n.id, discBox(n)]));
  for (const box of discs.values()) room.take(box);
  const out = new Map<string, Side>();
  for (const n of inTurn(names)) {
    const own = discs.get(n.id);
    const side = sides.find((s) => room.free(nameBox(n, s, air), own)) ?? (n.must ? 'below' : undefined);
    if (!side) continue;
    room.take(nameBox(n, side));
    out.set(n.id, side);
  }
  return out;
}

/** Which words beside lines are drawn. A slanting text is taken for a row of squares, so that it may pass close by another. */
export function placeWords(words: readonly Words[], room: Room): Set<string> {
  const out = new Set<string>();
  for (const w of inTurn(words)) {
    const squares = rowOf(w);
    if (!w.must && !squares.every((s) => room.free(s))) continue;
    for (const s of squares) room.take(s);
    out.add(w.id);
  }
  return out;
}

function inTurn<T extends { id: string; rank: number; must?: boolean }>(things: readonly T[]): T[] {
  return [...things].sort((a, b) => Number(b.must ?? false) - Number(a.must ?? false) || b.rank - a.rank || (a.id < b.id ? -1 : 1));
}

function rowOf(w: Words): Box[] {
  const n = Math.max(1, Math.ceil(w.width / w.height));
  const [c, s] = [Math.cos(w.angle), Math.sin(w.angle)];
  const half = w.height / 2;
  return Array.from({ length: n }, (_, i) => {
    const along = ((i + 0.5) / n - 0.5) * w.width;
    const [x, y] = [w.x + c * along, w.y + s * along];
    return { left: x - half, top: y - half, right: x + half, bottom: y + half };
  });
}
