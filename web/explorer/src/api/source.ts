// The graph as far as it was asked for. What a view shows is made of a few questions, whose answers are kept until the
// filter or the store changes.
import { toServer } from '../core/filters';
import type { Entity, EntityType, Statement } from '../core/types';
import { shownIn, type View } from '../core/view';
import { ask } from './client';
import { Among, Counts, Neighbors } from './documents';

export interface Graph {
  entities: Entity[];
  statements: Statement[];
  /** Neighbours of each expanded node beyond those shown. */
  more: Map<string, number>;
  /** What the server left out, in words; empty when all is there. */
  omitted: string;
}

export const emptyGraph: Graph = { entities: [], statements: [], more: new Map(), omitted: '' };

interface Around { ids: string[]; total: number | null; asked: number }
type Row = { id: string; name: string; type: EntityType; statementCount: number | null };

/** The most entities that one question may name. */
const atOnce = 1000;

export class Source {
  private key = '';
  private entities = new Map<string, Entity>();
  private around = new Map<string, Around>();
  private totals = new Map<string, number>();

  /** Forgets what was asked, as after a change of the store. */
  forget(): void {
    this.key = '';
  }

  entity(id: string): Entity | undefined {
    return this.entities.get(id);
  }

  learn(rows: Iterable<Row | null | undefined>): void {
    for (const row of rows) {
      if (row) this.entities.set(row.id, { id: row.id, name: row.name, type: row.type, statements: row.statementCount ?? 0, neighbors: null });
    }
  }

  async graph(view: View, signal: AbortSignal): Promise<Graph> {
    const filter = toServer(view.filters);
    const key = JSON.stringify(filter);
    if (key !== this.key) {
      this.key = key;
      this.around.clear();
      this.totals.clear();
    }
    await this.expand(view, signal);
    const ids = shownIn(view, (id) => this.around.get(id)?.ids ?? []);
    if (!ids.length) return emptyGraph;
    const { statements, omitted, found } = await this.among(ids, filter, signal);
    const entities = ids.flatMap((id) => (found.has(id) ? [this.entities.get(id)!] : []));
    const more = await this.countMore(entities, statements, filter, signal);
    return { entities, statements, more, omitted };
  }

  /** Asks for neighbours until those of all expanded nodes that are shown are known. */
  private async expand(view: View, signal: AbortSignal): Promise<void> {
    for (let round = 0; round < 8; round++) {
      const shown = shownIn(view, (id) => this.around.get(id)?.ids ?? []);
      const wanted = shown.filter((id) => {
        const n = view.expand[id] ?? 0;
        const has = this.around.get(id);
        return n > 0 && (!has || (has.asked < n && has.ids.length >= has.asked));
      });
      if (!wanted.length) return;
      await Promise.all(wanted.map((id) => this.neighbors(id, view.expand[id]!, view, signal)));
    }
  }

  private async neighbors(id: string, first: number, view: View, signal: AbortSignal): Promise<void> {
    const { entity } = await ask(Neighbors, { id, first, filter: toServer(view.filters) }, signal);
    const rows = (entity?.neighbors?.nodes ?? []).flatMap((n) => (n?.entity ? [n.entity] : []));
    this.learn([entity, ...rows]);
    this.around.set(id, { ids: rows.map((r) => r.id), total: entity?.neighbors?.totalCount ?? null, asked: first });
    if (entity?.neighbors?.totalCount != null) this.totals.set(id, entity.neighbors.totalCount);
  }

  /** The statements with both ends among the entities. More than one question may name are asked for in pairs of parts. */
  private async among(ids: string[], filter: ReturnType<typeof toServer>, signal: AbortSignal) {
    const parts: string[][] = [];
    const size = ids.length <= atOnce ? atOnce : atOnce / 2;
    for (let i = 0; i < ids.length; i += size) parts.push(ids.slice(i, i + size));
    const groups = parts.length === 1 ? [parts[0]!] : parts.flatMap((a, i) => parts.slice(i + 1).map((b) => [...a, ...b]));
    const statements = new Map<string, Statement>();
    const found = new Set<string>();
    let omitted = '';
    const answers = await Promise.all(groups.map((group) =>
      ask(Among, { seeds: group.map((id) => ({ id })), most: Math.max(1, group.length), filter }, signal)));
    for (const { subgraph } of answers) {
      if (!subgraph) continue;
      this.learn(subgraph.entities ?? []);
      for (const e of subgraph.entities ?? []) if (e) found.add(e.id);
      for (const s of subgraph.statements ?? []) {
        if (!s?.subject || !s.object || !s.polarity || !s.modality) continue;
        statements.set(s.id, {
          id: s.id, text: s.text ?? '', subject: s.subject.id, object: s.object.id, predicate: s.predicate?.label ?? '',
          polarity: s.polarity, modality: s.modality, confidence: s.confidence, sources: s.independentSourceCount ?? 1,
          published: s.firstPublished, happened: s.time?.start ?? null, rejected: s.review === 'REJECTED',
        });
      }
      if (subgraph.truncated) {
        const left = (subgraph.omitted ?? []).filter((o) => o.reason.toLowerCase() !== 'filter')
          .map((o) => `${o.count ?? 'some'} by the limit on ${o.reason.toLowerCase()}`);
        omitted = `Not all is shown: ${left.join(', ') || 'the server cut the answer'} left out. A filter makes it fewer.`;
      }
    }
    return { statements: [...statements.values()], omitted, found };
  }

  /** How many neighbours of each node are not shown. For very many nodes that is not asked. */
  private async countMore(entities: Entity[], statements: Statement[], filter: ReturnType<typeof toServer>, signal: AbortSignal) {
    const tied = new Map<string, Set<string>>();
    const tie = (a: string, b: string) => (tied.get(a) ?? tied.set(a, new Set()).get(a)!).add(b);
    for (const s of statements) {
      if (s.subject === s.object) continue;
      tie(s.subject, s.object);
      tie(s.object, s.subject);
    }
    const unknown = entities.filter((e) => !this.totals.has(e.id)).map((e) => e.id);
    if (entities.length <= 250) {
      for (let i = 0; i < unknown.length; i += 50) {
        const { nodes } = await ask(Counts, { ids: unknown.slice(i, i + 50), filter }, signal);
        for (const n of nodes ?? []) if (n?.__typename === 'Entity' && n.neighbors?.totalCount != null) this.totals.set(n.id, n.neighbors.totalCount);
      }
    }
    return new Map(entities.flatMap((e) => {
      const left = (this.totals.get(e.id) ?? 0) - (tied.get(e.id)?.size ?? 0);
      return left > 0 ? [[e.id, left] as const] : [];
    }));
  }
}
