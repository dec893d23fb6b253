import type { Pointer } from './json.ts';
import type { Fix } from './fix.ts';
import type { ObjectRef } from './ids.ts';
import type { Origin } from './origin.ts';
import type { Place } from './place.ts';

export type Level = 'error' | 'warn' | 'info' | 'off';

/** What a rule found, on the line of the source that a person edits. Reports are pure functions over these. */
export interface Finding {
  readonly rule: string;
  readonly level: Exclude<Level, 'off'>;
  readonly message: string;
  readonly cluster?: string;
  readonly object?: ObjectRef;
  readonly pointer?: Pointer;
  readonly place?: Place;
  /** The place is a line of base that head no longer has. */
  readonly side?: 'base';
  readonly origin?: Origin;
  readonly help?: string;
  /** What `--fix` writes. */
  readonly fix?: Fix;
  /** Why what would mend it is not written: a sentence. */
  readonly unfixable?: string;
}
