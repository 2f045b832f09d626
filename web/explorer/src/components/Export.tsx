// Taking along what is shown: pictures with legend and date, and the graph for other programs.
import { ask } from '../api/client';
import { ExportOf } from '../api/documents';
import { toCSV, toGEXF, toGraphML, toJSON, type Drawing } from '../core/export';
import { toServer } from '../core/filters';
import { toSVG } from '../core/svg';
import { errorText, useExplorer } from './context';
import { Dialog } from './parts';

function save(name: string, content: Blob): void {
  const a = document.createElement('a');
  a.href = URL.createObjectURL(content);
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
}

async function png(svg: string, width: number, height: number): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(2, 8000 / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext('2d')!;
  context.scale(scale, scale);
  context.drawImage(image, 0, 0, width, height);
  return new Promise((done, fail) => canvas.toBlob((b) => (b ? done(b) : fail(new Error('no picture'))), 'image/png'));
}

export function ExportDialog({ drawing, theme, onClose }: { drawing: Drawing; theme: 'light' | 'dark'; onClose: () => void }) {
  const { view, say } = useExplorer();
  const stem = `newsgraph-${drawing.date.slice(0, 10)}`;
  const text = (ext: string, type: string, write: (d: Drawing) => string) => () => save(`${stem}.${ext}`, new Blob([write(drawing)], { type }));
  const picture = async () => {
    try {
      const { svg, width, height } = toSVG(drawing, theme);
      save(`${stem}.png`, await png(svg, width, height));
    } catch (error) {
      say(errorText(error));
    }
  };
  const whole = async (format: 'STATEMENTS_CSV' | 'PARQUET' | 'GRAPHML' | 'NQUADS') => {
    try {
      const { statements } = await ask(ExportOf, { filter: toServer(view.filters), format });
      if (statements?.exportUrl) location.assign(statements.exportUrl);
    } catch (error) {
      say(errorText(error));
    }
  };
  const empty = !drawing.entities.length;
  return (
    <Dialog title="Export" onClose={onClose}>
      <h3 className="section">What is shown</h3>
      <p className="quiet">With legend and date; {drawing.entities.length} things, {drawing.bundles.reduce((n, b) => n + b.statements.length, 0)} statements.</p>
      <p className="buttons wrap">
        <button type="button" className="button primary" disabled={empty} onClick={() => void picture()}>PNG</button>
        <button type="button" className="button" disabled={empty} onClick={text('svg', 'image/svg+xml', (d) => toSVG(d, theme).svg)}>SVG</button>
        <button type="button" className="button" disabled={empty} onClick={text('graphml', 'application/graphml+xml', toGraphML)}>GraphML</button>
        <button type="button" className="button" disabled={empty} onClick={text('gexf', 'application/gexf+xml', toGEXF)}>GEXF</button>
        <button type="button" className="button" disabled={empty} onClick={text('csv', 'text/csv', toCSV)}>CSV</button>
        <button type="button" className="button" disabled={empty} onClick={text('json', 'application/json', toJSON)}>JSON</button>
      </p>
      <h3 className="section">Every statement under the filter, from the store</h3>
      <p className="buttons wrap">
        {(['STATEMENTS_CSV', 'PARQUET', 'GRAPHML', 'NQUADS'] as const).map((f) => (
          <button key={f} type="button" className="button" onClick={() => void whole(f)}>{{ STATEMENTS_CSV: 'CSV', PARQUET: 'Parquet', GRAPHML: 'GraphML', NQUADS: 'N-Quads' }[f]}</button>
        ))}
      </p>
    </Dialog>
  );
}
