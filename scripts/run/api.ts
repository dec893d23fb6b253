import type { ExternalInput } from '../model/cluster.ts';
import type { ClusterFacts } from '../model/facts.ts';
import { groupOf, refOf } from '../lib/object.ts';
import { noRecall, type Recall } from '../lib/recall.ts';
import type { JsonObject } from '../model/json.ts';
import { declares } from '../render/admission.ts';
import type { ClusterApi } from '../render/api.ts';
import { evaluateBoolean } from '../schema/cel/boolean.ts';
import { complete } from '../schema/defaults/index.ts';
import type { FieldError } from '../schema/errors.ts';
import { shapeOf } from '../schema/shape.ts';
import { kindsOf } from '../schema/store/crd.ts';
import { kindsOfFacts } from '../schema/store/facts.ts';
import { customKinds } from '../schema/store/folder.ts';
import { openStore, type SchemaStore } from '../schema/store/store.ts';
import { updateErrors } from '../schema/update/index.ts';
import { namesVerdicts } from '../schema/named.ts';
import { makeJudge, type Judge } from '../schema/verdict.ts';

/** The API server of a Kubernetes version, or of a cluster whose facts are known, as far as rendering asks of it. */
export function openApi(kubernetesVersion: string, facts?: ClusterFacts, { featureGates, external = [], recall = noRecall }: { readonly featureGates?: readonly string[]; readonly external?: readonly ExternalInput[]; readonly recall?: Recall } = {}): ClusterApi {
  const store = openStore(kubernetesVersion, undefined, facts);
  const scopes = new Map(store.builtIns.map(({ apiVersion, kind, namespaced }) => [`${apiVersion}/${kind}`, namespaced]));
  // One judge for each set of definitions: batches ask for the same sets again and again, in lists made anew.
  const numbers = new WeakMap<JsonObject, number>();
  const judges = new Map<string, Judge>();
  const ofList = { apply: new WeakMap<readonly JsonObject[], Judge>(), create: new WeakMap<readonly JsonObject[], Judge>() };
  let count = 0;
  const judgeFor = (definitions: readonly JsonObject[], how: 'apply' | 'create'): Judge => {
    let judge = ofList[how].get(definitions);
    if (judge !== undefined) return judge;
    const key = how + definitions.map((crd) => numbers.get(crd) ?? (numbers.set(crd, ++count), count)).join(' ');
    judge = judges.get(key) ?? makeJudge(openStore(kubernetesVersion, customKinds(definitions.flatMap((crd) => kindsOf(crd))), facts), kubernetesVersion, { serverSideApply: how === 'apply', ...(featureGates !== undefined && { featureGates }) });
    judges.set(key, judge);
    ofList[how].set(definitions, judge);
    return judge;
  };
  const nameOf = namesVerdicts(store, kubernetesVersion, featureGates, facts);
  return {
    served: [...new Set([...store.builtIns.filter(({ served }) => served), ...servedOf(facts), ...store.customNames().filter(({ apiVersion }) => declares(external, groupOf(apiVersion)))].flatMap(({ apiVersion, kind }) => [apiVersion, `${apiVersion}/${kind}`]))],
    namespaced: (apiVersion, kind) => scopes.get(`${apiVersion}/${kind}`) ?? store.custom(apiVersion, kind)?.namespaced,
    resource: (apiVersion, kind) => store.builtIn(apiVersion, kind)?.resource ?? store.custom(apiVersion, kind)?.plural,
    evaluate: evaluateBoolean,
    refuses: (object, definitions, before, how = 'apply') => [...(before === undefined ? recall.about(object, nameOf(object, definitions, how), () => judgeFor(definitions, how).judge(object).errors) : judgeFor(definitions, how).judge(object, before).errors), ...(before === undefined ? [] : changeErrors(before, object, store))].map(({ field, pointer, reason, message }) => ({
      field, pointer, message, unknownField: reason === 'unknown-field', unknownKind: reason === 'unknown-kind',
      decoding: reason === 'unknown-field' || reason === 'type' || reason === 'duplicate-key' || reason === 'syntax',
    })),
  };
}

/** What a chart sees in `.Capabilities.APIVersions` beside the built-in kinds. */
function servedOf(facts: ClusterFacts | undefined): { readonly apiVersion: string; readonly kind: string }[] {
  if (facts === undefined) return [];
  const custom = kindsOfFacts(facts).filter(({ served }) => served).map(({ group, version, kind }) => ({ apiVersion: `${group}/${version}`, kind }));
  return [...custom, ...facts.aggregated.map(([apiVersion, kind]) => ({ apiVersion, kind }))];
}

/** What the server has against the change of an object of its own kinds that is there. */
function changeErrors(before: JsonObject, after: JsonObject, store: SchemaStore): readonly FieldError[] {
  const { apiVersion, kind } = refOf(after);
  return updateErrors(complete(before, store), complete(after, store), shapeOf(store, apiVersion, kind));
}
