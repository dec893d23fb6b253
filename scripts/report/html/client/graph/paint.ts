/// <reference lib="dom" />
import type { Box } from './layout.ts';

/** Where the picture is: a point of it is at `x + zoom * point` of the stage. */
export interface Camera {
  x: number;
  y: number;
  zoom: number;
}

export interface Line {
  readonly from: Box;
  readonly to: Box;
  readonly sort: 'needs' | 'refers';
  readonly strong: boolean;
}

export interface Scene {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  /** Boxes that a search leaves; all where there is none. */
  readonly found: ReadonlySet<Box> | undefined;
  /** Children are indented below, not right of what applies them. */
  readonly narrow: boolean;
  readonly boxWidth: number;
}

/**
 * Draws the picture on a canvas: what is in sight, with as much text as there is room for. Nothing is kept between frames but widths of
 * texts, so that a frame costs what it shows. Colours are those of the style sheet.
 */
export function painter(canvas: HTMLCanvasElement): (scene: Scene, camera: Camera) => void {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const family = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
  const widths = new Map<string, number>();
  /** Width of a text at one pixel of font size. */
  const widthOf = (text: string, weight: number): number => {
    const key = `${weight} ${text}`;
    let known = widths.get(key);
    if (known === undefined) {
      context.font = `${weight} 20px ${family}`;
      widths.set(key, (known = context.measureText(text).width / 20));
    }
    return known;
  };

  return ({ boxes, lines, found, narrow, boxWidth }, { x, y, zoom }) => {
    const ratio = Math.min(2, devicePixelRatio || 1);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const style = getComputedStyle(canvas);
    const colour = (name: string) => style.getPropertyValue(`--${name}`);
    const [panel, line, text, soft, accent] = [colour('panel'), colour('line'), colour('text'), colour('soft'), colour('accent')];
    const inSight = (left: number, top: number, right: number, low: number) => right * zoom + x > 0 && left * zoom + x < width && low * zoom + y > 0 && top * zoom + y < height;
    const seen = boxes.filter((box) => inSight(box.x, box.y, box.x + boxWidth, box.y + box.height));
    const rowHeight = 40 * zoom;
    const near = rowHeight >= 24;

    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    inPicture();
    frames();
    applies();
    for (const dim of [true, false]) {
      const some = found === undefined ? (dim ? [] : seen) : seen.filter((box) => found.has(box) !== dim);
      context.globalAlpha = dim ? 0.18 : 1;
      inPicture();
      bodies(some);
      marks(some);
      texts(some);
    }
    context.globalAlpha = 1;
    inPicture();
    for (const one of lines) between(one);

    function inPicture(): void {
      context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y);
    }

    function frames(): void {
      context.fillStyle = colour('ground');
      context.strokeStyle = line;
      context.lineWidth = 1 / zoom;
      for (const { frame } of boxes) {
        if (frame === undefined || !inSight(frame.x, frame.y, frame.x + frame.width, frame.y + frame.height)) continue;
        context.beginPath();
        context.roundRect(frame.x, frame.y, frame.width, frame.height, Math.min(12, 3 / zoom));
        context.fill();
        context.stroke();
      }
    }

    /** Who applies whom: one path for all lines. */
    function applies(): void {
      context.strokeStyle = soft;
      context.globalAlpha = found === undefined ? 0.5 : 0.15;
      context.lineWidth = Math.max(1.3, 0.8 / zoom);
      context.beginPath();
      for (const box of boxes) {
        if (box.children.length === 0 || !inSight(box.x, box.y, box.x + box.wide + boxWidth, box.y + box.tall)) continue;
        const [x1, y1] = [box.x + boxWidth, box.y + box.height / 2];
        if (narrow) {
          const last = box.children.at(-1) as Box;
          context.moveTo(box.x + 13, box.y + box.height);
          context.lineTo(box.x + 13, last.y + last.height / 2);
          for (const child of box.children) {
            if (!inSight(child.x - 20, child.y, child.x, child.y + child.height)) continue;
            context.moveTo(box.x + 13, child.y + child.height / 2);
            context.lineTo(child.x, child.y + child.height / 2);
          }
        } else if (box.frame !== undefined) {
          context.moveTo(x1, y1);
          context.lineTo(box.frame.x, y1);
        } else for (const child of box.children) {
          const [x2, y2] = [child.x, child.y + child.height / 2];
          if (!inSight(x1, Math.min(y1, y2), x2, Math.max(y1, y2) + 1)) continue;
          const middle = (x1 + x2) / 2;
          context.moveTo(x1, y1);
          if (near || rowHeight > 8) context.bezierCurveTo(middle, y1, middle, y2, x2, y2);
          else context.lineTo(x2, y2);
        }
      }
      context.stroke();
    }

    function bodies(some: readonly Box[]): void {
      const groups = new Map<string, Box[]>();
      for (const box of some) {
        const fill = box.sort === 'cluster' ? text : box.outcome === 'failed' ? colour(near ? 'error-soft' : 'error') : box.outcome === 'blocked' || box.outcome === 'skipped' ? colour(near ? 'warn-soft' : 'warn') : !near && box.outcome === 'rendered' ? colour('ok-soft') : panel;
        const group = groups.get(fill);
        if (group === undefined) groups.set(fill, [box]);
        else group.push(box);
      }
      context.strokeStyle = line;
      context.lineWidth = 1.2;
      for (const [fill, group] of groups) {
        context.fillStyle = fill;
        if (rowHeight < 8) for (const box of group) context.fillRect(box.x, box.y, boxWidth, box.height);
        else {
          context.beginPath();
          for (const box of group) context.roundRect(box.x, box.y, boxWidth, box.height, 7);
          context.fill();
          context.stroke();
        }
      }
    }

    /** What became of it on the left, what was found in it on the right. */
    function marks(some: readonly Box[]): void {
      for (const box of some) {
        context.fillStyle = box.sort === 'cluster' ? accent : colour({ rendered: 'ok', failed: 'error', blocked: 'warn', skipped: 'warn', suspended: 'soft' }[box.outcome] ?? 'line');
        context.beginPath();
        context.roundRect(box.x, box.y, Math.max(5, 1 / zoom), box.height, rowHeight < 8 ? 0 : [7, 0, 0, 7]);
        context.fill();
        if (box.worst === undefined) continue;
        context.fillStyle = near || box.outcome === 'rendered' || box.outcome === '' ? colour(box.worst) : panel;
        context.beginPath();
        context.arc(box.x + boxWidth - 13, box.y + box.height / 2, near ? 4.5 : Math.min(box.height / 2 - 8, 2.2 / zoom), 0, 7);
        context.fill();
      }
    }

    /** At whole pixels of the screen, in sizes that are read; where there is no room for any, only what leads somewhere has a name. */
    function texts(some: readonly Box[]): void {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.textBaseline = 'middle';
      for (const box of some) {
        const [left, top, tall] = [Math.round(box.x * zoom + x), box.y * zoom + y, box.height * zoom];
        const inner = box.sort === 'cluster' ? panel : text;
        const solid = !near && ['failed', 'blocked', 'skipped'].includes(box.outcome);
        const room = (boxWidth - 15 - (box.worst === undefined ? 5 : 22)) * zoom;
        if (box.sort === 'object') {
          const size = Math.min(12.5 * Math.max(1, zoom), tall * 0.56);
          if (size < 8.5) continue;
          const kind = Math.min(room * 0.5, widthOf(box.sub, 400) * size);
          write(box.sub, left + 13 * zoom, top + tall / 2, kind, size, 400, soft);
          write(box.label, left + 13 * zoom + kind + 5 * zoom, top + tall / 2, room - kind - 5 * zoom, size, 500, text);
        } else if (near) {
          const size = Math.max(11, 12.5 * zoom);
          write(box.label, left + 15 * zoom, top + tall * 0.31, room, size, 600, inner);
          write(box.sub, left + 15 * zoom, top + tall * 0.74, room, Math.max(9, 11 * zoom), 400, box.sort === 'cluster' ? panel : soft);
        } else if (tall >= 12) write(box.label, left + 12 * zoom, top + tall / 2, room, Math.min(12.5, tall * 0.72), 600, solid ? panel : inner);
        else if (box.children.length > 0 && box.tall * zoom >= 16) write(box.label, left + 4, top + tall + 8, (box.frame === undefined ? boxWidth : boxWidth + 60) * zoom, 11, 600, text);
      }
    }

    function write(what: string, left: number, middle: number, room: number, size: number, weight: number, fill: string): void {
      const font = Math.round(size * 2) / 2;
      const wide = widthOf(what, weight) * font;
      let shown = what;
      if (wide > room) {
        let fits = Math.floor((what.length * room) / wide);
        while (fits >= 3 && widthOf((shown = `${what.slice(0, fits)}…`), weight) * font > room) fits--;
        if (fits < 3) return;
      }
      context.font = `${weight} ${font}px ${family}`;
      context.fillStyle = fill;
      context.fillText(shown, left, Math.round(middle));
    }

    /** From box to box, out at the side where no tree line goes. */
    function between({ from, to, sort, strong }: Line): void {
      const [edge, out] = narrow ? [boxWidth, 42] : [0, -42];
      const [x1, y1, x2, y2] = [from.x + edge, from.y + from.height * 0.72, to.x + edge, to.y + to.height * 0.72];
      if (!inSight(Math.min(x1, x2) - 42, Math.min(y1, y2), Math.max(x1, x2) + 42, Math.max(y1, y2))) return;
      context.strokeStyle = context.fillStyle = colour(sort === 'needs' ? 'accent' : 'purple');
      context.globalAlpha = strong ? 1 : 0.55;
      context.lineWidth = strong ? 2.2 : 1.3;
      context.setLineDash(sort === 'needs' ? [5, 4] : []);
      context.beginPath();
      context.moveTo(x1, y1);
      context.bezierCurveTo(x1 + out, y1, x2 + out, y2, x2, y2);
      context.stroke();
      context.setLineDash([]);
      context.beginPath();
      context.arc(x2, y2, 3.2, 0, 7);
      context.fill();
      context.globalAlpha = 1;
    }
  };
}
