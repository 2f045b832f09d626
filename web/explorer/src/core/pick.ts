// What lies under the pointer: the same geometry as the drawing's, in pixels of the screen, so that the graphics card need not
// draw everything a second time to be asked.
export interface Disc { id: string; x: number; y: number; r: number; front: number }
export interface Stroke { id: string; x1: number; y1: number; x2: number; y2: number; lane: number; width: number }

/** How far beside a thing the pointer still means it. */
const near = 2.5;

/** The distance between two lines of a pair, which shrinks a little when the graph is looked at from further away. */
export function laneWidth(zoom: number): number {
  return Math.min(9, 9 / zoom + 2);
}

/** The node under a point: of several the one in front, and of those the one whose middle is nearest. */
export function discAt(x: number, y: number, discs: Iterable<Disc>): string | null {
  let best: string | null = null, front = -Infinity, least = Infinity;
  for (const d of discs) {
    const far = Math.hypot(d.x - x, d.y - y);
    if (far > d.r + near || d.front < front || (d.front === front && far >= least)) continue;
    [best, front, least] = [d.id, d.front, far];
  }
  return best;
}

/** The line under a point, the nearest of several. A line of lane 1 runs one lane to the left of the way from 1 to 2. */
export function strokeAt(x: number, y: number, strokes: Iterable<Stroke>): string | null {
  let best: string | null = null, least = Infinity;
  for (const s of strokes) {
    const [dx, dy] = [s.x2 - s.x1, s.y2 - s.y1];
    const far = Math.hypot(dx, dy);
    if (far < 1) continue;
    const along = ((x - s.x1) * dx + (y - s.y1) * dy) / far;
    if (along < 0 || along > far) continue;
    // On the screen y runs down, so left of the way is where the sideways distance is negative.
    const aside = Math.abs(((y - s.y1) * dx - (x - s.x1) * dy) / far + s.lane);
    if (aside <= s.width / 2 + near && aside < least) [best, least] = [s.id, aside];
  }
  return best;
}
