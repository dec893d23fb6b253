import type { JsonObject } from '../../../model/json.ts';
import type { FieldError } from '../../errors.ts';
import { Node } from '../../native/kit/node.ts';
import { containersOf } from '../../native/pod/spec.ts';
import { type Control, controls, newestMinor } from './controls.ts';
import type { SecurityLevel } from './labels.ts';

/** What a Pod does that a level of the Pod Security Standards forbids. */
export interface PodSecurityError extends FieldError {
  /** `privileged`, `runAsNonRoot` ... as upstream names its checks. */
  readonly control: string;
}

/**
 * Evaluates the Pod of an object (a Pod, or a workload by its template) against a level. `minor`: 35 for v1.35; undefined is the
 * newest. `server`: the minor version of the server, beyond which no policy is known to it. Upstream: policy/registry.go EvaluatePod.
 */
export function evaluatePod(object: JsonObject, level: SecurityLevel, minor: number | undefined, server: number = newestMinor): PodSecurityError[] {
  const found: FieldError[] = [];
  const pod = podOf(new Node(found, object));
  if (level === 'privileged' || pod === undefined) return [];
  const version = Math.min(minor ?? newestMinor, server, newestMinor);
  const facts = { annotations: pod.get('metadata').get('annotations'), spec: pod.get('spec'), containers: containersOf(pod.get('spec')) };
  const errors: PodSecurityError[] = [];
  for (const control of controlsOf(level, version)) {
    found.length = 0;
    checkOf(control, version)?.(facts);
    for (const error of found) errors.push({ ...error, reason: 'admission', control: control.id });
  }
  return errors;
}
function controlsOf(level: SecurityLevel, version: number): readonly Control[] {
  if (level === 'baseline') return controls.filter((control) => control.level === 'baseline');
  const overridden = new Set(controls.filter((control) => checkOf(control, version) !== undefined).map((control) => control.overrides));
  return controls.filter((control) => !overridden.has(control.id));
}
function checkOf(control: Control, version: number) {
  return control.versions.findLast(([minor]) => minor <= version)?.[1];
}

const templates = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController']);
/** The Pod, or what an object makes Pods from. */
export function podOf(object: Node): Node | undefined {
  const kind = object.get('kind').str;
  if (kind === 'Pod') return object;
  const template = kind === 'PodTemplate' ? object.get('template')
    : kind === 'CronJob' ? object.get('spec').get('jobTemplate').get('spec').get('template')
      : templates.has(kind) ? object.get('spec').get('template') : undefined;
  return template?.present ? template : undefined;
}
