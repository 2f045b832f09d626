import { describe, expect, it } from 'vitest';
import { discAt, laneWidth, strokeAt, type Disc, type Stroke } from '../src/core/pick';
import { discBox, nameBox, placeNames, placeWords, Room, type Box, type Name, type Words } from '../src/core/place';

const name = (id: string, x: number, y: number, part: Partial<Name> = {}): Name => ({ id, x, y, r: 8, width: 60, height: 14, rank: 1, ...part });
const overlap = (a: Box, b: Box) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

/** Numbers from 0 to 1 that are the same every time. */
function numbers(seed: number): () => number {
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647;
}

describe('names', () => {
  it('stand below, and where that is taken above, to the right or to the left', () => {
    const room = new Room();
    room.take({ left: 240, top: 60, right: 360, bottom: 90 });
    const sides = placeNames([name('a', 100, 100, { rank: 9 }), name('b', 140, 100, { rank: 8 }), name('c', 300, 100), name('d', 300, 130, { rank: 2 })], room);
    expect(Object.fromEntries(sides)).toEqual({ a: 'below', b: 'above', c: 'right', d: 'below' });
  });

  it('of more important things come first, and of equal ones always the same', () => {
    const two = [name('a', 0, 0, { rank: 1, width: 200 }), name('b', 0, 0, { rank: 2, width: 200 })];
    const tight = () => { const room = new Room(); room.take({ left: -300, top: -60, right: 300, bottom: -9 }); return room; };
    expect([...placeNames(two, tight()).keys()][0]).toBe('b');
    const equal = two.map((n) => ({ ...n, rank: 1 }));
    expect(placeNames(equal, tight())).toEqual(placeNames([...equal].reverse(), tight()));
  });

  it('are drawn over others where they must be', () => {
    const full = new Room();
    full.take({ left: -500, top: -500, right: 500, bottom: 500 });
    expect(placeNames([name('a', 0, 0)], full).size).toBe(0);
    expect(placeNames([name('a', 0, 0, { must: true })], full).get('a')).toBe('below');
  });

  it('never cover each other nor another node, near a hub of hundreds', () => {
    const next = numbers(7);
    const hub = Array.from({ length: 400 }, (_, i) => {
      const far = 30 + 220 * next(), angle = i * 2.4;
      return name(`n${i}`, 400 + far * Math.cos(angle), 300 + far * Math.sin(angle), { r: 3 + 8 * next(), width: 30 + 90 * next(), rank: next() });
    });
    const sides = placeNames(hub, new Room());
    const drawn = hub.filter((n) => sides.has(n.id));
    expect(drawn.length).toBeGreaterThan(20);
    for (const [i, a] of drawn.entries()) {
      const box = nameBox(a, sides.get(a.id)!);
      for (const b of drawn.slice(i + 1)) expect(overlap(box, nameBox(b, sides.get(b.id)!)), `${a.id} and ${b.id}`).toBe(false);
      for (const b of hub) if (b !== a) expect(overlap(box, discBox(b)), `${a.id} and the node ${b.id}`).toBe(false);
    }
  });
});

describe('words beside lines', () => {
  const words = (id: string, part: Partial<Words> = {}): Words => ({ id, x: 0, y: 0, width: 80, height: 12, angle: 0, rank: 1, ...part });
  it('give way to broader lines and to names', () => {
    expect([...placeWords([words('a'), words('b', { rank: 2, angle: Math.PI / 2 })], new Room())]).toEqual(['b']);
    const room = new Room();
    room.take({ left: -5, top: -5, right: 5, bottom: 5 });
    expect(placeWords([words('a')], room).size).toBe(0);
    expect(placeWords([words('a', { must: true })], room).size).toBe(1);
  });
  it('may pass each other closely on a slant', () => {
    const slant = { angle: Math.PI / 4 };
    expect(placeWords([words('a', slant), words('b', { ...slant, x: 20, y: -20 })], new Room()).size).toBe(2);
    expect(placeWords([words('a', slant), words('b', { ...slant, x: 4, y: -4 })], new Room()).size).toBe(1);
  });
});

describe('under the pointer', () => {
  const disc = (id: string, x: number, front = 0): Disc => ({ id, x, y: 0, r: 10, front });
  it.each<[string, number, number, string | null]>([
    ['the nearest of two nodes', 9, 0, 'b'], ['a little beside it', -12, 0, 'a'], ['nothing further off', -13, 0, null], ['the one in front', 25, 0, 'c'],
  ])('is %s', (_, x, y, want) => expect(discAt(x, y, [disc('a', 0), disc('b', 14), disc('c', 30, 1)])).toBe(want));

  const stroke = (id: string, part: Partial<Stroke> = {}): Stroke => ({ id, x1: 0, y1: 0, x2: 100, y2: 0, lane: 0, width: 2, ...part });
  it.each<[string, number, number, string | null]>([
    ['the line', 50, 1, 'mid'], ['the lane to its left, above', 50, -9, 'left'], ['the lane of the way back, below', 50, 9, 'back'],
    ['nothing between them', 50, -4.5, null], ['nothing past its end', 104, 0, null],
  ])('is %s', (_, x, y, want) => {
    expect(strokeAt(x, y, [stroke('mid'), stroke('left', { lane: 9 }), stroke('back', { x1: 100, x2: 0, lane: 9 })])).toBe(want);
  });
  it('lanes are as far apart as they are drawn', () => expect([laneWidth(0.5), laneWidth(1), laneWidth(9)]).toEqual([9, 9, 3]));
});
