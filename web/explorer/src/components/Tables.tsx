// The graph as tables, for those who do not see it and those who would rather read, and the help.
import type { Graph } from '../api/source';
import type { Bundle } from '../core/bundle';
import { lineNames, lineStyle, typeNames } from '../core/types';
import { expandNode } from '../core/view';
import { useExplorer } from './context';
import { Dialog, plural } from './parts';

export function TableTwin({ graph, bundles, onClose }: { graph: Graph; bundles: Bundle[]; onClose: () => void }) {
  const { select, change } = useExplorer();
  const names = new Map(graph.entities.map((e) => [e.id, e.name]));
  const go = (f: () => void) => () => { onClose(); f(); };
  return (
    <Dialog title="The graph as tables" onClose={onClose} wide>
      <table><caption>{plural(graph.entities.length, 'thing')}</caption>
        <thead><tr><th scope="col">Name</th><th scope="col">Kind</th><th scope="col">Statements</th><th scope="col">Not shown</th></tr></thead>
        <tbody>{graph.entities.map((e) => (
          <tr key={e.id}>
            <td><button type="button" className="link" onClick={go(() => select({ kind: 'node', id: e.id }))}>{e.name}</button></td>
            <td>{typeNames[e.type]}</td><td className="number">{e.statements}</td>
            <td>{graph.more.get(e.id) ? <button type="button" className="link" onClick={() => change((v) => expandNode(v, e.id))}>+{graph.more.get(e.id)} more</button> : 'none'}</td>
          </tr>))}</tbody>
      </table>
      <table><caption>{plural(bundles.reduce((n, b) => n + b.statements.length, 0), 'statement')} between them</caption>
        <thead><tr><th scope="col">From</th><th scope="col">Statement</th><th scope="col">To</th><th scope="col">How</th></tr></thead>
        <tbody>{bundles.flatMap((b) => b.statements).map((s) => (
          <tr key={s.id}><td>{names.get(s.subject)}</td>
            <td><button type="button" className="link" onClick={go(() => select({ kind: 'line', a: s.subject, b: s.object }))}>{s.text}</button></td>
            <td>{names.get(s.object)}</td><td>{lineNames[lineStyle(s)]}</td></tr>))}</tbody>
      </table>
    </Dialog>
  );
}

const help: [string, string][] = [
  ['/', 'search'], ['← ↑ → ↓', 'go to the node in that direction'], ['Enter', 'open the node'], ['E', 'show more of its neighbours'], ['C', 'collapse its neighbours'],
  ['H', 'hide it'], ['P', 'pin it'], ['R', 'rings around it'], ['F', 'fit the graph to the window'], ['+ −', 'zoom'], ['Ctrl Z, Ctrl Shift Z', 'undo, redo'],
  ['T', 'the graph as tables'], ['L', 'lasso'], ['Esc', 'close, or let go'], ['?', 'this help'],
];

export function Help({ onClose, version }: { onClose: () => void; version: string }) {
  return (
    <Dialog title="How to read this" onClose={onClose}>
      <p>Each line is what articles say of two things: click it and read the sentences. A line's pattern says how it is said: solid for what is said to be so, dashed for plans, dotted for what may be, red for denials. A circle grows with its statements, and +12 beside it are neighbours that are not shown: a double click shows more.</p>
      <p>What is shown stands in the address of the page, so a link or a bookmark brings it back.</p>
      <dl className="keys">{help.map(([k, what]) => <div key={k}><dt>{k.split(', ').map((x) => <kbd key={x}>{x}</kbd>)}</dt><dd>{what}</dd></div>)}</dl>
      <p className="quiet">newsgraph {version}. <a className="link" href="/graphiql">GraphiQL</a> · <a className="link" href="/schema.graphql">schema</a> · <a className="link" href="/explorer/LICENSES.txt">licences</a></p>
    </Dialog>
  );
}
