import { checkSecurityLabels } from '../../admission/podsecurity/labels.ts';
import { checkLegacyCidr, checkLegacyIp, isV4, parseCidr } from '../kit/ip.ts';
import { checkEnum, checkLabelKey, checkLabels, checkRequiredEnum, checkText, dnsLabel, dnsSubdomain, labelValue, qualifiedName } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { checkPortNumber, nonNegative, strOr } from '../kit/values.ts';
import { checkResourceAmount } from '../pod/resources.ts';
import { checkPodTemplate } from '../pod/template.ts';
import { checkEndpointIp } from './service.ts';

/** Smaller core kinds. Upstream: pkg/apis/core/validation/validation.go, events.go. */
export function checkNamespace(object: Node): void {
  const name = object.get('metadata').get('name').str;
  // the server labels a namespace with its name
  checkText(object.get('metadata').get('labels'), labelValue, name);
  checkSecurityLabels(object.get('metadata').get('labels'));
  const finalizers = object.get('spec').get('finalizers');
  for (const item of finalizers.items()) {
    const problems = qualifiedName(item.str);
    for (const problem of problems) item.named(finalizers).invalid(problem, item.str);
    if (!item.str.includes('/') && !['kubernetes', 'orphan', 'foregroundDeletion'].includes(item.str)) item.named(finalizers).invalid('is no standard finalizer and has no domain', item.str);
  }
}

/** ReplicationControllers and Jobs without labels take those of their template. */
export function checkInheritedLabels(object: Node, labels: Node): void {
  const own = object.get('metadata').get('labels');
  if (own.length === 0) checkLabels(labels.named(own));
}

export function checkReplicationController(object: Node): void {
  const [spec, template] = [object.get('spec'), object.get('spec').get('template')];
  const labels = template.get('metadata').get('labels');
  nonNegative(spec.get('minReadySeconds'));
  nonNegative(spec.get('replicas'));
  checkInheritedLabels(object, labels);
  // the selector defaults to the template's labels
  const selector = spec.get('selector').length > 0 ? spec.get('selector') : labels;
  if (selector.length === 0) spec.get('selector').required();
  if (!template.present) return template.required();
  if (selector.entries().some(([key, value]) => labels.get(key).value !== value.str)) labels.invalid('must match the selector', '');
  checkPodTemplate(template);
  const [policy, deadline] = [template.get('spec').get('restartPolicy'), template.get('spec').get('activeDeadlineSeconds')];
  if (policy.str !== '' && policy.str !== 'Always') policy.notSupported(['Always']);
  if (deadline.present) deadline.forbidden('is not supported here');
}

export function checkPodTemplateObject(object: Node): void {
  checkPodTemplate(object.get('template'));
}

export function checkEndpoints(object: Node): void {
  for (const subset of object.get('subsets').items()) {
    const [ready, waiting, ports] = [subset.get('addresses'), subset.get('notReadyAddresses'), subset.get('ports')];
    if (ready.length === 0 && waiting.length === 0) subset.required('write addresses or notReadyAddresses');
    for (const address of [...ready.items(), ...waiting.items()]) {
      checkLegacyIp(address.get('ip'));
      if (address.get('hostname').str !== '') checkText(address.get('hostname'), dnsLabel);
      if (address.has('nodeName')) checkText(address.get('nodeName'), dnsSubdomain);
      checkEndpointIp(address.get('ip'));
    }
    for (const port of ports.items()) {
      if (port.get('name').str !== '') checkText(port.get('name'), dnsLabel);
      else if (ports.length > 1) port.get('name').required('each of several ports needs a name');
      checkPortNumber(port.get('port'));
      checkEnum(port.get('protocol'), ['SCTP', 'TCP', 'UDP'], strOr(port.get('protocol'), 'TCP'));
      if (port.has('appProtocol')) checkText(port.get('appProtocol'), qualifiedName);
    }
  }
}

export function checkNode(object: Node): void {
  const [spec, meta] = [object.get('spec'), object.get('metadata')];
  const cidrs = podCidrs(spec);
  checkNodeResources(object.get('status'));
  checkTaints(spec.get('taints').named(meta.as('taints')));
  for (const cidr of cidrs.items()) checkLegacyCidr(cidr);
  const parsed = cidrs.strings().map(parseCidr);
  if (parsed.length > 1 && parsed.every((cidr) => cidr !== undefined)) {
    const families = new Set(parsed.map((cidr) => cidr !== undefined && isV4(cidr.ip)));
    if (families.size < 2 || parsed.length > 2) cidrs.invalid('may have one CIDR of each IP family only', '');
  }
}
/** Upstream: ValidateNodeResources; allocatable defaults to the capacity. */
function checkNodeResources(status: Node): void {
  for (const [name, amount] of status.get('capacity').entries()) checkResourceAmount(amount.named(status.as('capacity', name)), name);
  const allocatable = status.has('allocatable') ? status.get('allocatable') : status.get('capacity');
  for (const [name, amount] of allocatable.entries()) checkResourceAmount(amount.named(status.as('allocatable', name)), name);
}
/** podCIDR decides where both are given and differ. */
function podCidrs(spec: Node): Node {
  const [one, list] = [spec.get('podCIDR'), spec.get('podCIDRs')];
  return one.str !== '' && list.strings()[0] !== one.str ? one.parsed([one.str]).named(list) : list;
}
function checkTaints(taints: Node): void {
  const seen = new Set<string>();
  for (const taint of taints.items()) {
    checkLabelKey(taint.get('key'));
    const problems = labelValue(taint.get('value').str);
    if (problems.length > 0) taint.get('value').invalid(problems.join('; '));
    checkRequiredEnum(taint.get('effect'), ['NoSchedule', 'PreferNoSchedule', 'NoExecute']);
    const key = `${taint.get('effect').str}/${taint.get('key').str}`;
    if (seen.has(key)) taint.duplicate(key);
    seen.add(key);
  }
}

/** The old Event of the core group, and the new one of events.k8s.io. */
export function checkEvent(object: Node): void {
  checkEventNamespace(object, object.get('involvedObject').get('namespace'));
  checkNewEventFields(object, 'reportingComponent');
}
/** An Event lies where its object lies; those of cluster-scoped objects in default. */
function checkEventNamespace(object: Node, own: Node): void {
  const scope = strOr(object.get('metadata').get('namespace'), 'default');
  const old = !object.has('eventTime');
  const wrong = own.str === '' ? scope !== 'default' && (old || scope !== 'kube-system') : old && own.str !== scope;
  if (wrong) own.named(object.as('involvedObject', 'namespace')).invalid('must be the namespace of the Event', own.str);
}
function checkNewEventFields(object: Node, controller: string): void {
  if (!object.has('eventTime')) return;
  if (object.get(controller).str === '') object.get(controller).required();
  else checkText(object.get(controller), qualifiedName);
  const [instance, action, reason, note] = [object.get('reportingInstance'), object.get('action'), object.get('reason'), object.get(controller === 'reportingComponent' ? 'message' : 'note')];
  if (instance.str === '') instance.required();
  if (instance.str.length > 128) instance.invalid('may have at most 128 characters', '');
  if (action.str === '') action.required();
  if (action.str.length > 128) action.invalid('may have at most 128 characters', '');
  if (reason.str === '') reason.required();
  if (reason.str.length > 128) reason.invalid('may have at most 128 characters', '');
  if (note.str.length > 1024) note.invalid('may have at most 1024 characters', '');
}
export function checkNewEvent(object: Node): void {
  checkEventNamespace(object, object.get('regarding').get('namespace'));
  if (!object.has('eventTime')) object.get('eventTime').required();
  checkNewEventFields(object, 'reportingController');
  const type = object.get('type');
  if (type.str !== 'Normal' && type.str !== 'Warning') type.invalid('must be Normal or Warning', type.str);
  for (const [key, name] of [['deprecatedFirstTimestamp', 'firstTimestamp'], ['deprecatedLastTimestamp', 'lastTimestamp'], ['deprecatedCount', 'count'], ['deprecatedSource', 'source']] as const) {
    const node = object.get(key, name);
    if (node.present && node.num !== 0 || (node.str !== '' || (key === 'deprecatedSource' && node.keys().length > 0))) node.invalid('must not be set', '');
  }
  const series = object.get('series');
  if (series.present) {
    if (series.get('count').num < 2) series.get('count').invalid('must be at least 2', '');
    if (!series.has('lastObservedTime')) series.get('lastObservedTime').required();
  }
}
