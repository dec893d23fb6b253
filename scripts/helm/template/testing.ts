import type { JsonObject } from '../../model/json.ts';
import { createEngine } from '../engine.ts';
import type { EngineResult } from '../render/engine.ts';
import type { Scope } from '../render/scope.ts';

const engine = createEngine();
const name = 't/templates/a.yaml';

/** What the engine makes of one template over `values`, which it may change; `partial` defines what it includes. */
export function renderTemplate(text: string, values: JsonObject, { partial = '', trackOrigin = false, now }: { readonly partial?: string; readonly trackOrigin?: boolean; readonly now?: number } = {}): EngineResult {
  const chart = { name: 't', path: 't', dependencies: [], metadata: {}, chart: { files: [] } } as unknown as Scope['chart'];
  const scope: Scope = { chart, metadata: { Name: 't' }, values, files: [], subcharts: [] };
  const file = (of: string, source: string, isPartial: boolean) => ({ name: of, text: source, basePath: 't/templates', scope, partial: isPartial, file: { name: of.slice(2), data: new Uint8Array() } });
  return engine.render({
    files: [file(name, text, false), ...(partial === '' ? [] : [file('t/templates/_partial.tpl', partial, true)])], release: { name: 'r', namespace: 'default', revision: 1 },
    capabilities: { kubeVersion: { version: 'v1.37.0', normalized: 'v1.37.0', major: '1', minor: '37' }, apiVersions: ['v1'] }, trackOrigin, ...(now !== undefined && { now }),
  });
}

/** The text that a template made; undefined where it failed. */
export const textOf = (result: EngineResult): string | undefined => (result.ok ? result.texts.get(name) : undefined);
