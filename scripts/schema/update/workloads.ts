import { canonical } from '../../lib/equal.ts';
import { get, list, map, text } from '../../lib/read.ts';
import type { JsonObject } from '../../model/json.ts';
import { immutable, isSame, refuse, type Update } from './kit.ts';

const statefulSetMutable = new Set(['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds']);

/** Upstream: pkg/apis/apps/validation/validation.go ValidateStatefulSetUpdate. */
export function statefulSet(update: Update): void {
  const [before, after] = [map(update.before, 'spec'), map(update.after, 'spec')];
  for (const key of new Set([...Object.keys(after), ...Object.keys(before)])) if (!statefulSetMutable.has(key) && key !== 'volumeClaimTemplates') immutable(update, 'spec', key);
  const claims = (side: JsonObject) => list(side, 'spec', 'volumeClaimTemplates').map((claim): JsonObject => ({ ...map(claim), status: {} }));
  const whole = (side: JsonObject): JsonObject => ({ spec: { volumeClaimTemplates: claims(side) } });
  if (!isSame({ ...update, before: whole(update.before), after: whole(update.after) }, 'spec', 'volumeClaimTemplates')) refuse(update, ['spec', 'volumeClaimTemplates'], 'cannot change once it exists');
}

/** Upstream: pkg/apis/batch/validation/validation.go ValidateJobSpecUpdate. */
export function job(update: Update): void {
  const { before, after } = update;
  const isIndexed = text(after, 'spec', 'completionMode') === 'Indexed';
  // What the server has filled in belongs to nobody: leaving the field out leaves it as it is.
  const isLeftOut = get(after, 'spec', 'completions') === undefined && get(before, 'spec', 'completions') === 1;
  if (!isIndexed && !isLeftOut) immutable(update, 'spec', 'completions');
  else if (isIndexed && !isSame(update, 'spec', 'completions') && get(after, 'spec', 'completions') !== get(after, 'spec', 'parallelism')) refuse(update, ['spec', 'completions'], 'can only change together with parallelism, to the same number');
  for (const key of ['selector', 'completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy']) immutable(update, 'spec', key);
  if (get(before, 'spec', 'suspend') !== true) return immutable(update, 'spec', 'template');
  // A Job that has not started may still be told where to run.
  const [old, now] = [loose(before), loose(after)];
  immutable({ ...update, before: old, after: { ...after, ...now } }, 'spec', 'template');
}

/** The Job without what may change while it is suspended (AllowMutableSchedulingDirectives). */
function loose(object: JsonObject): JsonObject {
  const { metadata: _, ...template } = map(object, 'spec', 'template');
  const { nodeSelector: _a, tolerations: _b, schedulingGates: _c, affinity, ...spec } = map(template, 'spec');
  const { nodeAffinity: _d, ...others } = map(affinity ?? {});
  return { ...object, spec: { ...map(object, 'spec'), template: { ...template, spec: Object.keys(others).length === 0 ? spec : { ...spec, affinity: others } } } };
}

/** Upstream: pkg/apis/core/validation/validation.go ValidatePodUpdate, for pods that are scheduled. */
export function pod(update: Update): void {
  const [before, after] = [map(update.before, 'spec'), map(update.after, 'spec')];
  const free = new Set(['activeDeadlineSeconds', 'tolerations', 'schedulingGates', 'containers', 'initContainers', 'ephemeralContainers']);
  for (const key of new Set([...Object.keys(after), ...Object.keys(before)])) if (!free.has(key)) immutable(update, 'spec', key);
  const stay = list(after, 'tolerations').map((one) => canonical({ ...map(one), tolerationSeconds: null }));
  if (list(before, 'tolerations').some((one) => !stay.includes(canonical({ ...map(one), tolerationSeconds: null })))) refuse(update, ['spec', 'tolerations'], 'can only grow once the Pod exists');
  for (const key of ['containers', 'initContainers']) {
    const [old, now] = [list(before, key), list(after, key)];
    if (old.length !== now.length) refuse(update, ['spec', key], 'cannot come or go once the Pod exists');
    else now.forEach((_, index) => {
      const image = { ...map(now[index]), image: '' };
      const was = { ...map(old[index]), image: '' };
      // The pull policy has its default from the tag.
      const own: Update = { ...update, before: was, after: image, shape: update.shape?.field('spec')?.field(key)?.item, errors: [] };
      for (const field of new Set([...Object.keys(image), ...Object.keys(was)])) if (!isSame(own, field)) refuse(update, ['spec', key, index, field], 'cannot change once the Pod exists; only image can');
    });
  }
}
