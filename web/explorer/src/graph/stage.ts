// sigma with one surface for lines and nodes, one for names that do not cover each other, and a pointer that is followed
// without the graphics card. sigma itself has seven surfaces, and draws all lines and nodes a second time to find out what
// the pointer is on. Without a graphics card each surface is copied for each picture, which was most of the time.
import type { MultiDirectedGraph } from 'graphology';
import Sigma from 'sigma';
import type { AbstractNodeProgram } from 'sigma/rendering';
import type { Settings } from 'sigma/settings';
import type { Coordinates, RenderParams } from 'sigma/types';
import { discAt, laneWidth, strokeAt, type Disc, type Stroke } from '../core/pick';
import type { LineProgram } from './edges';
import type { Mark } from '../core/layout';
import type { DrawnLine, DrawnNode, Names } from './labels';

/** What of sigma is used beside what it promises; its version is therefore a fixed one. */
declare class Inside {
  elements: Record<string, HTMLElement>;
  webGLContexts: Record<string, WebGLRenderingContext>;
  canvasContexts: Record<string, CanvasRenderingContext2D>;
  nodeDataCache: Record<string, DrawnNode>;
  edgeDataCache: Record<string, DrawnLine>;
  edgePrograms: Record<string, LineProgram>;
  width: number;
  height: number;
  renderFrame: number | null;
  needToProcess: boolean;
  render(): this;
  createWebGLContext(id: string, options?: object): WebGLRenderingContext;
  createCanvasContext(id: string, options?: object): this;
}
type Outside = Omit<Sigma, 'createWebGLContext' | 'createCanvasContext' | 'clear'>;
const Base = Sigma as unknown as new (graph: MultiDirectedGraph, container: HTMLElement, settings: Partial<Settings>) => Outside & Inside;

/** From how many lines on a picture is moved as it is while the hand moves the graph, and drawn again at rest, or when too
 *  much of the page has become bare. */
const many = 1500;
const again = 600, atRest = 120; // ms
const bare = 0.4; // of the width or the height

/** Two points that do not move with the camera, to see by how it moved. */
const marks: [Coordinates, Coordinates] = [{ x: 0, y: 0 }, { x: 1, y: 0 }];

interface Way { x: number; y: number; zoom: number }

export class Stage extends Base {
  // sigma's constructor calls the methods below before fields of this class are made: they have no first values.
  /** Dates at places from left to right, drawn behind the names. */
  declare scale: Mark[] | undefined;
  declare private names: Names | undefined;
  declare private at: Map<string, Disc> | undefined;
  declare private drawn: { when: number; marks: Coordinates[] } | undefined;
  declare private rest: number | undefined;
  declare private carried: boolean;

  /** How names are drawn, from the next picture on. */
  dress(names: Names): void {
    this.names = names;
  }

  get moving(): boolean {
    const mouse = this.getMouseCaptor(), touch = this.getTouchCaptor();
    return this.getCamera().isAnimated() || mouse.isMoving || mouse.currentWheelDirection !== 0 || touch.isMoving;
  }

  override render(): this {
    if (this.drawn && !this.needToProcess && this.moving && this.getGraph().size > many) {
      const by = this.way(this.drawn.marks);
      if (performance.now() - this.drawn.when < again || !this.isBare(by)) {
        if (this.renderFrame) cancelAnimationFrame(this.renderFrame);
        this.renderFrame = null;
        this.carry(by);
        return this;
      }
    }
    this.lay('');
    super.render();
    this.drawn = { when: performance.now(), marks: marks.map((m) => this.framedGraphToViewport(m)) };
    return this;
  }

  /** How the camera has moved and zoomed since then. */
  private way(then: Coordinates[]): Way {
    const cameraState = this.getCamera().getState();
    const [a, b] = then as [Coordinates, Coordinates], [c, d] = marks.map((m) => this.framedGraphToViewport(m, { cameraState })) as [Coordinates, Coordinates];
    const zoom = (d.x - c.x) / (b.x - a.x);
    return { x: c.x - zoom * a.x, y: c.y - zoom * a.y, zoom };
  }

  private isBare({ x, y, zoom }: Way): boolean {
    const { width, height } = this;
    return x > bare * width || y > bare * height || x + zoom * width < (1 - bare) * width || y + zoom * height < (1 - bare) * height || zoom > 2;
  }

  /** Moves the picture as it was drawn along with the camera. */
  private carry({ x, y, zoom }: Way): void {
    this.lay(Math.abs(zoom - 1) < 1e-6 ? `translate(${Math.round(x)}px, ${Math.round(y)}px)` : `translate(${x}px, ${y}px) scale(${zoom})`);
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.scheduleRender(), atRest);
  }

  private lay(transform: string): void {
    for (const id of ['edges', 'labels']) this.elements[id]!.style.transform = transform;
    this.carried = transform !== '';
  }

  override createWebGLContext(id: string, options: object = {}): WebGLRenderingContext {
    if (id === 'edges') return super.createWebGLContext(id, { ...options, picking: false });
    this.elements[id] = this.elements.edges!; // nodes lie on the surface of the lines
    return (this.webGLContexts[id] = this.webGLContexts.edges!);
  }

  override createCanvasContext(id: string, options: object = {}): this {
    if (id === 'labels') super.createCanvasContext(id, options);
    else if (id === 'mouse') this.createLayer(id, 'div', options); // what the hand touches; nothing is drawn on it
    return this;
  }

  clear(): this {
    const gl = this.webGLContexts.edges!;
    gl.clear(gl.COLOR_BUFFER_BIT);
    this.at = undefined;
    return this;
  }

  /** Called by the first of the node programs, so that lines come under all nodes. */
  drawLines(params: RenderParams): void {
    this.edgePrograms.line?.draw(params);
  }

  renderLabels(): this {
    const { width, height } = this;
    const context = this.canvasContexts.labels!;
    context.clearRect(0, 0, width, height);
    const marks = (this.scale ?? []).map(({ x, name }) => ({ x: this.graphToViewport({ x, y: 0 }).x, name }));
    this.names?.draw(context, { marks, nodes: this.nodesOn(width, height), lines: this.linesOn(), width, height });
    return this;
  }

  // All of these are drawn with the names.
  renderEdgeLabels(): this { return this; }
  renderHighlightedNodes(): void {}
  scheduleHighlightedNodesRender(): void {}

  private nodesOn(width: number, height: number): DrawnNode[] {
    const least = this.getSetting('labelRenderedSizeThreshold');
    const out: DrawnNode[] = [];
    for (const id of this.getGraph().nodes()) {
      const data = this.nodeDataCache[id];
      if (!data || (!data.label && !data.highlighted)) continue;
      const size = this.scaleSize(data.size);
      if (size < least && !data.forceLabel && !data.highlighted) continue;
      const { x, y } = this.framedGraphToViewport(data);
      if (x < -120 || y < -40 || x > width + 120 || y > height + 40) continue;
      out.push({ ...data, key: id, size, x, y });
    }
    return out;
  }

  private linesOn(): DrawnLine[] {
    if (!this.getSetting('renderEdgeLabels')) return [];
    const at = this.discs();
    return this.getGraph().mapEdges((id, _, source, target) => ({ ...this.edgeDataCache[id]!, key: id, from: at.get(source)!, to: at.get(target)!, shift: this.shift(id) }))
      .filter((line) => line.label);
  }

  private shift(line: string): number {
    return (this.edgeDataCache[line]!.lane ?? 0) * laneWidth(1 / this.scaleSize(1));
  }

  /** Where nodes are on the screen, until the next picture. */
  private discs(): Map<string, Disc> {
    return (this.at ??= new Map(this.getGraph().mapNodes((id) => {
      const data = this.nodeDataCache[id]!;
      return [id, { id, ...this.framedGraphToViewport(data), r: this.scaleSize(data.size), front: data.zIndex }];
    })));
  }

  getNodeAtPosition({ x, y }: Coordinates): string | null {
    return this.carried ? null : discAt(x, y, this.discs().values());
  }

  getEdgeAtPoint(x: number, y: number): string | null {
    if (this.carried) return null;
    const at = this.discs();
    const strokes: Stroke[] = this.getGraph().mapEdges((id, _, source, target) => {
      const a = at.get(source)!, b = at.get(target)!;
      return { id, x1: a.x, y1: a.y, x2: b.x, y2: b.y, lane: this.shift(id), width: this.scaleSize(this.edgeDataCache[id]!.size) };
    });
    return strokeAt(x, y, strokes);
  }
}

/** Draws no nodes of its own: it has the lines drawn before those of the other programs. */
export class Under implements AbstractNodeProgram {
  drawLabel = undefined;
  drawHover = undefined;
  constructor(_gl: WebGLRenderingContext, _picking: WebGLFramebuffer | null, private readonly renderer: unknown) {}
  render(params: RenderParams): void { (this.renderer as Stage).drawLines(params); }
  process(): void {}
  reallocate(): void {}
  kill(): void {}
}

/** Draws nothing: hovered nodes are drawn with the names. */
export class Nothing extends Under {
  override render(): void {}
}
