import type { Pointer } from './json.ts';
import type { Fix } from './fix.ts';
import type { ObjectRef, UnitId } from './ids.ts';
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
  /** The unit that it is about, or that renders the object. */
  readonly unit?: UnitId;
  readonly pointer?: Pointer;
  readonly place?: Place;
  /** The place is a line of base that head no longer has. */
  readonly side?: 'base';
  readonly origin?: Origin;
  readonly help?: string;
  /** Where a chart renders the object: how the chart sets the field. */
  readonly chart?: ChartField;
  /** What `--fix` writes. */
  readonly fix?: Fix;
  /** Why what would mend it is not written: a sentence. */
  readonly unfixable?: string;
}

/** How a chart sets a field of what it renders. */
export interface ChartField {
  /** `traefik 41.3.0` */
  readonly name: string;
  /** `networking/traefik` */
  readonly release: string;
  /** The values key to set, `controllers.main.resources.limits.memory`; absent where the chart offers none. */
  readonly key?: string;
}
