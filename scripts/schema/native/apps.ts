import { checkEnum, checkText, dnsLabel } from './kit/names.ts';
import type { Node } from './kit/node.ts';
import { checkLabelSelector, isEmptySelector, selectorMatches } from './kit/selector.ts';
import { checkIntOrPercent, nonNegative, notMoreThan100Percent, percentOf, strOr } from './kit/values.ts';
import { checkPodTemplate } from './pod/template.ts';
import { checkClaimSpec } from './storage/claim.ts';

/** Deployment, StatefulSet, DaemonSet, ReplicaSet. Upstream: pkg/apis/apps/validation/validation.go, pkg/apis/apps/v1/defaults.go. */
export function checkDeployment(object: Node): void {
  const spec = object.get('spec');
  nonNegative(spec.get('replicas'));
  checkSelectorAndTemplate(spec);
  const strategy = spec.get('strategy');
  const rolling = strategy.get('rollingUpdate');
  const type = strOr(strategy.get('type'), 'RollingUpdate');
  if (type === 'Recreate') {
    if (rolling.present) rolling.forbidden("may not be given with type 'Recreate'");
  } else if (type === 'RollingUpdate') {
    const [unavailable, surge] = [rolling.get('maxUnavailable'), rolling.get('maxSurge')];
    for (const node of [unavailable, surge]) checkIntOrPercent(node);
    if (amount(unavailable, 25) === 0 && amount(surge, 25) === 0) unavailable.invalid('may not be 0 when maxSurge is 0');
    notMoreThan100Percent(unavailable);
  } else strategy.notSupported(['Recreate', 'RollingUpdate'], type);
  nonNegative(spec.get('minReadySeconds'));
  nonNegative(spec.get('revisionHistoryLimit'));
  const deadline = spec.get('progressDeadlineSeconds');
  const seconds = deadline.present ? deadline.num : 600;
  nonNegative(deadline);
  if (seconds <= spec.get('minReadySeconds').num) deadline.invalid('must be greater than minReadySeconds', seconds);
}
/** The number of an int-or-percent; `absent` where it is not given. Texts that are no number count as 0. */
function amount(node: Node, absent: number): number {
  if (!node.present) return absent;
  if (typeof node.value !== 'string') return node.num;
  return percentOf(node) ?? (/^[+-]?\d+$/.test(node.str) ? Number(node.str) : 0);
}

/** Selector and template as Deployments, ReplicaSets and StatefulSets have them. */
function checkSelectorAndTemplate(spec: Node): void {
  const [selector, template] = [spec.get('selector'), spec.get('template')];
  const before = spec.errorCount;
  if (!selector.present) selector.required();
  else {
    checkLabelSelector(selector);
    if (spec.errorCount > before) return selector.invalid('cannot be read as a selector', '');
    if (isEmptySelector(selector)) selector.invalid('must not be empty', '');
  }
  checkMatches(selector, template);
  checkWorkloadTemplate(template);
}
function checkMatches(selector: Node, template: Node): void {
  const labels = template.get('metadata').get('labels');
  if (!(selector.present && isEmptySelector(selector)) && !selectorMatches(selector, labels.object())) labels.invalid('must match the selector', '');
}
/** Pods of a workload restart always and have no deadline. */
function checkWorkloadTemplate(template: Node): void {
  checkPodTemplate(template);
  const [policy, deadline] = [template.get('spec').get('restartPolicy'), template.get('spec').get('activeDeadlineSeconds')];
  if (policy.str !== '' && policy.str !== 'Always') policy.notSupported(['Always']);
  if (deadline.present) deadline.forbidden('is not supported here');
}

export function checkReplicaSet(object: Node): void {
  const spec = object.get('spec');
  nonNegative(spec.get('replicas'));
  nonNegative(spec.get('minReadySeconds'));
  checkSelectorAndTemplate(spec);
}

export function checkDaemonSet(object: Node): void {
  const spec = object.get('spec');
  const [selector, template, strategy] = [spec.get('selector'), spec.get('template'), spec.get('updateStrategy')];
  const before = spec.errorCount;
  checkLabelSelector(selector);
  if (spec.errorCount === before) checkMatches(selector, template);
  if (selector.present && isEmptySelector(selector)) selector.invalid('must not be empty', '');
  checkWorkloadTemplate(template);
  nonNegative(spec.get('minReadySeconds'));
  nonNegative(spec.get('revisionHistoryLimit'));
  const type = strOr(strategy.get('type'), 'RollingUpdate');
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') return strategy.notSupported(['RollingUpdate', 'OnDelete'], type);
  const rolling = strategy.get('rollingUpdate');
  const [unavailable, surge] = [rolling.get('maxUnavailable'), rolling.get('maxSurge')];
  for (const node of [unavailable, surge]) {
    checkIntOrPercent(node);
    notMoreThan100Percent(node);
  }
  const [some, more] = [amount(unavailable, 1) !== 0, amount(surge, 0) !== 0];
  if (some && more) surge.invalid('may not be set when maxUnavailable is not 0');
  if (!some && !more) unavailable.required('may not be 0 when maxSurge is 0');
}

export function checkStatefulSet(object: Node): void {
  const spec = object.get('spec');
  checkStatefulSetPolicies(spec);
  for (const claim of spec.get('volumeClaimTemplates').items()) checkClaimSpec(claim.get('spec'));
  nonNegative(spec.get('replicas'));
  nonNegative(spec.get('minReadySeconds'));
  nonNegative(spec.get('ordinals').get('start').named(spec.as('ordinals.start')));
  if (spec.get('serviceName').str !== '') checkText(spec.get('serviceName'), dnsLabel);
  const [selector, template] = [spec.get('selector'), spec.get('template')];
  const before = spec.errorCount;
  if (!selector.present) selector.required();
  else checkLabelSelector(selector);
  const valid = spec.errorCount === before || !selector.present;
  if (selector.present && isEmptySelector(selector)) selector.invalid('must not be empty', '');
  if (valid) {
    checkMatches(selector, template);
    checkPodTemplate(template.with('spec', withClaims(spec, template.get('spec'))));
  } else selector.invalid('cannot be read as a selector', '');
  const [policy, deadline] = [template.get('spec').get('restartPolicy'), template.get('spec').get('activeDeadlineSeconds')];
  if (policy.str !== '' && policy.str !== 'Always') policy.notSupported(['Always']);
  if (deadline.present) deadline.forbidden('is not supported here');
}
function checkStatefulSetPolicies(spec: Node): void {
  const [management, strategy] = [spec.get('podManagementPolicy'), spec.get('updateStrategy')];
  if (!['', 'OrderedReady', 'Parallel'].includes(management.str)) management.invalid('must be OrderedReady or Parallel');
  const [type, rolling] = [strOr(strategy.get('type'), 'RollingUpdate'), strategy.get('rollingUpdate')];
  if (type === 'OnDelete') {
    if (rolling.present) rolling.invalid("may only be given with type 'RollingUpdate'");
  } else if (type === 'RollingUpdate') nonNegative(rolling.get('partition'));
  else strategy.invalid('must be of type RollingUpdate or OnDelete', type);
  for (const key of ['whenDeleted', 'whenScaled']) {
    const policy = spec.get('persistentVolumeClaimRetentionPolicy').get(key);
    if (policy.str !== '') checkEnum(policy, ['Retain', 'Delete']);
  }
}
/** The Pod's volumes as the controller makes them: claims of the templates replace volumes of the same name. */
function withClaims(spec: Node, pod: Node): Node {
  const names = spec.get('volumeClaimTemplates').items().map((claim) => claim.get('metadata').get('name').str);
  const own = { ...pod.object(), hostname: '', subdomain: '' };
  if (names.length === 0) return pod.parsed(own);
  const kept = pod.get('volumes').items().filter((volume) => !names.includes(volume.get('name').str)).map((volume) => volume.object());
  return pod.parsed({ ...own, volumes: [...new Set(names)].map((name) => ({ name, persistentVolumeClaim: { claimName: name } })).concat(kept as never[]) });
}

export function checkControllerRevision(object: Node): void {
  nonNegative(object.get('revision'));
  const data = object.get('data');
  if (!data.present) data.required();
  else if (Array.isArray(data.value) || typeof data.value !== 'object') data.required('must be an object');
}
