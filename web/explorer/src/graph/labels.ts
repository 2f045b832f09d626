// Names of nodes and words on lines, with an edge in the colour of the page so that they can be read on lines.
import type { Settings } from 'sigma/settings';
import type { EdgeDisplayData, NodeDisplayData, PartialButFor } from 'sigma/types';
import type { Palette } from '../core/types';

export const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';

type Node = PartialButFor<NodeDisplayData, 'x' | 'y' | 'size' | 'label' | 'color'> & { more?: number; pinned?: boolean };

/** Drawing functions for a theme. */
export function labels(palette: Palette) {
  const node = (context: CanvasRenderingContext2D, data: Node, settings: Settings): void => {
    if (!data.label) return;
    const name = data.label.length > 34 ? `${data.label.slice(0, 33)}…` : data.label;
    const size = settings.labelSize;
    context.font = `600 ${size}px ${font}`;
    context.textAlign = 'center';
    context.lineJoin = 'round';
    context.lineWidth = 3.5;
    context.strokeStyle = palette.page;
    const y = data.y + data.size + size + 1;
    context.strokeText(name, data.x, y);
    context.fillStyle = palette.ink;
    context.fillText(name, data.x, y);
    if (data.more) badge(context, `+${data.more}`, data.x + data.size * 0.8, data.y - data.size * 0.8);
    context.textAlign = 'left';
  };
  const badge = (context: CanvasRenderingContext2D, text: string, x: number, y: number) => {
    context.font = `600 10px ${font}`;
    const width = context.measureText(text).width + 8;
    context.beginPath();
    context.roundRect(x - width / 2, y - 7, width, 14, 7);
    context.fillStyle = palette.page;
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = palette.line;
    context.stroke();
    context.fillStyle = palette.faint;
    context.fillText(text, x, y + 3.5);
  };
  const hover = (context: CanvasRenderingContext2D, data: Node, settings: Settings): void => {
    context.beginPath();
    context.arc(data.x, data.y, data.size + 3.5, 0, 2 * Math.PI);
    context.lineWidth = 2.5;
    context.strokeStyle = palette.ink;
    context.stroke();
    node(context, data, settings);
  };
  const edge = (context: CanvasRenderingContext2D, data: PartialButFor<EdgeDisplayData, 'label' | 'color' | 'size'> & { lane?: number },
    source: { x: number; y: number; size: number }, target: { x: number; y: number; size: number }, settings: Settings): void => {
    if (!data.label) return;
    const [dx, dy] = [target.x - source.x, target.y - source.y];
    const room = Math.hypot(dx, dy) - source.size - target.size - 24;
    const size = settings.edgeLabelSize;
    context.font = `500 ${size}px ${font}`;
    let text = data.label;
    if (context.measureText(text).width > room) {
      const fits = Math.floor((text.length * room) / context.measureText(text).width) - 1;
      if (fits < 6) return;
      text = `${text.slice(0, fits)}…`;
    }
    const angle = Math.atan2(dy, dx);
    context.save();
    context.translate((source.x + target.x) / 2, (source.y + target.y) / 2);
    context.rotate(Math.abs(angle) > Math.PI / 2 ? angle + Math.PI : angle);
    // The y of the screen runs down, so a lane to the left lies above; upside down it lies below.
    const lane = -(data.lane ?? 0) * 9 * (Math.abs(angle) > Math.PI / 2 ? -1 : 1);
    context.textAlign = 'center';
    context.lineJoin = 'round';
    context.lineWidth = 3;
    context.strokeStyle = palette.page;
    context.strokeText(text, 0, lane - 3.5);
    context.fillStyle = palette.faint;
    context.fillText(text, 0, lane - 3.5);
    context.restore();
  };
  return { node, hover, edge };
}
