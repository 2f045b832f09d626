// What the page knows of the things it draws: the pure part of the program speaks of these and of nothing of the browser.

export const entityTypes = ['PERSON', 'ORGANIZATION', 'PLACE', 'PRODUCT', 'EVENT', 'WORK', 'LAW', 'GROUP', 'OTHER'] as const;
export type EntityType = (typeof entityTypes)[number];
export const modalities = ['ASSERTED', 'PLANNED', 'POSSIBLE'] as const;
export type Modality = (typeof modalities)[number];
export type Polarity = 'AFFIRMED' | 'NEGATED';

export interface Entity {
  id: string;
  name: string;
  type: EntityType;
  statements: number;
  /** How many entities share statements with it under the present filter; null while that is not known. */
  neighbors: number | null;
}

export interface Statement {
  id: string;
  text: string;
  subject: string;
  object: string;
  predicate: string;
  polarity: Polarity;
  modality: Modality;
  confidence: number | null;
  sources: number;
  /** When it was first published, and when it happened, as ISO dates; null where unknown. */
  published: string | null;
  happened: string | null;
  rejected: boolean;
}

/** How a line is drawn. Denial beats the modality: who denies a plan denies it. */
export const lineStyles = ['said', 'planned', 'possible', 'negated'] as const;
export type LineStyle = (typeof lineStyles)[number];

export function lineStyle(s: Pick<Statement, 'polarity' | 'modality'>): LineStyle {
  if (s.polarity === 'NEGATED') return 'negated';
  if (s.modality === 'PLANNED') return 'planned';
  return s.modality === 'POSSIBLE' ? 'possible' : 'said';
}

/** Names for people. */
export const typeNames: Record<EntityType, string> = {
  PERSON: 'Person', ORGANIZATION: 'Organisation', PLACE: 'Place', PRODUCT: 'Product', EVENT: 'Event', WORK: 'Work',
  LAW: 'Law', GROUP: 'Group', OTHER: 'Other',
};
export const lineNames: Record<LineStyle, string> = {
  said: 'Said to be so', planned: 'Planned', possible: 'Possible', negated: 'Denied',
};

/** Colours that people with any of the usual kinds of colour blindness can tell apart; each carries white icons legibly. */
export const typeColours: Record<EntityType, string> = {
  PERSON: '#c4512d', ORGANIZATION: '#0067a5', PLACE: '#00805c', PRODUCT: '#b0528c', EVENT: '#a06800', WORK: '#3a86b8',
  LAW: '#6a51a3', GROUP: '#7a5c2e', OTHER: '#6b7280',
};
/** Dash patterns in pixels: drawn, left out, drawn, left out. */
export const dashes: Record<LineStyle, [number, number, number, number] | null> = {
  said: null, planned: [9, 5, 9, 5], possible: [2.5, 4, 2.5, 4], negated: [9, 3.5, 2.5, 3.5],
};
export interface Palette { ink: string; faint: string; page: string; line: string; planned: string; negated: string }
export const palettes: Record<'light' | 'dark', Palette> = {
  light: { ink: '#1c2430', faint: '#5b6675', page: '#f7f8fa', line: '#8b95a3', planned: '#8b95a3', negated: '#c22f3d' },
  dark: { ink: '#e8ebf0', faint: '#9aa5b4', page: '#12161c', line: '#64707f', planned: '#64707f', negated: '#ff7a80' },
};
export function lineColour(style: LineStyle, palette: Palette): string {
  return style === 'negated' ? palette.negated : palette.line;
}

/** How many pixels wide a node's radius is. */
export function nodeSize(statements: number): number {
  return Math.min(26, 7 + 2.1 * Math.sqrt(Math.max(0, statements)));
}
