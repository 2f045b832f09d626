// The drawing as SVG, with its legend and its date, so that it can stand alone in an article or a slide.
import { lineLabel, withWords, type Bundle } from './bundle';
import { strokeOf, xml, type Drawing } from './export';
import { icons } from './icons';
import type { Position } from './layout';
import { dashes, entityTypes, lineNames, lineStyles, nodeSize, palettes, typeColours, typeNames, type Palette } from './types';

const margin = 60;
const legendHeight = 74;

export interface Picture { svg: string; width: number; height: number }

/** The picture; places are in any unit, and come out so that nodes keep apart as they are on the screen. */
export function toSVG(d: Drawing, theme: 'light' | 'dark', scale = 1): Picture {
  const palette = palettes[theme];
  const at = new Map(d.entities.map((e) => [e.id, (d.places.get(e.id) ?? [0, 0]).map((v) => v * scale) as Position]));
  const xs = [...at.values()].map((p) => p[0]), ys = [...at.values()].map((p) => p[1]);
  const [left, top] = xs.length ? [Math.min(...xs), Math.min(...ys)] : [0, 0];
  const width = Math.max(720, Math.ceil((xs.length ? Math.max(...xs) : 0) - left + 2 * margin + 80));
  const height = Math.max(420, Math.ceil((ys.length ? Math.max(...ys) : 0) - top + 2 * margin + legendHeight));
  for (const [id, [x, y]] of at) at.set(id, [x - left + margin + 40, y - top + margin]);
  const sizes = new Map(d.entities.map((e) => [e.id, nodeSize(e.statements)]));
  const worded = d.bundles.length <= 60 ? withWords(d.bundles) : new Set<string>();
  const body = [
    `<rect width="${width}" height="${height}" fill="${palette.page}"/>`,
    ...d.bundles.map((b) => line(b, at, sizes, theme, worded.has(b.key) ? palette : null)),
    ...d.entities.map((e) => {
      const [x, y] = at.get(e.id)!;
      const r = sizes.get(e.id)!;
      const s = (r * 1.15) / 24;
      return `<g><title>${xml(`${e.name}, ${typeNames[e.type]}`)}</title><circle cx="${f(x)}" cy="${f(y)}" r="${f(r)}" fill="${typeColours[e.type]}" stroke="${palette.page}" stroke-width="1.5"/>` +
        `<g transform="translate(${f(x - 12 * s)} ${f(y - 12 * s)}) scale(${s.toFixed(3)})" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="${icons[e.type]}"/></g>` +
        `<text x="${f(x)}" y="${f(y + r + 13)}" text-anchor="middle" font-size="12" font-weight="600" fill="${palette.ink}" stroke="${palette.page}" stroke-width="3" paint-order="stroke">${xml(e.name)}</text></g>`;
    }),
    legend(d, palette, width, height),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif">` +
    `<title>${xml(d.title)}</title>${body.join('\n')}</svg>\n`;
  return { svg, width, height };
}

const f = (n: number) => n.toFixed(1);

function line(b: Bundle, at: Map<string, Position>, sizes: Map<string, number>, theme: 'light' | 'dark', palette: Palette | null): string {
  const [x1, y1] = at.get(b.source)!, [x2, y2] = at.get(b.target)!;
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < 1) return '';
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [ox, oy] = [-dy * b.lane * 9, dx * b.lane * 9];
  const width = lineWidth(b);
  const head = 5 + 2 * width;
  const from = sizes.get(b.source)!, to = Math.max(from, length - sizes.get(b.target)! - 1);
  const point = (along: number, side: number) => `${f(x1 + ox + dx * along - dy * side)},${f(y1 + oy + dy * along + dx * side)}`;
  const colour = strokeOf(b, theme);
  const dash = dashes[b.style];
  const label = palette && length > 90
    ? `<text transform="translate(${f(x1 + ox + dx * (from + to) / 2)} ${f(y1 + oy + dy * (from + to) / 2)}) rotate(${f(upright(Math.atan2(dy, dx)))})" y="-4" text-anchor="middle" font-size="10" fill="${palette.faint}" stroke="${palette.page}" stroke-width="3" paint-order="stroke">${xml(lineLabel(b))}</text>` : '';
  return `<g><title>${xml(b.statements.map((s) => s.text).join('\n'))}</title>` +
    `<polyline points="${point(from, 0)} ${point(to - head, 0)}" fill="none" stroke="${colour}" stroke-width="${f(width)}"${dash ? ` stroke-dasharray="${dash.join(' ')}"` : ''}/>` +
    `<polygon points="${point(to, 0)} ${point(to - head, head * 0.45)} ${point(to - head, -head * 0.45)}" fill="${colour}"/>${label}</g>`;
}

function upright(angle: number): number {
  const degrees = (angle * 180) / Math.PI;
  return degrees > 90 ? degrees - 180 : degrees < -90 ? degrees + 180 : degrees;
}

/** A line's width in pixels: more statements, a broader line, but never a beam. */
export function lineWidth(b: Pick<Bundle, 'statements'>): number {
  return Math.min(5, 1.1 + 0.9 * Math.log2(b.statements.length));
}

function legend(d: Drawing, palette: Palette, width: number, height: number): string {
  const y = height - legendHeight + 16;
  const parts = [`<line x1="24" x2="${width - 24}" y1="${y - 18}" y2="${y - 18}" stroke="${palette.faint}" stroke-opacity="0.35"/>`];
  let x = 28;
  for (const type of entityTypes.filter((t) => d.entities.some((e) => e.type === t))) {
    parts.push(`<circle cx="${x + 5}" cy="${y}" r="5" fill="${typeColours[type]}"/><text x="${x + 15}" y="${y + 4}" font-size="11" fill="${palette.ink}">${typeNames[type]}</text>`);
    x += 32 + typeNames[type].length * 6.4;
  }
  x = 28;
  for (const style of lineStyles.filter((s) => d.bundles.some((b) => b.style === s))) {
    const dash = dashes[style];
    parts.push(`<line x1="${x}" x2="${x + 28}" y1="${y + 22}" y2="${y + 22}" stroke="${style === 'negated' ? palette.negated : palette.line}" stroke-width="1.8"${dash ? ` stroke-dasharray="${dash.join(' ')}"` : ''}/>` +
      `<text x="${x + 35}" y="${y + 26}" font-size="11" fill="${palette.ink}">${lineNames[style]}</text>`);
    x += 58 + lineNames[style].length * 6.2;
  }
  const caption = [d.title, `newsgraph, ${d.date}`].filter(Boolean).join(' · ');
  parts.push(`<text x="28" y="${y + 46}" font-size="11" fill="${palette.faint}">${xml(caption)}</text>`);
  return parts.join('\n');
}
