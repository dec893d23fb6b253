import type { PageLevel } from '../../data.ts';

/** A unit, an object or a cluster, where it is drawn. Lengths are pixels at a zoom of 1. */
export interface Box {
  /** `u12` a unit, `o7` an object, `c0` a cluster, `m12` what is not shown of unit 12 */
  readonly id: string;
  readonly label: string;
  readonly sub: string;
  readonly sort: 'cluster' | 'unit' | 'object';
  readonly outcome: string;
  readonly worst: PageLevel | undefined;
  readonly parent: Box | undefined;
  readonly children: Box[];
  readonly height: number;
  x: number;
  y: number;
  /** Of the box with everything right of it. */
  wide: number;
  tall: number;
  /** Where children stand in several columns, a frame is around them. */
  frame: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | undefined;
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

export interface Sizes {
  readonly boxWidth: number;
  readonly gap: number;
  /** From a box to its children. */
  readonly between: number;
}

/**
 * Puts each tree right of its root, and children below each other in as many columns as bring it near to a form (width by height);
 * where `narrow`, children are indented below. Gives the extent of all.
 */
export function layout(roots: readonly Box[], form: number, narrow: boolean, { boxWidth, gap, between }: Sizes): Extent {
  const [pad, short, indent] = [10, 560, 26];
  const columnsOf = new Map<Box, Box[][]>();

  function columns(children: readonly Box[], count: number): Box[][] {
    const most = children.reduce((sum, { tall }) => sum + tall + gap, 0) / count;
    const made: Box[][] = [[]];
    let height = 0;
    for (const child of children) {
      // A column takes what is more in it than out of it.
      if (height + (child.tall + gap) / 2 > most && made.length < count) {
        made.push([]);
        height = 0;
      }
      made.at(-1)?.push(child);
      height += child.tall + gap;
    }
    return made;
  }

  function extent(made: readonly (readonly Box[])[]): Extent {
    const height = Math.max(...made.map((column) => column.reduce((sum, { tall }) => sum + tall + gap, -gap)));
    const width = made.reduce((sum, column) => sum + Math.max(...column.map(({ wide }) => wide)) + gap * 2, -gap * 2);
    return { width, height };
  }

  /** How large a picture of this extent would be drawn, where it is the whole. */
  const scale = (width: number, height: number) => Math.min(form / width, 1 / height);

  function measure(box: Box, left: number): void {
    box.frame = undefined;
    box.wide = boxWidth;
    box.tall = box.height;
    if (box.children.length === 0) return;
    const start = left + boxWidth + between;
    for (const child of box.children) measure(child, start);
    // What has children of its own comes first: their lines cross nothing then.
    const children = [...box.children.filter((child) => child.children.length > 0), ...box.children.filter((child) => child.children.length === 0)];
    let made = columns(children, 1);
    let { width, height } = extent(made);
    for (let count = 2, next = { width, height }; count <= children.length && next.height > short && (start + next.width) / next.height < form; count++) {
      const more = columns(children, count);
      next = extent(more);
      if (scale(start + next.width, next.height) < scale(start + width, height)) continue;
      made = more;
      ({ width, height } = next);
    }
    columnsOf.set(box, made);
    const edge = made.length > 1 ? pad : 0;
    box.wide = boxWidth + between + width + edge * 2;
    box.tall = Math.max(box.height, height + edge * 2);
  }

  function place(box: Box, left: number, top: number): void {
    box.x = left;
    box.y = top;
    const made = columnsOf.get(box);
    if (made === undefined) return;
    const edge = made.length > 1 ? pad : 0;
    let x = left + boxWidth + between + edge;
    for (const column of made) {
      let y = top + edge;
      for (const child of column) {
        place(child, x, y);
        y += child.tall + gap;
      }
      x += Math.max(...column.map(({ wide }) => wide)) + gap * 2;
    }
    if (edge > 0) box.frame = { x: left + boxWidth + between, y: top, width: box.wide - boxWidth - between, height: box.tall };
  }

  function below(box: Box, left: number, top: number): number {
    [box.x, box.y, box.frame] = [left, top, undefined];
    let down = top + box.height + gap;
    for (const child of box.children) down = below(child, left + indent, down);
    box.wide = boxWidth;
    box.tall = down - gap - top;
    return down;
  }

  let top = 0;
  let width = 0;
  for (const root of roots) {
    if (narrow) {
      top = below(root, 0, top) + gap * 3;
      width = boxWidth * 1.5;
    } else {
      measure(root, 0);
      place(root, 0, top);
      top += root.tall + gap * 6;
      width = Math.max(width, root.wide);
    }
  }
  return { width, height: top - gap * (narrow ? 4 : 6) };
}
