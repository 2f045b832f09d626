// Finds places by forces, away from the page, and tells of them now and then.
import iterate from 'graphology-layout-forceatlas2/iterate';
import { forces, rounds } from '../core/layout';

export interface Task {
  run: number;
  /** x, y, size, fixed for each node. */
  nodes: Float32Array;
  /** The index of source and of target, and the weight, for each line. */
  edges: Float32Array;
  /** Fewer rounds where little changed. */
  share: number;
}
export interface Places { run: number; places: Float32Array; done: boolean }

const nodeFields = 10, edgeFields = 3;
let current = 0;

onmessage = (event: MessageEvent<Task>) => {
  current = event.data.run;
  void work(event.data);
};

async function work(task: Task): Promise<void> {
  const order = task.nodes.length / 4;
  const nodes = new Float32Array(order * nodeFields);
  for (let i = 0; i < order; i++) {
    const at = i * nodeFields;
    nodes[at] = task.nodes[i * 4]!;
    nodes[at + 1] = task.nodes[i * 4 + 1]!;
    nodes[at + 6] = 1; // mass
    nodes[at + 7] = 1; // convergence
    nodes[at + 8] = task.nodes[i * 4 + 2]!;
    nodes[at + 9] = task.nodes[i * 4 + 3]!;
  }
  const edges = new Float32Array(task.edges.length);
  for (let i = 0; i < task.edges.length; i += edgeFields) {
    const [source, target] = [task.edges[i]! * nodeFields, task.edges[i + 1]! * nodeFields];
    edges[i] = source;
    edges[i + 1] = target;
    edges[i + 2] = task.edges[i + 2]!;
    nodes[source + 6]! += task.edges[i + 2]!;
    nodes[target + 6]! += task.edges[i + 2]!;
  }
  const settings = forces(order);
  const total = Math.max(30, Math.round(rounds(order) * task.share));
  let told = performance.now();
  for (let round = 1; round <= total; round++) {
    iterate(settings, nodes, edges);
    const done = round === total;
    if (done || performance.now() - told > 60) {
      tell(task.run, nodes, done);
      told = performance.now();
      await new Promise((next) => setTimeout(next)); // a new task may have come
      if (current !== task.run) return;
    }
  }
}

function tell(run: number, nodes: Float32Array, done: boolean): void {
  const places = new Float32Array((nodes.length / nodeFields) * 2);
  for (let i = 0; i * nodeFields < nodes.length; i++) {
    places[i * 2] = nodes[i * nodeFields]!;
    places[i * 2 + 1] = nodes[i * nodeFields + 1]!;
  }
  const message: Places = { run, places, done };
  postMessage(message, { transfer: [places.buffer] });
}
