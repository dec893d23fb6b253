import type { Origin } from '../../model/origin.ts';
import type { Capabilities } from './capabilities.ts';
import type { TemplateFile } from './scope.ts';
import type { ReleaseInfo } from '../types.ts';

/** What rendering asks of the language: this is all that `render/` knows of it. */
export interface Engine {
  render(request: EngineRequest): EngineResult;
}

export interface EngineRequest {
  /** In parse order. */
  readonly files: readonly TemplateFile[];
  readonly release: ReleaseInfo;
  readonly capabilities: Capabilities;
  readonly now?: number;
  readonly trackOrigin: boolean;
}

export type EngineResult =
  | { readonly ok: true; readonly texts: ReadonlyMap<string, string>; readonly trace?: Trace }
  | { readonly ok: false; readonly error: string; readonly template?: string; readonly line?: number; readonly column?: number };

/** What the engine remembers of a render with tracking. */
export interface Trace {
  /** Where the text at an offset of a rendered file comes from. */
  originAt(template: string, start: number, end: number): TracedOrigin | undefined;
  /** Dotted paths of values that were read, as JSON pointers into the release's values. */
  readonly reads: ReadonlySet<string>;
}

export interface TracedOrigin {
  readonly certainty: Origin['certainty'];
  /** Pointer into the values of the release, where a value made the text. */
  readonly values?: string;
  readonly template: string;
  readonly line: number;
}
