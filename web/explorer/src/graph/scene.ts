// The drawing on the screen: sigma's graph kept as the page's is, places found by the layout, and what the mouse does.
import { createNodeImageProgram } from '@sigma/node-image';
import { MultiDirectedGraph } from 'graphology';
import { lineLabel, withWords, type Bundle } from '../core/bundle';
import { icons } from '../core/icons';
import { byTime, radial, start, timeScale, type Mark, type Position } from '../core/layout';
import { lineWidth } from '../core/svg';
import { entityTypes, lineColour, nodeSize, palettes, typeColours, type Entity, type EntityType, type LineStyle } from '../core/types';
import type { Layout } from '../core/view';
import { DotProgram } from './dots';
import { LineProgram } from './edges';
import { Names } from './labels';
import type { Places, Task } from './layout.worker';
import { Nothing, Stage, Under } from './stage';

export interface Shown {
  entities: Entity[];
  bundles: Bundle[];
  /** How many neighbours of a node are not shown. */
  more: ReadonlyMap<string, number>;
  pinned: Readonly<Record<string, Position>>;
  layout: Layout;
  focus: string | null;
  first: (id: string) => string | null;
}

/** What is brought out: nodes and lines, and the rest steps back. */
export interface Emphasis { nodes: ReadonlySet<string>; lines: ReadonlySet<string>; selected: string | null }

export interface SceneEvents {
  node(id: string, event: { shift: boolean }): void;
  expand(id: string): void;
  menu(id: string, x: number, y: number): void;
  line(bundle: Bundle): void;
  stage(): void;
  hover(node: string | null, line: Bundle | null): void;
  pin(id: string, at: Position): void;
  lasso(ids: string[]): void;
}

function iconImages(): Record<EntityType, string> {
  const size = 96;
  return Object.fromEntries(entityTypes.map((type) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = size;
    const context = canvas.getContext('2d')!;
    context.scale(size / 24, size / 24);
    context.strokeStyle = '#fff';
    context.lineWidth = 1.9;
    context.lineCap = context.lineJoin = 'round';
    context.stroke(new Path2D(icons[type]));
    return [type, canvas.toDataURL()];
  })) as Record<EntityType, string>;
}

export class Scene {
  graph = new MultiDirectedGraph();
  readonly sigma: Stage;
  private readonly worker: Worker;
  private readonly images = iconImages();
  private readonly bundles = new Map<string, Bundle>();
  private order: string[] = [];
  private run = 0;
  private emphasis: Emphasis | null = null;
  private theme: 'light' | 'dark' = 'light';
  private dragged: string | null = null;
  private moved = false;
  private thin = false;
  private clicked: { node: string; when: number } | null = null;
  private fitted = false;
  private shape = '';
  lassoing = false;
  /** The dates along the layout by time. */
  scale: Mark[] = [];
  settled = true;

  constructor(private readonly container: HTMLElement, private readonly events: SceneEvents) {
    this.worker = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' });
    this.worker.onmessage = (event: MessageEvent<Places>) => this.take(event.data);
    this.sigma = new Stage(this.graph, container, {
      allowInvalidContainer: true,
      enableEdgeEvents: true,
      renderEdgeLabels: true,
      defaultNodeType: 'icon',
      defaultEdgeType: 'line',
      // sigma has programs of its own called circle and arrow, which come first; ours take their places.
      nodeProgramClasses: { circle: Under, dot: DotProgram, icon: createNodeImageProgram({ padding: 0.22, size: { mode: 'force', value: 96 }, debounceTimeout: 30, drawingMode: 'background', keepWithinCircle: true }) },
      nodeHoverProgramClasses: { circle: Nothing, dot: Nothing, icon: Nothing },
      edgeProgramClasses: { line: LineProgram, arrow: Nothing },
      stagePadding: 60, zIndex: true, minCameraRatio: 0.04, maxCameraRatio: 6,
      nodeReducer: (id, data) => this.reduceNode(id, data),
      edgeReducer: (id, data) => this.reduceEdge(id, data),
    });
    this.setTheme('light');
    this.listen();
  }

  setTheme(theme: 'light' | 'dark'): void {
    this.theme = theme;
    const palette = palettes[theme];
    this.sigma.dress(new Names(palette));
    this.graph.forEachEdge((id, data) => this.graph.setEdgeAttribute(id, 'color', this.lineColour(data.dash)));
    this.sigma.refresh();
  }

  /** Makes the drawing that of what is shown, and finds places for what has none. */
  show(shown: Shown): void {
    const places = this.places();
    const ids = shown.entities.map((e) => e.id);
    const ties = shown.bundles;
    const fixed = shown.layout === 'radial' && shown.focus && ids.includes(shown.focus) ? radial(ids, ties, shown.focus)
      : shown.layout === 'time' ? byTime(ids, shown.first) : null;
    const begin = fixed ?? start(ids, ties, places);
    this.scale = shown.layout === 'time' ? timeScale(ids, shown.first) : [];
    this.sigma.scale = this.scale;
    const fresh = ids.filter((id) => !places.has(id)).length;
    this.sync(shown, begin);
    const shape = [shown.layout, shown.focus, ...ids].join() + '|' + ties.map((t) => t.key).join() + JSON.stringify(shown.pinned);
    if (shape === this.shape) return;
    const before = this.shape;
    this.shape = shape;
    this.run++;
    if (fixed || ids.length < 2) {
      for (const [id, [x, y]] of begin) this.graph.mergeNodeAttributes(id, { x, y });
      for (const [id, [x, y]] of Object.entries(shown.pinned)) if (this.graph.hasNode(id)) this.graph.mergeNodeAttributes(id, { x, y });
      this.settled = true;
      if (ids.length) this.container.dataset.settled = 'yes';
      this.fit(!before);
      return;
    }
    this.order = ids;
    this.settled = false;
    this.fitted = false;
    this.container.dataset.settled = 'no';
    const task = this.task(ids, shown, before && fresh < ids.length / 4 ? 0.35 : 1);
    // Of very many, the first drawing comes before the forces, which would keep it from the processor.
    if (ids.length > 800) requestAnimationFrame(() => requestAnimationFrame(() => task.run === this.run && this.worker.postMessage(task)));
    else this.worker.postMessage(task);
  }

  private task(ids: string[], shown: Shown, share: number): Task {
    const index = new Map(ids.map((id, i) => [id, i]));
    const nodes = new Float32Array(ids.length * 4);
    ids.forEach((id, i) => {
      const { x, y, size } = this.graph.getNodeAttributes(id);
      nodes.set([x, y, size, shown.pinned[id] || id === this.dragged ? 1 : 0], i * 4);
    });
    const edges = new Float32Array(shown.bundles.flatMap((b) => [index.get(b.source)!, index.get(b.target)!, 1 + Math.log2(b.statements.length)]));
    return { run: this.run, nodes, edges, share };
  }

  private take({ run, places, done }: Places): void {
    if (run !== this.run) return;
    const index = new Map(this.order.map((id, i) => [id, i]));
    this.graph.updateEachNodeAttributes((id, data) => {
      const i = index.get(id);
      if (i === undefined || id === this.dragged) return data;
      data.x = places[i * 2]!;
      data.y = places[i * 2 + 1]!;
      return data;
    }, { attributes: ['x', 'y'] });
    if (done) {
      this.settled = true;
      this.container.dataset.settled = 'yes';
    }
    if (!this.fitted) {
      this.fitted = true;
      this.fit(true);
    }
  }

  private sync(shown: Shown, begin: Map<string, Position>): void {
    // sigma hears of every single change of its graph; where almost all is new, another graph is quicker.
    const many = shown.entities.length + shown.bundles.length > 1000 && this.graph.order < shown.entities.length / 4;
    if (many) this.graph = this.graph.copy() as MultiDirectedGraph;
    const { graph } = this;
    const keep = new Set(shown.entities.map((e) => e.id));
    const lines = new Map(shown.bundles.map((b) => [b.key, b]));
    for (const id of graph.edges()) if (!lines.has(id)) graph.dropEdge(id);
    for (const id of graph.nodes()) if (!keep.has(id)) graph.dropNode(id);
    // Very many are small dots: pictures would cover each other, and take long without a graphics card.
    this.thin = keep.size > 800;
    const [type, scale] = keep.size > 800 ? ['dot', 0.4] : ['icon', keep.size > 250 ? 0.7 : 1];
    for (const e of shown.entities) {
      const pin = shown.pinned[e.id];
      const [x, y] = pin ?? begin.get(e.id)!;
      const attributes = {
        label: e.name, type, size: nodeSize(e.statements) * scale, color: typeColours[e.type], image: this.images[e.type],
        more: shown.more.get(e.id) ?? 0, pinned: Boolean(pin),
      };
      if (graph.hasNode(e.id)) graph.mergeNodeAttributes(e.id, pin ? { ...attributes, x, y } : attributes);
      else graph.addNode(e.id, { ...attributes, x, y });
    }
    const words = shown.bundles.length <= 400;
    const worded = words ? withWords(shown.bundles) : new Set<string>();
    this.bundles.clear();
    for (const b of shown.bundles) {
      this.bundles.set(b.key, b);
      const attributes = { label: worded.has(b.key) ? lineLabel(b) : '', size: lineWidth(b) * (scale < 0.5 ? 0.6 : 1), color: this.lineColour(b.style), lane: b.lane, dash: b.style };
      if (graph.hasEdge(b.key)) graph.mergeEdgeAttributes(b.key, attributes);
      else graph.addEdgeWithKey(b.key, b.source, b.target, attributes);
    }
    this.sigma.setSettings({ renderEdgeLabels: words, labelRenderedSizeThreshold: keep.size > 800 ? 4 : keep.size > 250 ? 6 : 3 });
    if (many) this.sigma.setGraph(graph);
  }

  /** Brings things out; null is the plain drawing. */
  emphasise(emphasis: Emphasis | null): void {
    if (!emphasis && !this.emphasis) return;
    this.emphasis = emphasis;
    this.sigma.refresh({ skipIndexation: true });
  }

  private reduceNode(id: string, data: Record<string, unknown>): Record<string, unknown> {
    const e = this.emphasis;
    if (!e) return data;
    if (e.selected === id) return { ...data, highlighted: true, zIndex: 2, forceLabel: true };
    if (e.nodes.has(id)) return { ...data, zIndex: 1, forceLabel: e.nodes.size < 16 };
    return { ...data, color: this.theme === 'dark' ? '#2b323c' : '#d5dae1', image: null, label: '', zIndex: 0 };
  }

  private reduceEdge(id: string, data: Record<string, unknown>): Record<string, unknown> {
    const e = this.emphasis;
    if (!e) return data;
    if (e.lines.has(id)) return { ...data, color: lineColour(data.dash as LineStyle, palettes[this.theme]), zIndex: 1, forceLabel: e.lines.size < 14, size: (data.size as number) + 0.8 };
    return { ...data, color: this.theme === 'dark' ? '#222932' : '#e4e8ed', label: '', zIndex: 0 };
  }

  /** Of very many lines, each lets what is behind it through, so that one sees where they are dense. */
  private lineColour(style: LineStyle): string {
    const colour = lineColour(style, palettes[this.theme]);
    return this.thin ? `rgba(${[1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)).join()},0.3)` : colour;
  }

  places(): Map<string, Position> {
    return new Map(this.graph.mapNodes((id, data) => [id, [data.x as number, data.y as number]]));
  }

  /** Places in pixels of the screen at the present zoom, for pictures. */
  pixels(): Map<string, Position> {
    return new Map(this.graph.mapNodes((id, data) => {
      const { x, y } = this.sigma.graphToViewport({ x: data.x, y: data.y }, { cameraState: { x: 0.5, y: 0.5, angle: 0, ratio: 1 } });
      return [id, [x, y]];
    }));
  }

  fit(jump = false): void {
    const camera = this.sigma.getCamera();
    const state = { x: 0.5, y: 0.5, angle: 0, ratio: this.graph.order < 4 ? 1.6 : 1.05 };
    if (jump || matchMedia('(prefers-reduced-motion: reduce)').matches) camera.setState(state);
    else void camera.animate(state, { duration: 300 });
  }

  zoom(by: number): void {
    const camera = this.sigma.getCamera();
    void camera.animate({ ratio: camera.getState().ratio * by }, { duration: 150 });
  }

  /** The shown neighbour that lies in a direction from a node, for the arrow keys. */
  toward(id: string, key: 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'): string | null {
    const at = this.sigma.getNodeDisplayData(id);
    if (!at) return null;
    const [wx, wy] = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[key] as Position;
    let best: string | null = null, least = Infinity;
    const linked = new Set(this.graph.neighbors(id));
    for (const other of this.graph.nodes()) {
      const to = this.sigma.getNodeDisplayData(other);
      if (!to || other === id) continue;
      const [dx, dy] = [to.x - at.x, to.y - at.y];
      const ahead = dx * wx + dy * wy, aside = Math.abs(dx * wy - dy * wx);
      const cost = (ahead + 2.2 * aside) * (linked.has(other) ? 1 : 2.5);
      if (ahead > 0 && aside <= ahead * 1.8 && cost < least) [best, least] = [other, cost];
    }
    return best;
  }

  private listen(): void {
    const { sigma, events } = this;
    sigma.on('clickNode', ({ node, event }) => {
      this.clicked = { node, when: performance.now() };
      if (!this.moved) events.node(node, { shift: (event.original as MouseEvent).shiftKey });
    });
    // The first click may open a panel, which moves the graph from under the second.
    const twice = ({ preventSigmaDefault }: { preventSigmaDefault(): void }) => {
      if (!this.clicked || performance.now() - this.clicked.when > 600) return;
      preventSigmaDefault();
      events.expand(this.clicked.node);
    };
    sigma.on('doubleClickNode', twice);
    sigma.on('doubleClickEdge', twice);
    sigma.on('doubleClickStage', twice);
    sigma.on('rightClickNode', ({ node, event }) => {
      event.original.preventDefault();
      events.menu(node, event.x, event.y);
    });
    sigma.on('clickEdge', ({ edge }) => {
      const b = this.bundles.get(edge);
      if (b) events.line(b);
    });
    sigma.on('clickStage', () => {
      if (!this.moved) events.stage();
    });
    sigma.on('enterNode', ({ node }) => this.hover(node, null));
    sigma.on('leaveNode', () => this.hover(null, null));
    sigma.on('enterEdge', ({ edge }) => this.hover(null, this.bundles.get(edge) ?? null));
    sigma.on('leaveEdge', () => this.hover(null, null));
    sigma.on('downNode', ({ node }) => {
      if (this.lassoing) return;
      this.dragged = node;
      this.moved = false;
    });
    sigma.on('moveBody', ({ event, preventSigmaDefault }) => {
      if (!this.dragged) return;
      this.moved = true;
      if (!sigma.getCustomBBox()) sigma.setCustomBBox(sigma.getBBox());
      const at = sigma.viewportToGraph(event);
      this.graph.mergeNodeAttributes(this.dragged, at);
      preventSigmaDefault();
      event.original.preventDefault();
    });
    const drop = () => {
      const id = this.dragged;
      this.dragged = null;
      sigma.setCustomBBox(null);
      if (id && this.moved) {
        const { x, y } = this.graph.getNodeAttributes(id);
        events.pin(id, [x, y]);
      }
      setTimeout(() => (this.moved = false));
    };
    sigma.on('upNode', drop);
    sigma.on('upStage', drop);
  }

  private hover(node: string | null, line: Bundle | null): void {
    const mouse = this.sigma.getMouseCaptor();
    if (mouse.isMouseDown || mouse.isMoving) return; // the graph is being moved: nothing is pointed at
    this.container.style.cursor = node || line ? 'pointer' : '';
    this.events.hover(node, line);
  }

  /** The nodes within a line drawn by hand, in pixels of the container. */
  within(line: Position[]): string[] {
    return this.graph.filterNodes((id, data) => {
      const p = this.sigma.graphToViewport({ x: data.x, y: data.y });
      let inside = false;
      for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
        const [xi, yi] = line[i]!, [xj, yj] = line[j]!;
        if (yi > p.y !== yj > p.y && p.x < ((xj - xi) * (p.y - yi)) / (yj - yi) + xi) inside = !inside;
      }
      return inside && id !== '';
    });
  }

  end(): void {
    this.worker.terminate();
    this.sigma.kill();
  }
}
