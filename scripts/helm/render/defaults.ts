import { atPointer, pointerTokens } from '../../lib/json.ts';
import { entryAt, parseYaml, placeOf, type YNode } from '../../lib/yaml/index.ts';
import type { OriginStep } from '../../model/origin.ts';
import type { Chart } from '../types.ts';
import type { ResolvedChart } from '../values/dependencies.ts';

/** `/controllers/main/replicas` as `controllers.main.replicas`; lists as `env[0]`. */
export function dotted(pointer: string): string {
  return pointerTokens(pointer).map((token, index) => (/^\d+$/.test(token) ? `[${token}]` : /^[\w-]+$/.test(token) ? (index === 0 ? token : `.${token}`) : `${index === 0 ? '' : '.'}${JSON.stringify(token)}`)).join('');
}

/**
 * The charts whose values.yaml may hold the default of a value, nearest to the release first, each with the pointer
 * there: a parent's `/redis/port` is the subchart's `/port`, and a `global` may stand at every level.
 */
export function holders(root: ResolvedChart, pointer: string): { chart: Chart; pointer: string }[] {
  const [first, ...rest] = pointerTokens(pointer);
  const inside = pointer.slice(`/${first}`.length).length === 0 ? '' : pointer.slice(pointer.indexOf('/', 1));
  const sub = root.dependencies.find(({ name }) => name === first);
  const here = [{ chart: root.chart, pointer }];
  if (sub === undefined) return here;
  // globals of a parent win over those of the subchart
  const globals = rest[0] === 'global' ? holders(root, inside) : [];
  return [...globals, ...here, ...holders(sub, inside)];
}

/** The step for a value that is a chart's default: the line of values.yaml that sets it. */
export function defaultStep(root: ResolvedChart, pointer: string): OriginStep | undefined {
  for (const holder of holders(root, pointer)) {
    if (atPointer(holder.chart.values, holder.pointer) === undefined) continue;
    const source = treeOf(holder.chart);
    const entry = source === undefined ? undefined : entryAt(source, holder.pointer);
    const node = entry?.key ?? entry?.value;
    const place = node === undefined ? undefined : placeOf(node.source, node.start, node.end);
    const file = `${holder.chart.location ?? holder.chart.metadata.name}/values.yaml`;
    return {
      kind: 'chartDefault',
      name: dotted(pointer),
      ...(place === undefined ? {} : { detail: `${file}:${place.line}` }),
      ...(place === undefined || holder.chart.location === undefined ? {} : { place: { ...place, file } }),
    };
  }
  return undefined;
}

const trees = new WeakMap<Chart, { root: YNode | undefined }>();

function treeOf(chart: Chart): YNode | undefined {
  let tree = trees.get(chart);
  if (tree === undefined) trees.set(chart, (tree = { root: parseYaml(chart.valuesText).documents[0]?.root }));
  return tree.root;
}
