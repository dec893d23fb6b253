import { checkEnum, checkText, dnsLabel, dnsSubdomain } from './kit/names.ts';
import type { Node } from './kit/node.ts';
import { inRange, numOr } from './kit/values.ts';

/** FlowSchema and PriorityLevelConfiguration. Upstream: pkg/apis/flowcontrol/validation/validation.go, v1/defaults.go. */
export function checkFlowSchema(object: Node): void {
  const [spec, name] = [object.get('spec'), object.get('metadata').get('name').str];
  const precedence = spec.get('matchingPrecedence');
  const value = precedence.num === 0 ? 1000 : precedence.num;
  if (value <= 0) precedence.invalid('must be greater than 0');
  if (value > 10000) precedence.invalid('must be at most 10000');
  if (value === 1 && name !== 'exempt') precedence.invalid("may only be 1 for the schema 'exempt'");
  if (spec.has('distinguisherMethod')) checkEnum(spec.get('distinguisherMethod').get('type'), ['ByNamespace', 'ByUser']);
  const level = spec.get('priorityLevelConfiguration').get('name');
  if (level.str === '') level.required('name a PriorityLevelConfiguration');
  else checkText(level, dnsSubdomain);
  for (const rule of spec.get('rules').items()) {
    const [subjects, resources, urls] = [rule.get('subjects'), rule.get('resourceRules'), rule.get('nonResourceRules')];
    if (subjects.length === 0) subjects.required('write at least one subject');
    for (const subject of subjects.items()) checkSubject(subject);
    if (resources.length === 0 && urls.length === 0) rule.required('write resourceRules or nonResourceRules');
    for (const item of resources.items()) checkResourceRule(item);
    for (const item of urls.items()) checkUrlRule(item);
  }
}

const subjectKinds = { Group: 'group', ServiceAccount: 'serviceAccount', User: 'user' } as const;
function checkSubject(subject: Node): void {
  const kind = subject.get('kind').str;
  if (!checkEnum(subject.get('kind'), Object.keys(subjectKinds))) return;
  for (const [name, key] of Object.entries(subjectKinds)) {
    const node = subject.get(key);
    if (name !== kind) {
      if (node.present) node.forbidden(`may only be given for the kind ${name}`);
      continue;
    }
    if (!node.present) {
      node.required(`the kind ${name} needs it`);
      continue;
    }
    if (node.get('name').str === '') node.get('name').required();
    else if (name === 'ServiceAccount' && node.get('name').str !== '*') checkText(node.get('name'), dnsSubdomain);
    if (name !== 'ServiceAccount') continue;
    if (node.get('namespace').str === '') node.get('namespace').required();
    else checkText(node.get('namespace'), dnsLabel);
  }
}

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];
/** A list that holds '*' holds nothing else. False where it is empty or holds '*'. */
function checkWildcardList(list: Node): boolean {
  const wildcard = list.strings().includes('*');
  if (list.length === 0) list.required('write at least one value');
  else if (wildcard && list.length > 1) list.invalid("may not hold other values beside '*'", '');
  return list.length > 0 && !wildcard;
}
function checkVerbs(list: Node): void {
  if (checkWildcardList(list) && !list.strings().every((verb) => verbs.includes(verb))) list.notSupported(verbs, list.strings().join(', '));
}
function checkResourceRule(rule: Node): void {
  checkVerbs(rule.get('verbs'));
  checkWildcardList(rule.get('apiGroups'));
  checkWildcardList(rule.get('resources'));
  const namespaces = rule.get('namespaces');
  if (namespaces.length === 0 && rule.get('clusterScope').bool) return;
  if (checkWildcardList(namespaces)) for (const namespace of namespaces.items()) checkText(namespace, dnsLabel);
}
function checkUrlRule(rule: Node): void {
  checkVerbs(rule.get('verbs'));
  const urls = rule.get('nonResourceURLs');
  if (checkWildcardList(urls)) for (const url of urls.items()) checkUrlPath(url);
}
function checkUrlPath(url: Node): void {
  const path = url.str;
  if (path === '') return url.invalid('must not be empty');
  if (path === '/') return;
  if (!path.startsWith('/')) return url.invalid("must start with '/'");
  if (path.includes(' ')) return url.invalid('must not contain spaces');
  if (path.includes('//')) return url.invalid("must not contain '//'");
  const star = path.indexOf('*');
  if (star >= 0 && star < path.length - 1) return url.invalid("may have '*' at the end only");
  if (star >= 0 && !path.endsWith('/*')) url.invalid("may have '*' as last part only, after '/'");
}

export function checkPriorityLevel(object: Node): void {
  const [spec, name] = [object.get('spec'), object.get('metadata').get('name').str];
  const [type, exempt, limited] = [spec.get('type'), spec.get('exempt'), spec.get('limited')];
  const annotation = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';
  if (object.get('metadata').get('annotations').has(annotation)) object.get('metadata').get('annotations').forbidden(`may not hold ${annotation}`);
  if ((name === 'exempt') !== (type.str === 'Exempt')) type.invalid("must be Exempt for the object 'exempt', and only for it", type.str);
  if (type.str === 'Exempt') {
    if (limited.present) limited.forbidden('may only be given with type Limited');
    checkShares(exempt);
  } else if (type.str === 'Limited') {
    if (exempt.present) exempt.forbidden('may only be given with type Exempt');
    if (!limited.present) return limited.required('type Limited needs it');
    checkShares(limited);
    const borrowing = limited.get('borrowingLimitPercent');
    if (borrowing.num < 0) borrowing.invalid('must be 0 or more');
    checkResponse(limited.get('limitResponse'));
  } else type.notSupported(['Exempt', 'Limited'], type.str);
}
function checkShares(node: Node): void {
  if (node.get('nominalConcurrencyShares').num < 0) node.get('nominalConcurrencyShares').invalid('must be 0 or more');
  if (node.has('lendablePercent')) inRange(node.get('lendablePercent'), 0, 100);
}
function checkResponse(response: Node): void {
  const [type, queuing] = [response.get('type'), response.get('queuing')];
  if (type.str === 'Reject') {
    if (queuing.present) queuing.forbidden('may only be given with type Queue');
  } else if (type.str === 'Queue') {
    if (!queuing.present) return queuing.required('type Queue needs it');
    const [queues, hand, length] = ['queues', 'handSize', 'queueLengthLimit'].map((key) => queuing.get(key)) as [Node, Node, Node];
    // zero values take their defaults: 64 queues, hands of 8, 50 in line
    const [count, size] = [queues.num === 0 ? 64 : queues.num, hand.num === 0 ? 8 : hand.num];
    if (numOr(length, 50) < 0) length.invalid('must be greater than 0');
    if (count <= 0) queues.invalid('must be greater than 0');
    else if (count > 10_000_000) queues.invalid('must be at most 10000000');
    if (size <= 0) hand.invalid('must be greater than 0');
    else if (size > count) hand.invalid(`must be at most queues (${count})`, size);
    else if (entropyBits(count, size) > 60) hand.invalid(`needs more than 60 bits to deal from ${count} queues`, size);
  } else type.notSupported(['Queue', 'Reject'], type.str);
}
/** Upstream: k8s.io/apiserver pkg/util/shufflesharding RequiredEntropyBits. */
function entropyBits(deck: number, hand: number): number {
  return Math.ceil(Math.log2(deck) * hand);
}
