// Small parts that all panels are made of.
import { useEffect, useRef, type ReactNode } from 'react';
import { icons, signs, type Sign } from '../core/icons';
import { typeColours, typeNames, type EntityType } from '../core/types';

export function Icon({ sign, size = 18 }: { sign: Sign; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={signs[sign]} />
    </svg>
  );
}

/** A type's picture on its colour. */
export function TypeIcon({ type, size = 22 }: { type: EntityType; size?: number }) {
  return (
    <svg className="type-icon" width={size} height={size} viewBox="-6 -6 36 36" role="img" aria-label={typeNames[type]}>
      <circle cx="12" cy="12" r="18" fill={typeColours[type]} />
      <path d={icons[type]} />
    </svg>
  );
}

export function IconButton({ sign, label, onClick, pressed, disabled, shortcut }: {
  sign: Sign; label: string; onClick: () => void; pressed?: boolean; disabled?: boolean; shortcut?: string;
}) {
  return (
    <button type="button" className="icon-button" aria-label={label} title={shortcut ? `${label} (${shortcut})` : label} onClick={onClick}
      aria-pressed={pressed} disabled={disabled}>
      <Icon sign={sign} />
    </button>
  );
}

export function Loading({ what }: { what: string }) {
  return <p className="quiet loading" role="status"><span className="spinner" aria-hidden="true" />{what}</p>;
}

export function Failure({ error, retry }: { error: string; retry?: () => void }) {
  return (
    <div className="failure" role="alert">
      <p>{error}</p>
      {retry && <button type="button" className="button" onClick={retry}>Try again</button>}
    </div>
  );
}

/** A dialog over the page; Esc and a click beside it close it, and the focus goes back to where it was. */
export function Dialog({ title, onClose, children, wide }: { title: string; onClose: () => void; children: ReactNode; wide?: boolean }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current!;
    const before = document.activeElement as HTMLElement | null;
    if (!dialog.open) dialog.showModal();
    return () => {
      dialog.close();
      before?.focus?.();
    };
  }, []);
  return (
    <dialog ref={ref} className={wide ? 'dialog wide' : 'dialog'} aria-label={title}
      onCancel={(e) => { e.preventDefault(); onClose(); }} onClick={(e) => { if (e.target === ref.current) onClose(); }}>
      <header><h2>{title}</h2><IconButton sign="close" label="Close" onClick={onClose} /></header>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}

/** A number with commas. The browser's own way takes a tenth of a second the first time. */
export function count(n: number | null | undefined): string {
  return String(n ?? 0).replace(/\B(?=(\d{3})+$)/g, ',');
}

export function plural(n: number | null | undefined, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}
