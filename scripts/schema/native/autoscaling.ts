import { checkEnum, checkText, dnsLabel, pathSegment } from './kit/names.ts';
import type { Node } from './kit/node.ts';
import { quantityOf } from './kit/quantity.ts';
import { numOr } from './kit/values.ts';
import { checkContainerResourceName } from './pod/resources.ts';

/** HorizontalPodAutoscaler v2 and v1. Upstream: pkg/apis/autoscaling/validation/validation.go, v1/conversion.go. */
export function checkAutoscaler(object: Node, _serviceCidrs?: readonly string[], featureGates: readonly string[] = []): void {
  const spec = object.get('spec');
  const [min, max, metrics] = [spec.get('minReplicas'), spec.get('maxReplicas'), spec.get('metrics')];
  const least = numOr(min, 1);
  const fewest = featureGates.includes('HPAScaleToZero') ? 0 : 1;
  if (least < fewest) min.invalid(`must be at least ${fewest}${least === 0 ? '; if the API server has the feature gate HPAScaleToZero on, list it under featureGates in validate.yaml' : ''}`);
  if (max.num < 1) max.invalid('must be greater than 0', max.num);
  if (max.num < least) max.invalid('must be at least minReplicas', max.num);
  checkReference(spec.get('scaleTargetRef'), true);
  const utilization = spec.get('targetCPUUtilizationPercentage');
  if (utilization.present && utilization.num < 1) utilization.named(spec.as('metrics', 0, 'resource', 'target', 'averageUtilization')).invalid('must be greater than 0');
  for (const metric of metrics.items()) checkMetric(metric);
  const external = metrics.items().some((metric) => ['Object', 'External'].includes(metric.get('type').str));
  if (least === 0 && !external) metrics.forbidden('scaling to zero needs an Object or External metric');
  for (const key of ['scaleUp', 'scaleDown']) if (spec.get('behavior').has(key)) checkRules(spec.get('behavior').get(key));
}

/** The scale target needs a group in its apiVersion, the object of a metric does not. */
function checkReference(ref: Node, needsGroup = false): void {
  for (const key of ['kind', 'name']) {
    if (ref.get(key).str === '') ref.get(key).required();
    else checkText(ref.get(key), pathSegment);
  }
  const apiVersion = ref.get('apiVersion');
  const parts = apiVersion.str.split('/');
  if (parts.length > 2) apiVersion.invalid('must be a group and a version, such as apps/v1');
  else if (needsGroup && !(apiVersion.str === 'v1' && ref.get('kind').str === 'ReplicationController') && (parts.length < 2 || parts[0] === '')) apiVersion.invalid('must have a group, such as apps/v1', apiVersion.str);
}

const kinds = ['object', 'external', 'pods', 'resource', 'containerResource'] as const;
const types: Readonly<Record<string, (typeof kinds)[number]>> = { Object: 'object', External: 'external', Pods: 'pods', Resource: 'resource', ContainerResource: 'containerResource' };
function checkMetric(metric: Node): void {
  const type = metric.get('type');
  const expected = Object.hasOwn(types, type.str) ? types[type.str] : undefined;
  if (expected === undefined) type.notSupported(Object.keys(types).sort(), type.str);
  const present = kinds.filter((kind) => metric.has(kind));
  if (present[0] !== undefined) checkSource(metric.get(present[0]), present[0]);
  if (expected !== undefined && !metric.has(expected)) metric.get(expected).required(`type ${type.str} needs it`);
  if (present.length !== 1) for (const kind of present) if (kind !== expected) metric.get(kind).forbidden('a metric has one source only');
}
function checkSource(source: Node, kind: (typeof kinds)[number]): void {
  const target = source.get('target');
  const [value, average, utilization] = [target.get('value'), target.get('averageValue'), target.get('averageUtilization')];
  if (kind === 'object') checkReference(source.get('describedObject'));
  if (kind === 'resource' || kind === 'containerResource') {
    const [name, container] = [source.get('name'), source.get('container')];
    if (name.str === '') name.required();
    else if (kind === 'containerResource') checkContainerResourceName(name, name.str);
    if (kind === 'containerResource') {
      if (container.str === '') container.required();
      else checkText(container, dnsLabel);
    }
  } else {
    const name = source.get('metric').get('name');
    if (name.str === '') name.required();
    else checkText(name, pathSegment);
  }
  checkTarget(target);
  if (kind === 'pods') {
    if (!average.present) average.required('type Pods needs it');
  } else if (kind === 'object' || kind === 'external') {
    if (!value.present && !average.present) average.required('write value or averageValue');
    if (kind === 'external' && value.present && average.present) value.forbidden('may not stand beside averageValue');
  } else {
    if (!utilization.present && !average.present) utilization.required('write averageUtilization or averageValue');
    if (utilization.present && average.present) average.forbidden('may not stand beside averageUtilization');
  }
}
function checkTarget(target: Node): void {
  const type = target.get('type');
  if (type.str === '') type.required('write Utilization, Value or AverageValue');
  if (!['Utilization', 'Value', 'AverageValue'].includes(type.str)) type.invalid('must be Utilization, Value or AverageValue', type.str);
  for (const key of ['value', 'averageValue']) {
    const amount = quantityOf(target.get(key));
    if (amount !== undefined && amount <= 0n) target.get(key).invalid('must be greater than 0');
  }
  const utilization = target.get('averageUtilization');
  if (utilization.present && utilization.num < 1) utilization.invalid('must be greater than 0');
}

function checkRules(rules: Node): void {
  const [window, select, policies, tolerance] = [rules.get('stabilizationWindowSeconds'), rules.get('selectPolicy'), rules.get('policies'), rules.get('tolerance')];
  if (window.present && window.num < 0) window.invalid('must be 0 or more');
  if (window.num > 3600) window.invalid('must be at most 3600');
  if (select.present) checkEnum(select, ['Disabled', 'Max', 'Min']);
  if (policies.present && policies.length === 0) policies.required('write at least one policy');
  for (const policy of policies.items()) {
    checkEnum(policy.get('type'), ['Percent', 'Pods']);
    if (policy.get('value').num <= 0) policy.get('value').invalid('must be greater than 0', policy.get('value').num);
    const period = policy.get('periodSeconds');
    if (period.num <= 0) period.invalid('must be greater than 0', period.num);
    if (period.num > 1800) period.invalid('must be at most 1800');
  }
  if ((quantityOf(tolerance) ?? 0n) < 0n) tolerance.invalid('must be 0 or more');
}
