// How lines are drawn on the graphics card: a body that may be dashed and runs beside the others of its pair, and a head.
//
// All lines are one list of triangles. A line could be one shape drawn many times, but where there is no graphics card each
// of those times costs as much as a whole list.
import type { AbstractEdgeProgram } from 'sigma/rendering';
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from 'sigma/types';
import { floatColor } from 'sigma/utils';
import { lineStyles, type LineStyle } from '../core/types';

/** What a line has beside what sigma knows of. */
export interface LineData extends EdgeDisplayData { lane?: number; dash?: LineStyle }

// Lengths are in pixels from the source's middle; px turns pixels into units of the graph. A corner's x is 0 and 1 at the
// ends of the body, 2 at the tip of the head and 3 at its base.
const vertices = /* glsl */ `
attribute vec2 a_source;
attribute vec2 a_target;
attribute vec2 a_radii;
attribute vec3 a_shape;
attribute vec4 a_color;
attribute vec2 a_corner;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying float v_at;
varying float v_side;
varying float v_size;
varying float v_style;
const float bias = 255.0 / 254.0;

void main() {
  float px = 2.0 * u_correctionRatio;
  float width = max(a_shape.x / sqrt(u_sizeRatio), 1.0);
  float head = 5.0 + 2.0 * width;
  vec2 along = a_target - a_source;
  float far = length(along);
  vec2 dir = far > 0.0 ? along / far : vec2(1.0, 0.0);
  float start = a_radii.x / u_sizeRatio;
  float reach = far / px - a_radii.y / u_sizeRatio - 1.0;
  float lane = a_shape.y * min(9.0, 9.0 / u_sizeRatio + 2.0);
  float at;
  if (a_corner.x < 1.5) {
    at = mix(start, max(start, reach - head + 0.5), a_corner.x);
    v_at = at;
    v_size = width * 0.5;
    v_side = a_corner.y * (v_size + 0.8);
    v_style = a_shape.z;
  } else {
    v_at = a_corner.x < 2.5 ? -1.5 : head + 0.7;
    at = max(0.0, reach) - v_at;
    v_size = head;
    v_side = a_corner.y * (head * 0.42 + 1.2);
    v_style = -1.0;
  }
  vec2 place = a_source + (dir * at + vec2(-dir.y, dir.x) * (lane + v_side)) * px;
  gl_Position = vec4((u_matrix * vec3(place, 1.0)).xy, 0.0, 1.0);
  v_color = a_color;
  v_color.a *= bias;
  v_color.rgb *= v_color.a;
}
`;

const fragments = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying float v_at;
varying float v_side;
varying float v_size;
varying float v_style;
void main(void) {
  float shade;
  if (v_style < -0.5) {
    shade = clamp((v_at * 0.42 - abs(v_side)) * 0.92 + 0.5, 0.0, 1.0) * clamp(v_size - v_at + 0.5, 0.0, 1.0);
  } else {
    shade = 1.0 - smoothstep(v_size - 0.5, v_size + 0.7, abs(v_side));
    if (v_style > 2.5) {
      float t = mod(v_at, 18.0);
      if ((t > 9.0 && t < 12.5) || t > 15.0) shade = 0.0;
    } else if (v_style > 1.5) {
      if (mod(v_at, 6.5) > 2.5) shade = 0.0;
    } else if (v_style > 0.5) {
      if (mod(v_at, 14.0) > 9.0) shade = 0.0;
    }
  }
  gl_FragColor = v_color * shade;
}
`;

/** Two triangles of the body and one of the head. */
const corners = [[0, -1], [0, 1], [1, -1], [1, -1], [0, 1], [1, 1], [2, 0], [3, 1], [3, -1]] as const;
/** Numbers a vertex has: both ends, both radii, width, lane and dash, a colour in four bytes, and the corner. */
const fields = [['a_source', 2], ['a_target', 2], ['a_radii', 2], ['a_shape', 3], ['a_color', 1], ['a_corner', 2]] as const;
const perVertex = fields.reduce((n, [, size]) => n + size, 0);
const perLine = perVertex * corners.length;

export class LineProgram implements AbstractEdgeProgram {
  drawLabel = undefined;
  private readonly program: WebGLProgram;
  private readonly buffer: WebGLBuffer;
  private numbers = new Float32Array();
  private fresh = false;

  constructor(private readonly gl: WebGLRenderingContext) {
    this.program = link(gl, vertices, fragments);
    this.buffer = gl.createBuffer()!;
  }

  reallocate(lines: number): void {
    if (this.numbers.length !== lines * perLine) this.numbers = new Float32Array(lines * perLine);
    this.fresh = true;
  }

  process(_index: number, place: number, source: NodeDisplayData, target: NodeDisplayData, data: LineData): void {
    this.fresh = true;
    let at = place * perLine;
    if (data.hidden || source.hidden || target.hidden) {
      this.numbers.fill(0, at, at + perLine);
      return;
    }
    const colour = floatColor(data.color), dash = lineStyles.indexOf(data.dash ?? 'said');
    for (const [x, y] of corners) {
      this.numbers.set([source.x, source.y, target.x, target.y, source.size, target.size, data.size || 1, data.lane ?? 0, dash, colour, x, y], at);
      at += perVertex;
    }
  }

  /** sigma would have lines after nodes, over them. The stage says when. */
  render(): void {}

  draw(params: RenderParams): void {
    const { gl, program } = this;
    if (!this.numbers.length) return;
    gl.useProgram(program);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    if (this.fresh) gl.bufferData(gl.ARRAY_BUFFER, this.numbers, gl.DYNAMIC_DRAW);
    this.fresh = false;
    let offset = 0;
    const places = fields.map(([name, size]) => {
      const place = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(place);
      if (name === 'a_color') gl.vertexAttribPointer(place, 4, gl.UNSIGNED_BYTE, true, perVertex * 4, offset);
      else gl.vertexAttribPointer(place, size, gl.FLOAT, false, perVertex * 4, offset);
      offset += size * 4;
      return place;
    });
    gl.uniformMatrix3fv(gl.getUniformLocation(program, 'u_matrix'), false, params.matrix);
    gl.uniform1f(gl.getUniformLocation(program, 'u_sizeRatio'), params.sizeRatio);
    gl.uniform1f(gl.getUniformLocation(program, 'u_correctionRatio'), params.correctionRatio);
    gl.enable(gl.BLEND);
    gl.viewport(0, 0, params.width * params.pixelRatio, params.height * params.pixelRatio);
    gl.drawArrays(gl.TRIANGLES, 0, this.numbers.length / perVertex);
    for (const place of places) gl.disableVertexAttribArray(place);
    gl.bindBuffer(gl.ARRAY_BUFFER, null);
  }

  kill(): void {
    this.gl.deleteProgram(this.program);
    this.gl.deleteBuffer(this.buffer);
  }
}

function link(gl: WebGLRenderingContext, ...sources: [string, string]): WebGLProgram {
  const program = gl.createProgram()!;
  [gl.VERTEX_SHADER, gl.FRAGMENT_SHADER].forEach((kind, i) => {
    const shader = gl.createShader(kind)!;
    gl.shaderSource(shader, sources[i]!);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader); // it goes with the program
  });
  gl.linkProgram(program);
  return program;
}
