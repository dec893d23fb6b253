import type { Origin } from '../../model/origin.ts';
import type { Capabilities } from './capabilities.ts';
import type { TemplateFile } from './scope.ts';
import type { ReleaseInfo, RenderRequest } from '../types.ts';

/** What rendering asks of the language: this is all that `render/` knows of it. */
export interface Engine {
  render(request: EngineRequest): EngineResult;
}

export interface EngineRequest {
  /** In parse order, which is the order of rendering, too. */
  readonly files: readonly TemplateFile[];
  readonly release: ReleaseInfo;
  readonly capabilities: Capabilities;
  /** See `RenderRequest.lookup`. */
  readonly lookup?: RenderRequest['lookup'];
  /** Seconds since 1970 for `now`. */
  readonly now?: number;
  /** Renders this one file alone; the others are parsed for what they define. */
  readonly only?: string;
  /** Asks for a trace; an engine may leave it out. */
  readonly trackOrigin: boolean;
}

export type EngineResult =
  | { readonly ok: true; readonly texts: ReadonlyMap<string, string>; readonly trace?: Trace }
  | {
      readonly ok: false;
      /** What `helm template` prints behind `Error: `, without its hint about --debug. */
      readonly error: string;
      readonly template?: string;
      readonly line?: number;
      readonly column?: number;
      /** Pointer of the value that the templates read last before; only with tracking. */
      readonly values?: string;
    };

/** What the engine remembers of a render with tracking. */
export interface Trace {
  /** Where the text between two offsets of a rendered file comes from. */
  originAt(template: string, start: number, end: number): TracedOrigin | undefined;
}

export interface TracedOrigin {
  /** `exact`: the value was printed as it is; `probably`: it went through a function, or others took part. */
  readonly certainty: Origin['certainty'];
  /** Pointer into the values of the release, where a value made the text. */
  readonly values?: string;
  /** True where several values made parts of the text; `values` is then the last of them. */
  readonly several?: true;
  /** The template's file and line that printed it. */
  readonly template: string;
  readonly line: number;
}
