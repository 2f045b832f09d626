// The buttons at the top.
import { countFilters } from '../core/filters';
import { layouts } from '../core/view';
import { useExplorer } from './context';
import { Icon, IconButton } from './parts';

export type Tool = 'filters' | 'help' | 'table' | 'load' | 'export';
const layoutNames = { force: 'By forces', radial: 'In rings', time: 'By time' };

export function Toolbar({ tool, onTool, theme, onTheme, canUndo, canRedo, onUndo, onRedo, empty }: {
  tool: Tool | null; onTool: (t: Tool | null) => void; theme: 'light' | 'dark'; onTheme: () => void;
  canUndo: boolean; canRedo: boolean; onUndo: () => void; onRedo: () => void; empty: boolean;
}) {
  const { view, change, select, roles, source } = useExplorer();
  const filters = countFilters(view.filters);
  const toggle = (t: Tool) => () => onTool(tool === t ? null : t);
  const node = view.selection?.kind === 'node' ? view.selection.id : null;
  return (
    <div className="toolbar" role="toolbar" aria-label="Tools">
      <button type="button" className="button" aria-label={filters ? `Filters ${filters}` : 'Filters'} aria-pressed={tool === 'filters'} onClick={toggle('filters')}>
        <Icon sign="filter" size={16} /> <span className="wide-only">Filters</span> {filters > 0 && <span className="badge">{filters}</span>}
      </button>
      <IconButton sign="undo" label="Undo" shortcut="Ctrl Z" onClick={onUndo} disabled={!canUndo} />
      <IconButton sign="redo" label="Redo" shortcut="Ctrl Shift Z" onClick={onRedo} disabled={!canRedo} />
      {!empty && (
        <select aria-label="Layout" value={view.layout} onChange={(e) => {
          const layout = layouts.find((l) => l === e.target.value) ?? 'force';
          change((v) => ({ ...v, layout, focus: layout === 'radial' ? node ?? v.focus ?? v.seeds[0] ?? null : v.focus }));
        }}>
          {layouts.map((l) => <option key={l} value={l}>{layoutNames[l]}</option>)}
        </select>
      )}
      <IconButton sign="path" label="Find a path between two" onClick={() => {
        if (node && !source.entity(node)) return;
        select({ kind: 'path', from: node ?? view.seeds[0] ?? '', to: '' });
      }} />
      <IconButton sign="disagree" label="Disagreement" onClick={() => select({ kind: 'disagreement' })} />
      <IconButton sign="table" label="The graph as tables" shortcut="T" onClick={toggle('table')} disabled={empty} />
      <IconButton sign="download" label="Export" onClick={toggle('export')} />
      {roles.has('LOAD') && <IconButton sign="upload" label="Load articles" onClick={toggle('load')} />}
      <IconButton sign={theme === 'dark' ? 'sun' : 'moon'} label={theme === 'dark' ? 'Light' : 'Dark'} onClick={onTheme} />
      <IconButton sign="help" label="Help" shortcut="?" onClick={toggle('help')} />
    </div>
  );
}
