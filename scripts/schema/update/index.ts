import { kindName } from '../../lib/kubernetes/kind.ts';
import { text } from '../../lib/read.ts';
import type { KindName } from '../../model/graph.ts';
import type { JsonObject } from '../../model/json.ts';
import type { FieldError } from '../errors.ts';
import type { Shape } from '../shape.ts';
import type { SchemaStore } from '../store/store.ts';
import { makeJudge } from '../verdict.ts';
import { claim, data, quota, service, serviceCidr, volume } from './core.ts';
import { definition } from './crd.ts';
import { immutable, type Update } from './kit.ts';
import { immutableFields } from './table.ts';
import { job, pod, statefulSet } from './workloads.ts';

const checks: Readonly<Record<KindName, (update: Update) => void>> = {
  'apps/StatefulSet': statefulSet,
  'batch/Job': job,
  Pod: pod,
  PersistentVolumeClaim: claim,
  PersistentVolume: volume,
  Service: service,
  Secret: data,
  ConfigMap: data,
  ResourceQuota: quota,
  'networking.k8s.io/ServiceCIDR': serviceCidr,
  'apiextensions.k8s.io/CustomResourceDefinition': definition,
};

/**
 * What the API server refuses of a change to a built-in object because of what it was before; what it says to the new object
 * itself is the verdict's. Both sides as the server holds them (`defaults/`). Never throws.
 */
export function updateErrors(before: JsonObject, after: JsonObject, shape: Shape | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const update: Update = { before, after, shape, errors };
  const kind = kindName(text(after, 'apiVersion') ?? '', text(after, 'kind') ?? '');
  for (const path of Object.hasOwn(immutableFields, kind) ? immutableFields[kind]! : []) immutable(update, ...path.split('.'));
  if (Object.hasOwn(checks, kind)) checks[kind]!(update);
  return errors;
}

/** What the rules of a custom kind (`oldSelf` in x-kubernetes-validations) refuse of a change; empty for a kind without schema. */
export function transitionErrors(before: JsonObject, after: JsonObject, store: SchemaStore): FieldError[] {
  const judge = makeJudge(store, '');
  const known = new Set(judge.judge(after).errors.map(({ field, message }) => `${field} ${message}`));
  return judge.judge(after, before).errors.filter(({ field, message }) => !known.has(`${field} ${message}`));
}
