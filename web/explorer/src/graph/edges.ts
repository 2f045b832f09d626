// How lines are drawn on the graphics card: a body that may be dashed and runs beside the others of its pair, and a head.
import type { Attributes } from 'graphology-types';
import { createEdgeCompoundProgram, EdgeProgram, type EdgeProgramType } from 'sigma/rendering';
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from 'sigma/types';
import { floatColor } from 'sigma/utils';
import { lineStyles, type LineStyle } from '../core/types';

/** What a line has beside what sigma knows of. */
export interface LineData extends EdgeDisplayData { lane?: number; dash?: LineStyle }

const { FLOAT, UNSIGNED_BYTE, TRIANGLES, TRIANGLE_STRIP } = WebGLRenderingContext;
const uniforms = ['u_matrix', 'u_sizeRatio', 'u_correctionRatio'] as const;
type Uniform = (typeof uniforms)[number];

// Lengths are in pixels from the source's middle; px turns pixels into units of the graph.
const shared = /* glsl */ `
attribute vec2 a_source;
attribute vec2 a_target;
attribute vec2 a_radii;
attribute vec3 a_shape;
attribute vec4 a_color;
attribute vec4 a_id;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
const float bias = 255.0 / 254.0;

float px() { return 2.0 * u_correctionRatio; }
float width() { return max(a_shape.x / sqrt(u_sizeRatio), 1.0); }
float head() { return 5.0 + 2.0 * width(); }
float lane() { return a_shape.y * min(9.0, 9.0 / u_sizeRatio + 2.0); }
float reach() { return length(a_target - a_source) / px() - a_radii.y / u_sizeRatio - 1.0; }
void put(float at, float side) {
  vec2 along = a_target - a_source;
  float far = length(along);
  vec2 dir = far > 0.0 ? along / far : vec2(1.0, 0.0);
  vec2 place = a_source + (dir * at + vec2(-dir.y, dir.x) * (lane() + side)) * px();
  gl_Position = vec4((u_matrix * vec3(place, 1.0)).xy, 0.0, 1.0);
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= bias;
}
`;

const bodyVertices = shared + /* glsl */ `
attribute vec2 a_corner;
varying float v_at;
varying float v_side;
varying float v_half;
varying float v_style;
void main() {
  float start = a_radii.x / u_sizeRatio;
  v_at = mix(start, max(start, reach() - head()), a_corner.x);
  v_half = width() * 0.5;
  v_style = a_shape.z;
  #ifdef PICKING_MODE
  v_side = a_corner.y * (v_half + 3.5);
  #else
  v_side = a_corner.y * (v_half + 0.8);
  #endif
  put(v_at, v_side);
}
`;

const bodyFragments = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying float v_at;
varying float v_side;
varying float v_half;
varying float v_style;
void main(void) {
  #ifdef PICKING_MODE
  gl_FragColor = v_color;
  #else
  float shade = 1.0 - smoothstep(v_half - 0.5, v_half + 0.7, abs(v_side));
  float t;
  if (v_style > 2.5) {
    t = mod(v_at, 18.0);
    if ((t > 9.0 && t < 12.5) || t > 15.0) shade = 0.0;
  } else if (v_style > 1.5) {
    if (mod(v_at, 6.5) > 2.5) shade = 0.0;
  } else if (v_style > 0.5) {
    if (mod(v_at, 14.0) > 9.0) shade = 0.0;
  }
  gl_FragColor = v_color * shade;
  #endif
}
`;

const headVertices = shared + /* glsl */ `
attribute vec2 a_corner;
void main() {
  put(max(0.0, reach() - a_corner.x * head()), a_corner.y * head() * 0.42);
}
`;

const headFragments = /* glsl */ `
precision mediump float;
varying vec4 v_color;
void main(void) { gl_FragColor = v_color; }
`;

abstract class LineProgram extends EdgeProgram<Uniform> {
  processVisibleItem(index: number, at: number, source: NodeDisplayData, target: NodeDisplayData, data: LineData): void {
    const a = this.array;
    a[at++] = source.x;
    a[at++] = source.y;
    a[at++] = target.x;
    a[at++] = target.y;
    a[at++] = source.size;
    a[at++] = target.size;
    a[at++] = data.size || 1;
    a[at++] = data.lane ?? 0;
    a[at++] = lineStyles.indexOf(data.dash ?? 'said');
    a[at++] = floatColor(data.color);
    a[at++] = index;
  }

  setUniforms(params: RenderParams, { gl, uniformLocations }: { gl: WebGLRenderingContext; uniformLocations: Record<Uniform, WebGLUniformLocation> }): void {
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, params.matrix);
    gl.uniform1f(uniformLocations.u_sizeRatio, params.sizeRatio);
    gl.uniform1f(uniformLocations.u_correctionRatio, params.correctionRatio);
  }
}

const attributes = [
  { name: 'a_source', size: 2, type: FLOAT },
  { name: 'a_target', size: 2, type: FLOAT },
  { name: 'a_radii', size: 2, type: FLOAT },
  { name: 'a_shape', size: 3, type: FLOAT },
  { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
  { name: 'a_id', size: 4, type: UNSIGNED_BYTE, normalized: true },
];
const corner = [{ name: 'a_corner', size: 2, type: FLOAT }];

class BodyProgram extends LineProgram {
  getDefinition() {
    return {
      VERTICES: 4, VERTEX_SHADER_SOURCE: bodyVertices, FRAGMENT_SHADER_SOURCE: bodyFragments, METHOD: TRIANGLE_STRIP,
      UNIFORMS: uniforms, ATTRIBUTES: attributes, CONSTANT_ATTRIBUTES: corner,
      CONSTANT_DATA: [[0, -1], [0, 1], [1, -1], [1, 1]],
    };
  }
}

class HeadProgram extends LineProgram {
  getDefinition() {
    return {
      VERTICES: 3, VERTEX_SHADER_SOURCE: headVertices, FRAGMENT_SHADER_SOURCE: headFragments, METHOD: TRIANGLES,
      UNIFORMS: uniforms, ATTRIBUTES: attributes, CONSTANT_ATTRIBUTES: corner,
      CONSTANT_DATA: [[0, 0], [1, 1], [1, -1]],
    };
  }
}

export const lineProgram = createEdgeCompoundProgram<Attributes, Attributes, Attributes>([
  BodyProgram as unknown as EdgeProgramType, HeadProgram as unknown as EdgeProgramType,
]);
