import { isObject } from '../../lib/json.ts';
import type { Chart, RenderRequest, RenderedDocument, RenderedManifest } from '../../helm/types.ts';
import type { Renderer } from '../../helm/render/index.ts';
import { readHead, splitDocuments } from '../../helm/render/split.ts';
import type { Json } from '../../model/json.ts';
import type { Tool } from '../../toolchain/index.ts';
import type { Ran, Sandbox } from '../../toolchain/sandbox.ts';

/** `helm template` of a chart that is written out from memory; an error's text is what follows `Error: `. */
export function helmTemplate(tool: Tool, sandbox: Sandbox): (chart: Chart, request: RenderRequest) => Ran {
  const written = new Map<string, string>();
  return (chart, request) => {
    const folder = written.get(chart.digest) ?? `charts/${chart.digest.slice(0, 16)}/${chart.metadata.name}`;
    if (!written.has(chart.digest)) write(chart, folder, sandbox);
    written.set(chart.digest, folder);
    const { release, kubeVersion, apiVersions = [], skipSchema } = request;
    const integers: string[] = [];
    const values = JSON.stringify(withoutIntegers(request.values, '', integers));
    sandbox.write('values.json', values);
    const ran = sandbox.run(tool, [
      'template', release.name, folder, '--namespace', release.namespace, '--values', 'values.json',
      ...(kubeVersion === undefined ? [] : ['--kube-version', kubeVersion]), ...apiVersions.flatMap((version) => ['--api-versions', version]),
      ...(skipSchema === true ? ['--skip-schema-validation'] : []), ...integers.flatMap((set) => ['--set', set]),
    ]);
    return ran.ok ? ran : { ok: false, message: ran.message.replace(/^Error: /, '') };
  };
}

/**
 * A renderer whose manifests are those of the binary. The engine renders as well: it knows the origins, the unused values
 * and the CRDs. The binary adds its own list of API versions to those of the cluster.
 */
export function helmRenderer(tool: Tool, sandbox: Sandbox, own: Renderer): Renderer {
  const template = helmTemplate(tool, sandbox);
  return (chart, request) => {
    const rendered = own(chart, request);
    const ran = template(chart, request);
    if (!ran.ok) {
      const problems = rendered.ok ? ([{ code: 'helm/render-failed', message: `helm ${tool.version}: ${ran.message}` }] as const) : rendered.problems;
      return { ok: false, error: ran.message, problems, notChecked: rendered.notChecked, warnings: rendered.warnings };
    }
    if (!rendered.ok) return { ...rendered, error: `helm ${tool.version} renders what the engine does not: ${rendered.error}` };
    const known = new Map(rendered.documents.map((document) => [key(document), document]));
    const documents = documentsOf(ran.output).map((document): RenderedDocument => ({ ...document, originOf: known.get(key(document))?.originOf ?? document.originOf }));
    return { ...rendered, unusedValues: rendered.unusedValues, documents, manifests: documents.filter((one): one is RenderedManifest => one.object !== undefined), text: ran.output };
  };
}

const key = ({ template, kind, name }: RenderedDocument): string => `${template} ${kind} ${name}`;

/** The documents that `helm template` printed. */
export function documentsOf(output: string): RenderedDocument[] {
  return splitDocuments(output).flatMap(({ text }) => {
    const template = /^# Source: (.*)\n/.exec(text)?.[1] ?? '';
    const read = readHead(text);
    if (!read.ok) return [];
    const { head, object } = read;
    return [{
      template, text, kind: head.kind, name: head.name, hooks: head.hook?.events ?? [], weight: head.hook?.weight ?? 0, ...(object !== undefined && { object }),
      originOf: () => ({ certainty: 'file' as const, steps: [{ kind: 'template' as const, name: template }] }),
    }];
  });
}

function write(chart: Chart, folder: string, sandbox: Sandbox): void {
  const { dependencies, ...metadata } = chart.metadata;
  const named = dependencies.map(({ importValues, enabled: _, ...rest }) => ({ ...rest, 'import-values': importValues }));
  // JSON is YAML: what was read from Chart.yaml is written as it was understood.
  sandbox.write(`${folder}/Chart.yaml`, JSON.stringify({ ...metadata, dependencies: named }));
  sandbox.write(`${folder}/values.yaml`, chart.valuesText);
  if (chart.schema !== undefined) sandbox.write(`${folder}/values.schema.json`, chart.schema);
  for (const { name, data } of [...chart.templates, ...chart.files]) sandbox.write(`${folder}/${name}`, data);
  for (const [index, sub] of chart.dependencies.entries()) write(sub, `${folder}/charts/${index}-${sub.metadata.name}`, sandbox);
}

/** Values as a file can hold them; integers, which a file would make floats of, are collected for `--set`. */
function withoutIntegers(value: Json, path: string, integers: string[]): Json {
  if (typeof value === 'bigint') {
    integers.push(`${path}=${value}`);
    return null;
  }
  if (Array.isArray(value)) return value.map((item, index) => withoutIntegers(item, `${path}[${index}]`, integers));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutIntegers(item, `${path}${path === '' ? '' : '.'}${name.replace(/[.,=[\]{}\\]/g, '\\$&')}`, integers)]));
}
