// The drawing's place on the page: it hands what is shown to the scene, and what the mouse does to the page.
import { useEffect, useRef, useState } from 'react';
import type { Bundle } from '../core/bundle';
import type { Position } from '../core/layout';
import { Scene, type Emphasis, type SceneEvents, type Shown } from '../graph/scene';

export function Canvas({ shown, emphasis, theme, lasso, events, onScene }: {
  shown: Shown; emphasis: Emphasis | null; theme: 'light' | 'dark'; lasso: boolean;
  events: Omit<SceneEvents, 'hover'> & { hover(node: string | null, line: Bundle | null): void }; onScene: (s: Scene) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const scene = useRef<Scene | null>(null);
  const latest = useRef(events);
  latest.current = events;
  useEffect(() => {
    const s = new Scene(box.current!, {
      node: (...a) => latest.current.node(...a), expand: (...a) => latest.current.expand(...a), menu: (...a) => latest.current.menu(...a),
      line: (...a) => latest.current.line(...a), stage: () => latest.current.stage(), hover: (...a) => latest.current.hover(...a),
      pin: (...a) => latest.current.pin(...a), lasso: (...a) => latest.current.lasso(...a),
    });
    scene.current = s;
    onScene(s);
    const size = new ResizeObserver(() => void s.sigma.scheduleRender());
    size.observe(box.current!);
    return () => {
      size.disconnect();
      s.end();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- one scene as long as the page is there
  }, []);
  useEffect(() => scene.current?.setTheme(theme), [theme]);
  useEffect(() => scene.current?.show(shown), [shown]);
  useEffect(() => scene.current?.emphasise(emphasis), [emphasis, shown]);
  useEffect(() => { if (scene.current) scene.current.lassoing = lasso; }, [lasso]);

  // Points come faster than the page is drawn again.
  const points = useRef<Position[]>([]);
  const [line, setLine] = useState<Position[]>([]);
  const draw = (to: Position[]) => setLine((points.current = to));
  const at = (e: React.PointerEvent): Position => {
    const r = e.currentTarget.getBoundingClientRect();
    return [e.clientX - r.left, e.clientY - r.top];
  };
  return (
    <div className="stage">
      <div ref={box} id="canvas" className="canvas" aria-hidden="true" onContextMenu={(e) => e.preventDefault()} />
      {lasso && (
        <svg className="lasso" role="presentation"
          onPointerDown={(e) => { e.currentTarget.setPointerCapture(e.pointerId); draw([at(e)]); }}
          onPointerMove={(e) => points.current.length && draw([...points.current, at(e)])}
          onPointerUp={() => {
            if (points.current.length > 2) events.lasso(scene.current?.within(points.current) ?? []);
            draw([]);
          }}>
          {line.length > 1 && <polygon points={line.map((p) => p.join()).join(' ')} />}
        </svg>
      )}
    </div>
  );
}
