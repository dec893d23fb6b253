import { getKey, isObject, setKey } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { ResolvedChart } from '../values/dependencies.ts';
import { compileSchema, TooManySteps, type CompileResult, type RemoteSchema, type Validate } from './compile.ts';
import { printViolations, violationsOf, type Violation } from './messages.ts';

/** Compiled schemas by their text; lives as long as the charts do. */
export type SchemaCache = Map<string, CompileResult>;

export interface SchemaFailure {
  /** The chart whose schema is not met, by its path of names. */
  readonly chart: string;
  /** Pointer of that chart's values in those of the release. */
  readonly at: string;
  readonly violations: readonly Violation[];
  /** Helm's text for this chart. */
  readonly text: string;
}

/** Checks a chart's values and those of each subchart against their schemas. */
export function validateValues(chart: ResolvedChart, values: JsonObject, cache: SchemaCache, remote: RemoteSchema): { failures: SchemaFailure[]; notChecked: string[] } {
  const failures: SchemaFailure[] = [];
  const notChecked: string[] = [];
  visit(chart, values, '');
  return { failures, notChecked: [...new Set(notChecked)] };

  function visit(one: ResolvedChart, own: JsonObject, at: string): void {
    const { schema } = one.chart;
    if (schema !== undefined) {
      let compiled = cache.get(schema);
      if (compiled === undefined) cache.set(schema, (compiled = compileSchema(schema, remote)));
      notChecked.push(...compiled.notChecked.map((sentence) => `chart ${one.path}: ${sentence}`));
      if (!compiled.ok) failures.push({ chart: one.path, at, violations: [{ pointer: '', message: compiled.error, causes: [] }], text: `${one.name}:\n${compiled.error}` });
      else {
        const violations = check(compiled.validate, plainNumbers(own));
        if (violations.length > 0) failures.push({ chart: one.path, at, violations, text: `${one.name}:\n${printViolations(violations)}\n` });
      }
    }
    for (const sub of one.dependencies) {
      const inside = getKey(own, sub.name);
      if (inside === undefined || inside === null) continue;
      if (isObject(inside)) visit(sub, inside, `${at}/${sub.name}`);
      else failures.push({ chart: sub.path, at: `${at}/${sub.name}`, violations: [], text: `${sub.name}:\ninvalid type for values: expected object (map), got ${typeof inside}\n` });
    }
  }
}

/** A schema may refer to itself without ever coming to a value, or to so much that it never ends. */
function check(validate: Validate, values: Json): Violation[] {
  try {
    return violationsOf(validate(values));
  } catch (error) {
    if (error instanceof RangeError) return [{ pointer: '', message: 'the references of the schema lead in a circle', causes: [] }];
    if (error instanceof TooManySteps) return [{ pointer: '', message: error.message, causes: [] }];
    throw error;
  }
}

/** int64 (bigint) as a number, which is all that a schema tells apart; the same object where there is none. */
function plainNumbers<T extends Json>(value: T): Json {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map((item) => plainNumbers(item));
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const [key, item] of Object.entries(value)) setKey(copy, key, plainNumbers(item));
  return copy;
}
