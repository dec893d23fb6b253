/// <reference lib="dom" />
import type { Camera } from './paint.ts';

export interface MovesOptions {
  readonly camera: Camera;
  /** The zooms between which it may be. */
  limits(): readonly [least: number, most: number];
  paint(): void;
  /** A click, or a double click, at a point of the stage. */
  press(x: number, y: number, twice: boolean): void;
}

export interface Moves {
  /** Zooms around a point of the stage, or its middle. */
  zoomBy(factor: number, x?: number, y?: number): void;
  panBy(x: number, y: number): void;
}

/** Moves the camera as pointers, fingers and the wheel want it. */
export function moves(stage: HTMLElement, { camera, limits, paint, press }: MovesOptions): Moves {
  function zoomBy(factor: number, x = stage.clientWidth / 2, y = stage.clientHeight / 2): void {
    const [least, most] = limits();
    const next = Math.min(most, Math.max(least, camera.zoom * factor));
    camera.x = x - ((x - camera.x) * next) / camera.zoom;
    camera.y = y - ((y - camera.y) * next) / camera.zoom;
    camera.zoom = next;
    paint();
  }
  function panBy(x: number, y: number): void {
    camera.x += x;
    camera.y += y;
    paint();
  }

  // A wheel scrolls the page until the picture is chosen.
  stage.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && document.activeElement !== stage) return;
    event.preventDefault();
    const { left, top } = stage.getBoundingClientRect();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 18 : event.deltaMode === 2 ? 400 : 1);
    zoomBy(Math.exp(-pixels / (event.ctrlKey ? 150 : 500)), event.clientX - left, event.clientY - top);
  }, { passive: false });

  const fingers = new Map<number, { x: number; y: number }>();
  let moved = 0;
  stage.addEventListener('pointerdown', (event) => {
    if (event.button > 1) return;
    if (fingers.size === 0) moved = 0;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  stage.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    const [dx, dy] = [event.clientX - before.x, event.clientY - before.y];
    moved += Math.abs(dx) + Math.abs(dy);
    if (other !== undefined) {
      const { left, top } = stage.getBoundingClientRect();
      const [was, is] = [Math.hypot(before.x - other.x, before.y - other.y), Math.hypot(event.clientX - other.x, event.clientY - other.y)];
      // Two fingers zoom around their middle, and move what is under it.
      panBy(dx / 2, dy / 2);
      if (was > 0) zoomBy(is / was, (event.clientX + other.x) / 2 - left, (event.clientY + other.y) / 2 - top);
    } else if (moved > 4) {
      stage.setPointerCapture(event.pointerId);
      stage.classList.add('dragging');
      panBy(dx, dy);
    }
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  for (const name of ['pointerup', 'pointercancel'] as const) stage.addEventListener(name, (event) => {
    fingers.delete(event.pointerId);
    stage.classList.remove('dragging');
  });
  for (const [name, twice] of [['click', false], ['dblclick', true]] as const) stage.addEventListener(name, (event) => {
    const { left, top } = stage.getBoundingClientRect();
    if (moved <= 4) press(event.clientX - left, event.clientY - top, twice);
  });
  return { zoomBy, panBy };
}
