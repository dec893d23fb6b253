import { globMatch } from './files.ts';
import { knownFunctions, makeFunctions } from './functions/index.ts';
import { toYaml } from './functions/convert.ts';
import { FunctionError } from './functions/kit.ts';
import { goVersion, helmVersion } from './render/capabilities.ts';
import type { Engine, EngineRequest, EngineResult, Trace } from './render/engine.ts';
import type { Scope, TemplateFile } from './render/scope.ts';
import { LimitError, spend, spendText, startWork } from './template/bounds.ts';
import { textOfBytes } from './template/bytes.ts';
import { compileFile, execute } from './template/exec.ts';
import { position, TemplateError } from './template/lex.ts';
import type { Compiled, FunctionEntry, State } from './template/state.ts';
import { createTracker, sliceSpans, type Provenance, type Span, type Tracker } from './template/track.ts';
import { asPlainMap, GoBytes, GoObject, int64, isMap, ofType, zeroOf, type Value, type ValueMap } from './template/value.ts';
import type { ChartFile } from './types.ts';

/** What an engine keeps for as long as it lives. */
interface Caches {
  /** Compiled files by text and name: shared by all charts that hold the same file. */
  readonly files: Map<string, Map<string, Compiled[] | TemplateError>>;
  /** What a chart's files define together, by the first of them: releases with the same files share it. */
  readonly charts: WeakMap<ChartFile, Linked>;
}

interface Linked {
  readonly files: readonly ChartFile[];
  readonly names: readonly string[];
  readonly definitions: Map<string, Compiled>;
}

/** The engine of this folder: Go's template language with Sprig and Helm's functions (pkg/engine/engine.go). */
export function createEngine(): Engine {
  const caches: Caches = { files: new Map(), charts: new WeakMap() };
  return { render: (request) => renderFiles(request, caches) };
}

const noValue = '<no value>';
const mark = { open: 'HELM_ERR_START', close: 'HELM_ERR_END' };
const mostIncludes = 1000;
/** What Helm calls a text that `tpl` runs. */
const tplName = 'gotpl';

function renderFiles(request: EngineRequest, caches: Caches): EngineResult {
  const linked = link(request.files, caches);
  if (!('definitions' in linked)) return linked;
  const track = request.trackOrigin ? createTracker() : undefined;
  const state: State = {
    definitions: linked.definitions, track, from: undefined, wantsRead: false, read: undefined, written: 0, depth: 0,
    functions: makeFunctions({
      now: () => (request.now === undefined ? Date.now() : request.now * 1000),
      seed: () => process.getBuiltinModule('node:crypto').createHash('sha256').update(`${request.release.namespace}/${request.release.name}`).digest('hex'),
      own: ownFunctions(request.lookup),
    }),
  };
  startWork();
  const texts = new Map<string, string>();
  const traced = new Map<string, readonly Span[]>();
  const contexts = makeContexts(request, track);
  try {
    // Files are rendered in the order in which they were parsed, so that the same one fails first.
    let scope: Scope | undefined;
    for (const file of request.files) {
      if (file.partial || (request.only !== undefined && file.name !== request.only)) continue;
      // one context for all files of a chart: what a file sets in it, the next ones see
      const context = contexts(file.scope);
      // the same map is a chart's common.Values and a plain map in the values of the chart around it
      if (scope !== file.scope) {
        if (scope !== undefined) asPlainMap(scope.values as ValueMap);
        scope = file.scope;
        ofType('common.Values', scope.values);
      }
      context['Template'] = ofType('common.Values', { Name: file.name, BasePath: file.basePath });
      const out = execute(state.definitions.get(file.name) as Compiled, context, state);
      const stripped = strip(out.text, out.spans);
      texts.set(file.name, stripped.text);
      if (track !== undefined) traced.set(file.name, stripped.spans);
    }
  } catch (error) {
    return { ...asFailure(error), ...(track?.last !== undefined && { values: track.last }) };
  }
  return track === undefined ? { ok: true, texts } : { ok: true, texts, trace: makeTrace(traced) };
}

/** Parses all files of a chart. */
function link(files: readonly TemplateFile[], caches: Caches): Linked | Extract<EngineResult, { ok: false }> {
  const first = files[0]?.file;
  const known = first === undefined ? undefined : caches.charts.get(first);
  if (known !== undefined && known.files.length === files.length && files.every(({ file, name }, i) => file === known.files[i] && name === known.names[i])) return known;
  const definitions = new Map<string, Compiled>();
  for (const { name, text } of files) {
    const parsed = parse(name, text, caches.files);
    if (parsed instanceof TemplateError) return { ok: false, error: `parse error at (${parsed.template}:${parsed.line}): ${lastPart(parsed.message)}`, template: name, line: parsed.line, column: parsed.column + 1 };
    for (const compiled of parsed) define(definitions, compiled);
  }
  const linked = { files: files.map(({ file }) => file), names: files.map(({ name }) => name), definitions };
  if (first !== undefined) caches.charts.set(first, linked);
  return linked;
}

/** Helm shows what stands behind the last colon (engine.go cleanupParseError). */
const lastPart = (message: string): string => message.slice(message.lastIndexOf(': ') + 1).trimStart();

/** More files than the charts of a cluster have; a process that goes on (`--watch`) does not grow without end. */
const mostTexts = 20_000;

function parse(name: string, text: string, cache: Caches['files']): Compiled[] | TemplateError {
  let byName = cache.get(text);
  if (byName === undefined) {
    if (cache.size >= mostTexts) cache.clear();
    cache.set(text, (byName = new Map()));
  }
  let parsed = byName.get(name);
  if (parsed === undefined) {
    try {
      parsed = compileFile(name, text, knownFunctions);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      parsed = error;
    }
    byName.set(name, parsed);
  }
  return parsed;
}

/** A later definition replaces an earlier one, unless it is empty (text/template AddParseTree). */
function define(definitions: Map<string, Compiled>, compiled: Compiled): void {
  const { name, body } = compiled.definition;
  const isEmpty = body.every((node) => node.type === 'text' && node.text.trim() === '');
  if (!isEmpty || !definitions.has(name)) definitions.set(name, compiled);
}

/** The functions that reach into the release. */
function ownFunctions(lookup: EngineRequest['lookup']): Readonly<Record<string, FunctionEntry>> {
  const included = new Map<string, number>();
  let from: Provenance | undefined;
  const inner = (compiled: Compiled, dot: Value, dotFrom: Provenance | undefined, state: State, clean: boolean, wantsRead = false): string => {
    const out = execute(compiled, dot, state, dotFrom, wantsRead);
    if (out.dump !== undefined) {
      state.read = out.dump.read;
      from = undefined;
      return '';
    }
    const { text, spans } = clean ? strip(out.text, out.spans) : out;
    from = state.track === undefined ? undefined : { exact: true, spans };
    return text;
  };
  const pathOf = (value: Value | undefined, state: State): Provenance | undefined => {
    const path = typeof value === 'object' && value !== null ? state.track?.pathOf(value) : undefined;
    return path === undefined ? undefined : { path, exact: true };
  };
  return {
    include: {
      params: 'sa',
      call: (args, state) => {
        const name = args[0] as string;
        const dot = args[1];
        const { wantsRead } = state;
        state.wantsRead = false;
        const compiled = state.definitions.get(name);
        if (compiled === undefined) throw new FunctionError(`template: no template "${name}" associated with template "gotpl"`);
        const depth = included.get(name) ?? 0;
        if (depth > mostIncludes) throw new FunctionError(`rendering template has a nested reference name: ${name}: unable to execute template`);
        included.set(name, depth + 1);
        try {
          return inner(compiled, dot as Value, pathOf(dot, state), state, false, wantsRead);
        } catch (error) {
          // our stack may end before Helm stops counting
          if (error instanceof RangeError && depth === 1) throw new FunctionError(`rendering template has a nested reference name: ${name}: unable to execute template`);
          throw error;
        } finally {
          included.set(name, depth);
        }
      },
      trace: () => from,
    },
    tpl: {
      params: 'sa',
      call: ([text, dot], state) => {
        if (!(text as string).includes('{{')) {
          from = undefined;
          return (text as string).replaceAll(noValue, '');
        }
        let compiled: Compiled[];
        // to compile costs far more than to run
        spend(500 + (text as string).length);
        try {
          compiled = compileFile(tplName, text as string, knownFunctions);
        } catch (error) {
          if (error instanceof TemplateError) throw new FunctionError(`cannot parse template ${JSON.stringify(text)}: template: gotpl:${error.line}: ${error.message}`);
          throw error;
        }
        const [main, ...others] = compiled as [Compiled, ...Compiled[]];
        // What the text defines exists for this call only.
        const scope: State = others.length === 0 ? state : { ...state, definitions: new Map(state.definitions) };
        for (const other of others) define(scope.definitions, other);
        try {
          const result = inner(main, dot as Value, pathOf(dot, state), scope, true);
          if (scope !== state) state.written = scope.written;
          return result;
        } catch (error) {
          if (error instanceof TemplateError) throw new FunctionError(`error during tpl function execution for ${JSON.stringify(text)}: ${error.message}`);
          throw error;
        }
      },
      // What stands in the text itself was written where the text was.
      trace: (_, froms) => {
        const [source] = froms;
        if (from?.spans === undefined) return source;
        return { exact: true, spans: from.spans.flatMap((span) => (span.path === undefined && span.template === tplName ? writtenIn(span, source) : [span])) };
      },
    },
    required: {
      params: 'sa',
      call: ([message, value]) => {
        if (value === null || value === undefined || value === '') throw new FunctionError(`${mark.open}${message as string}${mark.close}`);
        return value;
      },
      trace: (_, froms) => froms[1],
    },
    fail: {
      params: 's',
      call: ([message]) => {
        throw new FunctionError(`${mark.open}${message as string}${mark.close}`);
      },
    },
    lookup: {
      params: 'ssss',
      call: ([apiVersion, kind, namespace, name]) => {
        const found = lookup?.(apiVersion as string, kind as string, namespace as string, name as string) ?? {};
        if (typeof found === 'string') throw new FunctionError(found);
        return found as Value;
      },
    },
  };
}

/** A part that a text given to `tpl` printed, with the origin of that place in the text. */
function writtenIn(span: Span, source: Provenance | undefined): Span[] {
  const at = span.at ?? 0;
  if (source?.spans === undefined) return [{ ...span, ...(source?.path !== undefined && { path: source.path }) }];
  if (span.source?.startsWith('{{', at) === true) {
    const around = source.spans.find((part) => part.start <= at && at < part.end);
    return [{ ...span, ...(around?.path !== undefined && { path: around.path }) }];
  }
  const parts = sliceSpans(source.spans, at, at + span.end - span.start, span.start - at);
  return parts.length === 0 ? [span] : parts;
}

/** Helm takes "<no value>" out of what a file prints. */
function strip(text: string, spans: readonly Span[]): { text: string; spans: readonly Span[] } {
  if (!text.includes(noValue)) return { text, spans };
  let out = '';
  let at = 0;
  const moved: Span[] = [];
  for (let found = text.indexOf(noValue); ; found = text.indexOf(noValue, at)) {
    const end = found < 0 ? text.length : found;
    moved.push(...sliceSpans(spans, at, end, out.length - at));
    out += text.slice(at, end);
    if (found < 0) return { text: out, spans: moved };
    at = found + noValue.length;
  }
}

/** Its `String` is a pointer's: what goes through a function prints as the struct that it is. */
class KubeVersion extends GoObject {
  override get shown(): string {
    return String(this.methods.get('String')?.());
  }
}

/** What each chart's templates see as their dot, made once per scope. */
function makeContexts(request: EngineRequest, track: Tracker | undefined): (scope: Scope) => ValueMap {
  const made = new Map<Scope, ValueMap>();
  const { release, capabilities } = request;
  const { version, kubeClientVersion } = capabilities.helmVersion ?? helmVersion;
  const releaseMap: ValueMap = {
    Name: release.name, Namespace: release.namespace, IsUpgrade: release.isUpgrade === true, IsInstall: release.isUpgrade !== true, Revision: BigInt(release.revision), Service: release.service ?? 'Helm',
  };
  const { kubeVersion } = capabilities;
  const text = (value: string) => () => value;
  const kube = new KubeVersion('common.KubeVersion', new Map<string, Value>([
    ['Version', kubeVersion.version], ['Major', kubeVersion.major], ['Minor', kubeVersion.minor],
  ]), new Map([['String', text(kubeVersion.normalized)], ['GitVersion', text(kubeVersion.version)]]), `{${kubeVersion.version} ${kubeVersion.normalized} ${kubeVersion.major} ${kubeVersion.minor}}`);
  let served: ReadonlySet<string> | undefined;
  const apiVersions = new GoObject('common.VersionSet', new Map(), new Map([['Has', (version: Value) => (served ??= new Set(capabilities.apiVersions)).has(String(version))]]), `[${capabilities.apiVersions.join(' ')}]`, [...capabilities.apiVersions]);
  const helm = new GoObject('common.BuildInfo', new Map<string, Value>([['Version', version], ['GitCommit', ''], ['GitTreeState', ''], ['GoVersion', goVersion], ['KubeClientVersion', kubeClientVersion]]));
  const capabilitiesObject = new GoObject('*common.Capabilities', new Map<string, Value>([['KubeVersion', kube], ['APIVersions', apiVersions], ['HelmVersion', helm]]));
  const contextOf = (scope: Scope): ValueMap => {
    const known = made.get(scope);
    if (known !== undefined) return known;
    const context = ofType<ValueMap>('common.Values', {
      Chart: chartOf(scope), Capabilities: capabilitiesObject, Release: releaseMap, Values: int64s(scope.values as ValueMap), Files: filesOf(scope.files),
    });
    made.set(scope, context);
    context['Subcharts'] = Object.fromEntries(scope.subcharts.map((sub) => [sub.chart.name, contextOf(sub)]));
    return context;
  };
  if (track !== undefined) {
    const register = (scope: Scope, path: string) => {
      track.setPath(scope.values, path);
      for (const sub of scope.subcharts) register(sub, `${path}/${sub.chart.name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    };
    for (const { scope } of request.files) if (scope.chart.path.split('/').length === 1) register(scope, '');
  }
  return contextOf;
}

function chartOf({ metadata }: Scope): Value {
  const annotations = metadata['Annotations'];
  if (typeof annotations === 'object' && annotations !== null) ofType('map[string]string', annotations);
  return metadata as Value;
}

/** Values with the integers of `--set` as what they are in Go, in place. */
function int64s<T extends Value[] | ValueMap>(values: T): T {
  for (const key in values) {
    const value = (values as ValueMap)[key];
    if (typeof value === 'bigint') (values as ValueMap)[key] = int64(value);
    else if (Array.isArray(value) || isMap(value)) int64s(value);
  }
  return values;
}

/** A chart is rendered many times, its files are read once. */
const fileTexts = new WeakMap<ChartFile, string>();

// a chart's files never change, and templates cannot change what they see of them
const filesObjects = new WeakMap<readonly ChartFile[], GoObject>();

function filesOf(files: readonly ChartFile[]): GoObject {
  let made = filesObjects.get(files);
  if (made === undefined) filesObjects.set(files, (made = filesObject(files)));
  return made;
}

/** `.Files`: a map of contents with Helm's methods (pkg/engine/files.go). */
function filesObject(files: readonly ChartFile[]): GoObject {
  const read = (file: ChartFile) => {
    spendText(file.data.length);
    const known = fileTexts.get(file);
    if (known !== undefined) return known;
    const text = textOfBytes(file.data);
    fileTexts.set(file, text);
    return text;
  };
  const base = (name: string) => name.slice(name.lastIndexOf('/') + 1);
  const find = (name: Value) => files.findLast((file) => file.name === name);
  const yaml = (encode: (file: ChartFile) => string) => () => toYaml(Object.fromEntries(files.map((file) => [base(file.name), encode(file)])));
  const bytes = (file: ChartFile) => new GoBytes(file.data, () => read(file));
  const items = ofType<ValueMap>('map[string][]uint8', Object.fromEntries(files.map((file) => [file.name, bytes(file)])));
  return new GoObject('engine.files', new Map(), new Map<string, (...args: Value[]) => Value>([
    ['Get', (name) => {
      const file = find(name as Value);
      return file === undefined ? '' : read(file);
    }],
    ['GetBytes', (name) => {
      const file = find(name as Value);
      return file === undefined ? zeroOf(items) : bytes(file);
    }],
    ['Glob', (pattern) => filesObject(files.filter((file) => globMatch(String(pattern), file.name)))],
    ['Lines', (name) => {
      const file = find(name as Value);
      return ofType('[]string', file === undefined ? [] : read(file).replace(/\n$/, '').split('\n'));
    }],
    ['AsConfig', yaml(read)],
    ['AsSecrets', yaml((file) => {
      spendText(file.data.length);
      return Buffer.from(file.data).toString('base64');
    })],
  ]), 'map[]', items);
}

/** An error in Helm's words (engine.go cleanupExecError): what `required` and `fail` say stands alone. */
function asFailure(error: unknown): Extract<EngineResult, { ok: false }> {
  if (error instanceof LimitError || error instanceof RangeError) return { ok: false, error: error instanceof LimitError ? error.message : 'the templates make too deep a recursion or too long a text' };
  if (!(error instanceof TemplateError)) throw error;
  const place = { template: error.template, line: error.line, column: error.column + 1 };
  const said = new RegExp(`${mark.open}((?:(?!${mark.open}).)*)${mark.close}`, 's').exec(error.message)?.[1];
  const location = /^template: ([^ ]+?:\d+(?::\d+)?): /.exec(error.message)?.[1];
  if (said !== undefined && location !== undefined) return { ok: false, error: `execution error at (${location}): ${said}`, ...place };
  return { ok: false, error: structured(error), ...place };
}

/**
 * Helm's form of an error that the language itself raised (engine.go reformatExecErrorMsg): each step of the way on two
 * lines, the message last. What a function says keeps Go's one line.
 */
function structured(error: TemplateError): string {
  const chain: TemplateError[] = [];
  for (let at: unknown = error; at instanceof TemplateError; at = at.cause) chain.push(at);
  const last = chain.at(-1);
  // a template that is not there: the one error of a function that Helm takes for the language's
  const steps = chain.map(({ message }) => /^template: (.+?): executing ("(?:[^"\\]|\\.)*") at <(.*?)>: (.*)$/s.exec(message));
  const missing = /^error calling include: (template: no template "[^"]*" associated with template "gotpl")$/.exec(steps.at(-1)?.[4] ?? '')?.[1];
  if ((last?.byFunction === true && missing === undefined) || steps.some((step) => step === null)) return error.message;
  return steps.map((step) => `${step?.[1]}\n  executing ${step?.[2]} at <${step?.[3]}>:\n    ${(step?.[4] ?? '').replace(/ template:.*$/s, '')}\n`).join('').concat(missing ?? '').trim();
}

function makeTrace(traced: ReadonlyMap<string, readonly Span[]>): Trace {
  return {
    originAt(template, start, end) {
      const spans = traced.get(template);
      if (spans === undefined) return undefined;
      const inside = spans.filter((span) => span.end > start && span.start < Math.max(end, start + 1));
      const valued = inside.filter((span) => span.path !== undefined);
      // Of `repository:tag@digest` the last part is what changes most.
      const best = valued.at(-1) ?? inside[0];
      if (best === undefined) return undefined;
      const { line } = best.source === undefined || best.at === undefined ? { line: 1 } : position(best.source, best.at);
      const several = new Set(valued.map((span) => span.path)).size > 1;
      const exact = best.path === undefined || (best.exact && !several);
      return { certainty: exact ? 'exact' : 'probably', template: best.template ?? template, line, ...(best.path !== undefined && { values: best.path }), ...(several && best.exact && { several: true }) };
    },
  };
}
