// Texts cut where the words of a relation begin and end.
export interface Span { role: string; start: number; end: number }
export interface Piece { text: string; roles: string[] }

/** The text in pieces, each with the roles that its words have; spans may overlap, and what lies outside is left out. */
export function pieces(text: string, spans: readonly Span[], offset = 0): Piece[] {
  const marks = spans
    .map((s) => ({ role: s.role, start: Math.max(0, s.start - offset), end: Math.min(text.length, s.end - offset) }))
    .filter((s) => s.end > s.start);
  const cuts = [...new Set([0, text.length, ...marks.flatMap((s) => [s.start, s.end])])].sort((a, b) => a - b);
  const out: Piece[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [start, end] = [cuts[i]!, cuts[i + 1]!];
    const roles = marks.filter((s) => s.start <= start && s.end >= end).map((s) => s.role);
    out.push({ text: text.slice(start, end), roles: [...new Set(roles)] });
  }
  return out;
}

/** The server's snippets have <mark> around matches and entities for signs; everything else is text. */
export function snippetPieces(snippet: string): Piece[] {
  const plain = (s: string) => s.replace(/&(#39|#34|quot|amp|lt|gt);/g, (_, name: string) =>
    ({ '#39': "'", '#34': '"', quot: '"', amp: '&', lt: '<', gt: '>' })[name] ?? '');
  return snippet.split(/(<mark>.*?<\/mark>)/).filter(Boolean).map((part) =>
    part.startsWith('<mark>') ? { text: plain(part.slice(6, -7)), roles: ['match'] } : { text: plain(part), roles: [] });
}
