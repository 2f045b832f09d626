// Names of nodes and words beside lines, with an edge in the colour of the page so that they can be read on lines, and none
// on another.
import type { EdgeDisplayData, NodeDisplayData } from 'sigma/types';
import type { Mark } from '../core/layout';
import type { Disc } from '../core/pick';
import { nameBox, placeNames, placeWords, Room, type Name, type Side, type Words } from '../core/place';
import type { Palette } from '../core/types';

export const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';

/** A node as it is on the screen, in pixels. */
export type DrawnNode = NodeDisplayData & { key: string; more?: number; pinned?: boolean };
/** A line and its ends on the screen; shift is how far to its left it runs. */
export type DrawnLine = EdgeDisplayData & { key: string; lane?: number; from: Disc; to: Disc; shift: number };
export interface Drawn { marks: Mark[]; nodes: DrawnNode[]; lines: DrawnLine[]; width: number; height: number }

const size = 12, wordSize = 10.5, longest = 34;
const nameFont = `600 ${size}px ${font}`, wordFont = `500 ${wordSize}px ${font}`, badgeFont = `600 10px ${font}`;

export class Names {
  private readonly widths = new Map<string, number>();

  constructor(private readonly palette: Palette) {}

  draw(context: CanvasRenderingContext2D, drawn: Drawn): void {
    const room = new Room();
    for (const mark of drawn.marks) this.date(context, mark, drawn.height, room);
    const badges = drawn.nodes.filter((n) => n.more).map((n) => ({ text: `+${n.more}`, x: n.x + n.size * 0.8, y: n.y - n.size * 0.8, width: this.width(context, badgeFont, `+${n.more}`) + 8 }));
    for (const b of badges) room.take({ left: b.x - b.width / 2, top: b.y - 7, right: b.x + b.width / 2, bottom: b.y + 7 });
    const names = drawn.nodes.map((n) => this.name(context, n));
    // Among many, names keep a distance, so that each is seen to belong to its node.
    const sides = placeNames(names, room, names.length > 150 ? 10 : 2);
    const words = drawn.lines.flatMap((l) => this.words(context, l));
    const fits = placeWords(words.map((w) => w.at), room);

    context.lineJoin = 'round';
    context.textBaseline = 'alphabetic';
    for (const w of words) if (fits.has(w.at.id)) this.write(context, w.text, w.at);
    for (const n of drawn.nodes) if (n.highlighted) this.ring(context, n);
    for (const b of badges) this.badge(context, b.text, b.x, b.y, b.width);
    names.forEach((name, i) => {
      const side = sides.get(name.id);
      if (side) this.call(context, shorten(drawn.nodes[i]!.label), name, side);
    });
  }

  private date(context: CanvasRenderingContext2D, { x, name }: Mark, height: number, room: Room): void {
    const width = this.width(context, wordFont, name);
    context.globalAlpha = 0.3;
    context.fillStyle = this.palette.line;
    context.fillRect(Math.round(x), 26, 1, height - 26);
    context.globalAlpha = 1;
    context.font = wordFont;
    context.fillStyle = this.palette.faint;
    const box = { left: x - width / 2 - 4, top: 6, right: x + width / 2 + 4, bottom: 24 };
    if (!room.free(box)) return;
    room.take(box);
    context.fillText(name, x - width / 2, 19);
  }

  private name(context: CanvasRenderingContext2D, n: DrawnNode): Name {
    const width = n.label ? this.width(context, nameFont, shorten(n.label)) : 0;
    return { id: n.key, x: n.x, y: n.y, r: n.size, width, height: size + 2, rank: n.size + 100 * n.zIndex, must: n.highlighted };
  }

  private words(context: CanvasRenderingContext2D, { key, label, from, to, size: width, shift, forceLabel, zIndex }: DrawnLine): { at: Words; text: string }[] {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const far = Math.hypot(dx, dy);
    const room = far - from.r - to.r - 24;
    const fitted = label && this.fit(context, label, room);
    if (!fitted) return [];
    const angle = Math.atan2(dy, dx), upside = Math.abs(angle) > Math.PI / 2;
    // The middle of the text lies to the left of the line's way, or to the right, whichever is above.
    const aside = shift + (upside ? -7.5 : 7.5);
    const at: Words = {
      id: key, x: (from.x + to.x) / 2 + (dy / far) * aside, y: (from.y + to.y) / 2 - (dx / far) * aside, width: this.width(context, wordFont, fitted), height: wordSize + 1,
      angle: upside ? angle + Math.PI : angle, rank: width + 100 * zIndex + (forceLabel ? 100 : 0),
    };
    return [{ at, text: fitted }];
  }

  /** The text, or as much of it as there is room for; empty where that says nothing. */
  private fit(context: CanvasRenderingContext2D, text: string, room: number): string {
    const width = this.width(context, wordFont, text);
    if (width <= room) return text;
    const fits = Math.floor((text.length * room) / width) - 1;
    return fits < 6 ? '' : `${text.slice(0, fits)}…`;
  }

  private width(context: CanvasRenderingContext2D, as: string, text: string): number {
    const key = as + text;
    let width = this.widths.get(key);
    if (width === undefined) {
      if (this.widths.size > 20_000) this.widths.clear();
      context.font = as;
      this.widths.set(key, (width = context.measureText(text).width));
    }
    return width;
  }

  private call(context: CanvasRenderingContext2D, text: string, name: Name, side: Side): void {
    const { left, bottom } = nameBox(name, side);
    context.font = nameFont;
    context.lineWidth = 3.5;
    context.strokeStyle = this.palette.page;
    context.strokeText(text, left, bottom - 3);
    context.fillStyle = this.palette.ink;
    context.fillText(text, left, bottom - 3);
  }

  private write(context: CanvasRenderingContext2D, text: string, at: Words): void {
    context.save();
    context.font = wordFont;
    context.textAlign = 'center';
    context.translate(at.x, at.y);
    context.rotate(at.angle);
    context.lineWidth = 3;
    context.strokeStyle = this.palette.page;
    context.strokeText(text, 0, 3.5);
    context.fillStyle = this.palette.faint;
    context.fillText(text, 0, 3.5);
    context.restore();
  }

  private ring(context: CanvasRenderingContext2D, n: DrawnNode): void {
    context.beginPath();
    context.arc(n.x, n.y, n.size + 3.5, 0, 2 * Math.PI);
    context.lineWidth = 2.5;
    context.strokeStyle = this.palette.ink;
    context.stroke();
  }

  private badge(context: CanvasRenderingContext2D, text: string, x: number, y: number, width: number): void {
    context.beginPath();
    context.roundRect(x - width / 2, y - 7, width, 14, 7);
    context.fillStyle = this.palette.page;
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = this.palette.line;
    context.stroke();
    context.font = badgeFont;
    context.fillStyle = this.palette.faint;
    context.fillText(text, x - width / 2 + 4, y + 3.5);
  }
}

function shorten(name: string | null): string {
  return !name ? '' : name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
}
