// What the colours and the lines mean; only what is on the screen.
import { memo } from 'react';
import type { Bundle } from '../core/bundle';
import { entityTypes, lineNames, lineStyles, typeNames, type Entity } from '../core/types';
import { TypeIcon } from './parts';

export const Legend = memo(function Legend({ entities, bundles }: { entities: Entity[]; bundles: Bundle[] }) {
  const types = entityTypes.filter((t) => entities.some((e) => e.type === t));
  const styles = lineStyles.filter((s) => bundles.some((b) => b.style === s));
  if (!types.length) return null;
  return (
    <details className="legend" open={matchMedia('(min-width: 900px)').matches}>
      <summary>Legend</summary>
      <ul>{types.map((t) => <li key={t}><TypeIcon type={t} size={18} />{typeNames[t]}</li>)}</ul>
      <ul>{styles.map((s) => <li key={s} className={`tag ${s}`}><svg width="30" height="6" aria-hidden="true"><line x1="0" x2="30" y1="3" y2="3" /></svg>{lineNames[s]}</li>)}</ul>
    </details>
  );
});
