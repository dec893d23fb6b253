/// <reference lib="dom" />
import type { PageData } from '../data.ts';

/*
 * The functions of this folder run in the browser: their text is put into the page (Function.prototype.toString; Node has taken the
 * types out by then). So each is closed: it uses its arguments and the browser, and imports types only.
 */

export type Child = Node | string | undefined | false;
export type Props = Readonly<Record<string, string | number | boolean | undefined | ((event: never) => void)>>;

/** What every view is given. Text from the report gets into the document through `h` and `svg` only, which make text nodes. */
export interface Ui {
  readonly data: PageData;
  /** An element; properties that begin with `on` are listeners, `true` and `false` set and leave out an attribute. */
  h(tag: string, props?: Props, ...children: readonly Child[]): HTMLElement;
  svg(tag: string, props?: Props, ...children: readonly Child[]): SVGElement;
  /** The cluster that all views are narrowed to; -1 for all. */
  cluster(): number;
  /** Shows a view, searched for words. */
  show(view: string, words?: string): void;
  /** Appends what is there, a part at a time, as the reader scrolls. */
  grow<T>(list: HTMLElement, items: readonly T[], draw: (item: T, at: number) => Node, empty: string): void;
  /** A search field that reports after a pause. */
  search(label: string, changed: (words: readonly string[]) => void): HTMLInputElement;
  count(n: number, noun: string): string;
  /** Names of clusters, where there are several. */
  pills(clusters: readonly string[]): HTMLElement[];
}

export interface View {
  readonly element: HTMLElement;
  /** The cluster was changed, or the view is shown for the first time. */
  update(): void;
  /** Words to search for, from elsewhere in the page. */
  find(words: string): void;
}

export type MakeView = (ui: Ui) => View;
