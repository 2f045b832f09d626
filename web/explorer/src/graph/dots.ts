// Nodes without a picture, of which there may be thousands: a point each.
import { NodeProgram } from 'sigma/rendering';
import type { NodeDisplayData, RenderParams } from 'sigma/types';
import { floatColor } from 'sigma/utils';

const vertices = /* glsl */ `
attribute vec2 a_place;
attribute float a_size;
attribute vec4 a_color;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_pixelRatio;
varying vec4 v_color;
varying float v_radius;
const float bias = 255.0 / 254.0;
void main() {
  gl_Position = vec4((u_matrix * vec3(a_place, 1.0)).xy, 0.0, 1.0);
  v_radius = a_size / u_sizeRatio * u_pixelRatio;
  gl_PointSize = 2.0 * v_radius + 1.0;
  v_color = a_color;
  v_color.a *= bias;
}
`;

const fragments = /* glsl */ `
precision mediump float;
varying vec4 v_color;
varying float v_radius;
void main(void) {
  float far = length(gl_PointCoord - 0.5) * (2.0 * v_radius + 1.0);
  gl_FragColor = v_color * clamp(v_radius - far + 0.5, 0.0, 1.0);
}
`;

const uniforms = ['u_matrix', 'u_sizeRatio', 'u_pixelRatio'] as const;
type Uniform = (typeof uniforms)[number];
const { FLOAT, UNSIGNED_BYTE, POINTS } = WebGLRenderingContext;

export class DotProgram extends NodeProgram<Uniform> {
  getDefinition() {
    return {
      VERTICES: 1, VERTEX_SHADER_SOURCE: vertices, FRAGMENT_SHADER_SOURCE: fragments, METHOD: POINTS, UNIFORMS: uniforms,
      ATTRIBUTES: [
        { name: 'a_place', size: 2, type: FLOAT }, { name: 'a_size', size: 1, type: FLOAT },
        { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
    };
  }

  processVisibleItem(_index: number, at: number, data: NodeDisplayData): void {
    this.array.set([data.x, data.y, data.size, floatColor(data.color)], at);
  }

  setUniforms(params: RenderParams, { gl, uniformLocations }: { gl: WebGLRenderingContext; uniformLocations: Record<Uniform, WebGLUniformLocation> }): void {
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, params.matrix);
    gl.uniform1f(uniformLocations.u_sizeRatio, params.sizeRatio);
    gl.uniform1f(uniformLocations.u_pixelRatio, params.pixelRatio);
  }
}
