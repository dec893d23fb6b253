import { createRequire } from 'node:module';
import type { Ajv, ErrorObject, Options } from 'ajv';
import { compileRe2 } from '../../lib/re2.ts';
import type { Json } from '../../model/json.ts';
import { wrongAsSchema } from './metaschema.ts';
import { draftOf, prepare, schemaBase, type Draft } from './prepare.ts';

/** A compiled schema: the errors of some values, empty where they fit. */
export type Validate = (values: Json) => readonly ErrorObject[];

export type CompileResult =
  | { readonly ok: true; readonly validate: Validate; readonly notChecked: readonly string[] }
  | { readonly ok: false; readonly error: string; readonly notChecked: readonly string[] };

/** Gives the text of a remote schema, or undefined where no cache holds it. */
export type RemoteSchema = (url: string) => string | undefined;

// loading these takes longer than many a render: only a chart with a schema pays for it
const require = createRequire(import.meta.url);
const ajvModule = () => require('ajv') as typeof import('ajv');
const ajv2019Module = () => require('ajv/dist/2019.js') as typeof import('ajv/dist/2019.js');
const ajv2020Module = () => require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
const addFormats = (ajv: Ajv): void => {
  const formats = require('ajv-formats') as { default: (ajv: Ajv, options: { mode: 'full' }) => void };
  formats.default(ajv, { mode: 'full' });
};

/** A schema from strangers may ask for 2^40 comparisons in forty lines. */
export class TooManySteps extends Error {}

/** Steps of checking some values by one schema, of about a thousand characters of what ajv makes of it each: a second or so. The largest real ones take some thousands. */
const maxSteps = 1_000_000;

/** Counts the calls of what ajv makes of a schema: each `$ref` is one. */
interface Counter {
  steps: number;
  count(weight: number): void;
}

const newCounter = (): Counter => ({
  // the schema itself is held against that of its draft without end: that takes as long as it is
  steps: -Infinity,
  count(weight) {
    this.steps += weight;
    if (this.steps > maxSteps) throw new TooManySteps('the schema takes too many steps');
  },
});

/** Go's regular expressions, in linear time whatever a schema holds. */
const regExp = Object.assign((pattern: string) => {
  const compiled = compileRe2(pattern);
  // ajv tells patterns apart by this text
  return { test: (text: string) => compiled.matcher(text).find(), toString: () => `/${pattern}/u` };
}, { code: 're2' });

/**
 * Compiles a values.schema.json as Helm's validator reads it. References to remote documents come from `remote`; where
 * one is missing, whatever leans on it accepts everything and is named in `notChecked`.
 */
export function compileSchema(text: string, remote: RemoteSchema): CompileResult {
  let schema: Json;
  try {
    schema = JSON.parse(text) as Json;
  } catch (error) {
    return { ok: false, error: `invalid JSON: ${(error as Error).message}`, notChecked: [] };
  }
  const draft = draftOf(schema);
  if (draft === undefined) return { ok: false, error: `unsupported $schema ${JSON.stringify((schema as { $schema?: Json }).$schema)}`, notChecked: [] };
  const counter = newCounter();
  const ajv = ajvFor(draft, counter);
  const wrong = wrongAsSchema(ajv, schema, draft, schemaBase);
  if (wrong !== undefined) return { ok: false, error: wrong, notChecked: [] };
  const notChecked: string[] = [];
  const main = prepare(schema, draft);
  const missingFile = main.files[0];
  if (missingFile !== undefined) return { ok: false, error: `failing loading ${JSON.stringify(missingFile)}: open ${new URL(missingFile).pathname}: no such file or directory`, notChecked };
  addRemotes(ajv, main.remotes, draft, remote, notChecked);
  try {
    const missing = new Set(notChecked.map((sentence) => /"(.*?)"/.exec(sentence)?.[1] ?? ''));
    const root = missing.size === 0 ? main.schema : withoutReferences(main.schema, missing, schemaBase);
    const compiled = ajv.compile(typeof root === 'boolean' ? root : { ...(root as object), ...(hasId(root) ? {} : { $id: schemaBase }) });
    const validate = (values: Json): readonly ErrorObject[] => {
      counter.steps = 0;
      return compiled(values) ? [] : [...(compiled.errors ?? [])];
    };
    return { ok: true, notChecked, validate };
  } catch (error) {
    return { ok: false, error: (error as Error).message, notChecked };
  }
}

const hasId = (schema: Json): boolean => typeof (schema as { $id?: Json } | null)?.$id === 'string';

function ajvFor(draft: Draft, counter: Counter): Ajv {
  // ajv runs its code with itself as `self`; every function begins by its parameters' defaults
  const process = (code: string): string => code.replace('={}){', `={}){self.steps.count(${Math.ceil(code.length / 1000)});`);
  const options: Options = {
    allErrors: true, strict: false, verbose: true, messages: false, logger: false, validateSchema: false, addUsedSchema: false, multipleOfPrecision: 10,
    // newer drafts only annotate with `format`
    validateFormats: draft.startsWith('draft'),
    unicodeRegExp: true, code: { regExp, es5: false, optimize: false, process },
  };
  const ajv = (draft === '2020-12' ? new (ajv2020Module().Ajv2020)(options) : draft === '2019-09' ? new (ajv2019Module().Ajv2019)(options) : new (ajvModule().Ajv)(options)) as Ajv;
  if (draft.startsWith('draft')) addFormats(ajv);
  return Object.assign(ajv, { steps: counter });
}

const maxRemotes = 200;

function addRemotes(ajv: Ajv, wanted: readonly string[], draft: Draft, remote: RemoteSchema, notChecked: string[]): void {
  const queue = [...wanted];
  const seen = new Set<string>();
  for (let url = queue.shift(); url !== undefined && seen.size < maxRemotes; url = queue.shift()) {
    if (seen.has(url)) continue;
    seen.add(url);
    const text = remote(url);
    try {
      if (text === undefined) throw new Error('no cache holds it');
      const schema = JSON.parse(text) as Json;
      const prepared = prepare(schema, draftOf(schema) ?? draft, url);
      queue.push(...prepared.remotes);
      const { $id, ...rest } = prepared.schema as Record<string, unknown>;
      void $id;
      ajv.addSchema({ ...rest, $id: url });
    } catch (error) {
      notChecked.push(`the schema refers to "${url}", which was not checked: ${(error as Error).message}`);
    }
  }
}

/** The schema with every reference to a document that is missing taken out, so that it accepts anything there. */
function withoutReferences(schema: Json, missing: ReadonlySet<string>, base: string): Json {
  if (Array.isArray(schema)) return schema.map((item) => withoutReferences(item, missing, base));
  if (typeof schema !== 'object' || schema === null) return schema;
  const id = schema['$id'];
  const inside = typeof id === 'string' ? safeUrl(id, base) : base;
  const entries = Object.entries(schema).filter(([key, value]) => !((key === '$ref' || key === '$dynamicRef') && typeof value === 'string' && missing.has(safeUrl(value, inside).split('#')[0] ?? '')));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutReferences(value, missing, inside)]));
}

function safeUrl(reference: string, base: string): string {
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
}
