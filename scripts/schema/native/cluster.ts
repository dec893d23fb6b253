import { checkEnum, checkLabels, checkText, dnsLabel, pathSegment, dnsSubdomain, qualifiedName } from './kit/names.ts';
import type { Node } from './kit/node.ts';
import { positive } from './kit/values.ts';
import { checkRequirements } from './pod/resources.ts';
import { checkTolerations } from './pod/spec.ts';

/** PriorityClass. Upstream: pkg/apis/scheduling/validation/validation.go. */
const systemClasses: Readonly<Record<string, number>> = { 'system-node-critical': 2000001000, 'system-cluster-critical': 2000000000 };
export function checkPriorityClass(object: Node): void {
  const [name, value, policy] = [object.get('metadata').get('name'), object.get('value'), object.get('preemptionPolicy')];
  if (name.str.startsWith('system-')) {
    if (systemClasses[name.str] !== value.num || object.get('globalDefault').bool) name.forbidden('names that start with system- are for the classes of the system');
  } else if (value.num > 1_000_000_000) value.forbidden('may be at most 1000000000');
  if (policy.present) {
    if (policy.str === '') policy.required();
    else checkEnum(policy, ['PreemptLowerPriority', 'Never']);
  }
}
/** Upstream: ValidateWorkload (gate GenericWorkload). */
export function checkWorkload(object: Node): void {
  const [ref, groups] = [object.get('spec').get('controllerRef'), object.get('spec').get('podGroups')];
  if (ref.present) {
    if (ref.get('apiGroup').str !== '') checkText(ref.get('apiGroup'), dnsSubdomain);
    for (const key of ['kind', 'name']) {
      if (ref.get(key).str === '') ref.get(key).required();
      else checkText(ref.get(key), pathSegment);
    }
  }
  if (groups.length === 0) return groups.required('write at least one group');
  if (groups.length > 8) return groups.tooMany(8);
  const names = new Set<string>();
  for (const group of groups.items()) {
    const [name, policy] = [group.get('name'), group.get('policy')];
    checkText(name, dnsLabel);
    if (names.has(name.str)) name.duplicate();
    names.add(name.str);
    if (policy.has('basic') === policy.has('gang')) policy.invalid('must have basic or gang, and not both', '');
    else if (policy.has('gang')) positive(policy.get('gang').get('minCount'));
  }
}

/** RuntimeClass. Upstream: pkg/apis/node/validation/validation.go. */
export function checkRuntimeClass(object: Node): void {
  checkText(object.get('handler'), dnsLabel);
  const overhead = object.get('overhead');
  if (overhead.present) checkRequirements(overhead.with('limits', overhead.get('podFixed').named(overhead.as('limits'))), new Set(), false);
  const scheduling = object.get('scheduling');
  checkLabels(scheduling.get('nodeSelector'));
  const tolerations = scheduling.get('tolerations');
  checkTolerations(tolerations);
  const seen = new Set<string>();
  for (const toleration of tolerations.items()) {
    const key = ['key', 'operator', 'value', 'effect'].map((part) => toleration.get(part).str).join('\0');
    if (seen.has(key)) toleration.duplicate();
    seen.add(key);
  }
}

/** Lease and LeaseCandidate. Upstream: pkg/apis/coordination/validation/validation.go. */
export function checkLease(object: Node): void {
  const spec = object.get('spec');
  // strategy and preferredHolder are dropped (gate CoordinatedLeaderElection)
  const [duration, transitions] = [spec.get('leaseDurationSeconds'), spec.get('leaseTransitions')];
  if (duration.present && duration.num <= 0) duration.invalid('must be greater than 0');
  if (transitions.num < 0) transitions.invalid('must be 0 or more');
}
function checkStrategy(strategy: Node): void {
  if (strategy.str.includes('/')) checkText(strategy, qualifiedName);
  else checkEnum(strategy.as('strategy'), ['OldestEmulationVersion']);
}
const semver = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-.]+)?(\+[0-9A-Za-z-.]+)?$/;
export function checkLeaseCandidate(object: Node): void {
  const spec = object.get('spec');
  const [name, emulation, binary, strategy] = [spec.get('leaseName'), spec.get('emulationVersion'), spec.get('binaryVersion'), spec.get('strategy')];
  if (name.str === '') name.required();
  if (binary.str === '') binary.required();
  for (const version of [emulation, binary]) if (version.str !== '' && !semver.test(version.str)) version.invalid('must be a semantic version such as 1.35.0');
  const [low, high] = [emulation.str, binary.str].map((text) => semver.exec(text)?.slice(1, 4).map(Number));
  if (low !== undefined && high !== undefined) {
    const at = low.findIndex((part, index) => part !== high[index]);
    if (at >= 0 && (low[at] ?? 0) > (high[at] ?? 0)) binary.invalid('must be at least the emulationVersion');
  }
  if (strategy.str === '') return strategy.required();
  if (strategy.str === 'OldestEmulationVersion' && (low === undefined || low.every((part) => part === 0))) emulation.required('the strategy OldestEmulationVersion needs it');
  checkStrategy(strategy);
}
