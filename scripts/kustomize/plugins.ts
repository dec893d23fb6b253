import { parseYaml } from '../lib/yaml/index.ts';
import { BuildFailure, didYouMean, failBuild } from './failure.ts';
import type { Folder } from './folder.ts';
import { readBytes } from './folder.ts';
import type { GeneratorOptions } from './generators.ts';
import { generate, readOptions } from './generators.ts';
import { loadObjects, parseInline } from './load.ts';
import { mapField, textField } from './read.ts';
import type { TextAt } from './read.ts';
import type { Resource } from './resource.ts';
import { apiVersionOf, currentId, idText, kindOf, makeResource } from './resource.ts';
import { remarshal } from './roundtrip.ts';
import { stepSpot } from './steps.ts';
import type { Shape } from './structs.ts';
import { asStruct, pluginShapes } from './structs.ts';
import type { Transformer, TransformerKind } from './transformers.ts';
import { pluginTransformer } from './transformers.ts';
import { copyTree, fieldAt, fieldOf, isNull, mapScalars } from './tree.ts';
import type { KMap, KNode } from './tree.ts';

export type PluginField = 'generators' | 'transformers' | 'validators';

/** An entry that is itself the configuration, as YAML; undefined for the path of a file or folder. */
export function inlineConfig({ text, node }: TextAt): KMap[] | undefined {
  try {
    return loadObjects(parseInline(node));
  } catch (error) {
    // Kustomize takes for a path whatever it cannot read as objects; no path looks like these.
    if (error instanceof BuildFailure && !/\n|^\s*[[{]|: /.test(text)) return undefined;
    throw error;
  }
}

const isGenerator = (kind: string): boolean => kind.endsWith('Generator');

/** Ends the build at a plugin that is not built into Kustomize, as a build without plugins does. */
function checkKind(config: Resource, field: PluginField): keyof typeof pluginShapes {
  const kind = kindOf(config);
  const spot = fieldOf(config.root, 'kind') ?? config.root;
  if (apiVersionOf(config) !== 'builtin') {
    return failBuild(`the plugin ${kind} of ${apiVersionOf(config) || 'no apiVersion'} is not run: only those built into Kustomize are, with apiVersion "builtin"`, spot, { code: 'kustomize/refused' });
  }
  if (kind === 'HelmChartInflationGenerator') failBuild('a HelmChartInflationGenerator needs a Helm binary, which no build without plugins runs', spot, { code: 'kustomize/refused', help: 'write a HelmRelease' });
  const fitting = Object.keys(pluginShapes).filter((each) => isGenerator(each) === (field === 'generators'));
  if (!fitting.includes(kind)) return failBuild(`there is no built-in ${field === 'generators' ? 'generator' : 'transformer'} ${didYouMean(kind, fitting)}`, spot);
  return kind as keyof typeof pluginShapes;
}

function settingsOf(config: Resource, kind: keyof typeof pluginShapes): KMap {
  // Kustomize hands plugins their configuration as yaml.v3 writes it: `yes` is a text from here on, and so is every key.
  return asStruct(quoteKeys(mapScalars(copyTree(config.root), remarshal)), pluginShapes[kind] as Shape) as KMap;
}

function quoteKeys(node: KNode): KNode {
  if (node.type === 'scalar') return node;
  if (node.type === 'seq') return { ...node, items: node.items.map(quoteKeys) };
  return { ...node, items: node.items.map(({ key, value }) => ({ key: { ...key, style: 'double', tag: '' }, value: quoteKeys(value) })) };
}

/** The transformers that the objects of `transformers` or `validators` configure. */
export function loadTransformers(configs: readonly Resource[], field: PluginField, folder: Folder): (Transformer & { readonly config: Resource })[] {
  return configs.map((config) => {
    const kind = checkKind(config, field);
    return { kind, spot: config.root, config, run: pluginTransformer(kind as TransformerKind, settingsOf(config, kind), folder) };
  });
}

/** What an object of `generators` makes. */
export function runGenerator(config: Resource, folder: Folder): Resource {
  const kind = checkKind(config, 'generators');
  const settings = settingsOf(config, kind);
  const via = [...folder.via].reverse();
  if (kind === 'IAMPolicyGenerator') return serviceAccount(settings, folder, via);
  const meta = mapField(settings, 'metadata');
  const named = { ...settings, items: settings.items.filter(({ key }) => key.text !== 'metadata' && (kind === 'SecretGenerator' || key.text !== 'type')) };
  for (const key of ['name', 'namespace'] as const) {
    const own = fieldOf(meta, key);
    if (textField(named, key) !== '' || own === undefined || isNull(own)) continue;
    named.items = [...named.items.filter((item) => item.key.text !== key), ...(meta?.items.filter((item) => item.key.text === key) ?? [])];
  }
  const none: GeneratorOptions = readOptions(undefined);
  return generate(named, kind === 'SecretGenerator' ? 'Secret' : 'ConfigMap', none, (path, spot) => readBytes(folder, path, spot), via, folder.schemas);
}

/** IAMPolicyGenerator: a ServiceAccount bound to one of Google's; the texts go into YAML as they are. */
function serviceAccount(settings: KMap, folder: Folder, via: Resource['via']): Resource {
  const cloud = textField(settings, 'cloud');
  if (cloud !== 'gke') failBuild(`an IAMPolicyGenerator knows the cloud "gke" only, not "${cloud}"`, fieldOf(settings, 'cloud') ?? settings);
  const text = (...path: string[]): string => {
    const node = fieldAt(settings, ...path);
    return node?.type === 'scalar' && !isNull(node) ? node.text : '';
  };
  const namespace = text('kubernetesService', 'namespace');
  const yaml = `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  annotations:\n    iam.gke.io/gcp-service-account: ${text('serviceAccount', 'name')}@${text('serviceAccount', 'projectId')}.iam.gserviceaccount.com\n  name: ${text('kubernetesService', 'name')}\n${namespace === '' ? '' : `\n  namespace: ${namespace}\n`}`;
  const [root] = loadObjects(parseYaml(yaml, settings.source.file));
  if (root === undefined) return failBuild('this IAMPolicyGenerator makes nothing', settings);
  const spot = stepSpot({ kind: 'generator', spot: settings });
  return makeResource(mapScalars(root, (node) => ({ ...node, ...spot })) as KMap, via, folder.schemas);
}

/** Kustomize lets validators change nothing but the label `validated-by`. */
export function failOnChange(before: string, after: string, validator: Resource): void {
  if (before !== after) failBuild(`the validator ${idText(currentId(validator))} changes objects; only transformers may`, validator.root);
}
