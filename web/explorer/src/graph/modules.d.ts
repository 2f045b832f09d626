declare module 'graphology-layout-forceatlas2/iterate' {
  /** One round of the forces on nodes of ten numbers and edges of three; the arrays are changed. */
  export default function iterate(settings: Record<string, unknown>, nodes: Float32Array, edges: Float32Array): unknown;
}
