import { checkText, dnsLabel, qualifiedName } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { isWhole, parseQuantity, quantityOf, showQuantity } from '../kit/quantity.ts';

/**
 * Names and amounts of resources.
 * Upstream: pkg/apis/core/helper/helpers.go, pkg/apis/core/validation/validation.go validateResourceRequirements.
 */
const compute = ['cpu', 'memory', 'ephemeral-storage'];
const counted = ['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'persistentvolumeclaims', 'configmaps', 'services.nodeports', 'services.loadbalancers'];
const quotaNames = new Set([...compute, ...compute.flatMap((name) => [`requests.${name}`, `limits.${name}`]), 'requests.storage', ...counted]);
const podLevelNames = ['cpu', 'memory'];

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isQuotaHugePages = (name: string): boolean => isHugePages(name) || name.startsWith('requests.hugepages-');
const isStandard = (name: string): boolean => name === 'storage' || quotaNames.has(name) || isQuotaHugePages(name);
export const isStandardQuota = (name: string): boolean => quotaNames.has(name) || isQuotaHugePages(name);
export const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
const isExtended = (name: string): boolean => !isNative(name) && !name.startsWith('requests.') && qualifiedName(`requests.${name}`).length === 0;
const overcommits = (name: string): boolean => isNative(name) && !isHugePages(name);
const isIntegerResource = (name: string): boolean => counted.includes(name) || isExtended(name);

/** False where the name was refused. */
export function checkResourceName(node: Node, name: string): boolean {
  const problems = qualifiedName(name);
  for (const problem of problems) node.invalid(problem, name);
  if (problems.length > 0) return false;
  if (name.includes('/') || isStandard(name)) return true;
  node.invalid('is no standard resource; write one such as cpu or memory, or one with a domain', name);
  return false;
}
export function checkContainerResourceName(node: Node, name: string): void {
  checkResourceName(node, name);
  if (!name.includes('/')) {
    if (!compute.includes(name) && !isHugePages(name)) node.invalid('is no resource of containers; write cpu, memory, ephemeral-storage or hugepages-<size>', name);
  } else if (!isNative(name) && !isExtended(name)) node.invalid('is no valid name of an extended resource', name);
}
function checkPodResourceName(node: Node, name: string): void {
  if (checkResourceName(node, name) && !podLevelNames.includes(name) && !isHugePages(name)) node.notSupported([...podLevelNames, 'hugepages-<size>'], name);
}
export function checkResourceAmount(node: Node, name: string): void {
  const amount = quantityOf(node);
  if (amount === undefined) return;
  if (amount < 0n) node.invalid('must be 0 or more');
  if (isIntegerResource(name) && !isWhole(amount)) node.invalid('must be a whole number');
}
function checkHugePages(node: Node, name: string): void {
  const [amount, size] = [quantityOf(node), parseQuantity(name.slice('hugepages-'.length))];
  if (isHugePages(name) && amount !== undefined && (size === undefined || size === 0n || amount < 0n || amount % size !== 0n)) node.invalid(`must be a multiple of the page size of ${name}`);
}

/** requests and limits of a container, or of a whole Pod. `asPod`: requests default to the limits, as in a Pod itself. */
export function checkRequirements(node: Node, claims: ReadonlySet<string>, asPod: boolean, podLevel = false, beside = false): void {
  const [limits, requests] = [node.get('limits'), node.get('requests')];
  const checkName = podLevel ? checkPodResourceName : checkContainerResourceName;
  for (const [name, amount] of limits.entries()) {
    checkName(amount, name);
    checkResourceAmount(amount, name);
    checkHugePages(amount, name);
  }
  for (const [name, amount] of requests.entries()) {
    checkName(amount, name);
    checkResourceAmount(amount, name);
    const [request, limit] = [quantityOf(amount), quantityOf(limits.get(name))];
    if (limit !== undefined && request !== undefined) {
      if (request !== limit && !overcommits(name)) amount.named(requests).invalid(`must be equal to the ${name} limit of ${showQuantity(limit)}`);
      else if (request > limit) amount.named(requests).invalid(`must be at most the ${name} limit of ${showQuantity(limit)}`);
    } else if (!limits.has(name) && !overcommits(name)) amount.named(limits).required(`${name} needs a limit that equals the request`);
    checkHugePages(amount, name);
  }
  // a Pod's requests default to its limits, and are checked as well
  if (asPod) {
    for (const [name, amount] of limits.entries()) {
      if (requests.has(name)) continue;
      const request = amount.named(requests.key(name));
      checkName(request, name);
      checkResourceAmount(request, name);
      checkHugePages(request, name);
    }
  }
  const names = [...limits.keys(), ...requests.keys()];
  if (names.some(isHugePages) && !names.some((name) => name === 'cpu' || name === 'memory') && !beside) node.forbidden('huge pages need cpu or memory beside them');
  checkClaims(node.get('claims'), claims);
}

function checkClaims(node: Node, podClaims: ReadonlySet<string>): void {
  const names = new Set<string>();
  for (const item of node.items()) {
    const [name, request] = [item.get('name').str, item.get('request')];
    if (name === '') {
      item.required();
      continue;
    }
    if (names.has(name)) item.duplicate(name);
    else {
      if (request.str !== '') checkText(request, dnsLabel);
      const key = request.str === '' ? name : `${name}/${request.str}`;
      if (names.has(key)) item.duplicate(key);
      else if (request.str === '' && [...names].some((other) => other.startsWith(`${name}/`))) item.duplicate(name);
      names.add(key);
    }
    if (!podClaims.has(name)) item.notFound(name);
  }
}

/** Pod-level resources against those of the containers. Upstream: validatePodResourceConsistency. */
export function checkPodResources(spec: Node, claims: ReadonlySet<string>, windows: boolean, asPod: boolean): void {
  const node = spec.get('resources');
  if (!node.present) return;
  if (windows) return node.forbidden('may not be set for a Windows Pod');
  if (node.has('claims')) node.get('claims').forbidden('claims are for containers, not for the whole Pod');
  // the requests of a Pod default to those of its containers
  const beside = asPod && computeRequested(spec);
  checkRequirements(node, claims, asPod, true, beside);
  const sum = (key: 'requests' | 'limits', name: string): bigint => spec.get('containers').items().reduce((total, container) => {
    const resources = container.get('resources');
    return total + (amountOf(resources, key, name, asPod) ?? 0n);
  }, sidecars(spec, key, name, asPod));
  for (const [name, amount] of node.get('requests').entries()) {
    const [own, total] = [quantityOf(amount), sum('requests', name)];
    if (own !== undefined && total > own) amount.invalid(`must be at least the sum of the containers' requests, ${showQuantity(total)}`);
  }
  for (const [name, amount] of node.get('limits').entries()) {
    const own = quantityOf(amount);
    if (own === undefined) continue;
    if (isHugePages(name) && sum('limits', name) > own) amount.invalid(`must be at least the sum of the containers' limits, ${showQuantity(sum('limits', name))}`);
    spec.get('containers').items().forEach((container, index) => {
      const limit = container.get('resources').get('limits').get(name);
      const value = quantityOf(limit);
      if (value !== undefined && value > own) limit.named(node.as('containers', index, `[${name}]`, 'limits')).invalid(`must be at most the Pod's limit of ${showQuantity(own)}`);
    });
  }
}
function computeRequested(spec: Node): boolean {
  const containers = ['containers', 'initContainers'].flatMap((key) => spec.get(key).items());
  return ['cpu', 'memory'].some((name) => containers.some((container) => amountOf(container.get('resources'), 'requests', name, true) !== undefined));
}
/** Requests of a Pod default to its limits. */
function amountOf(resources: Node, key: 'requests' | 'limits', name: string, asPod: boolean): bigint | undefined {
  return quantityOf(resources.get(key).get(name)) ?? (asPod && key === 'requests' ? quantityOf(resources.get('limits').get(name)) : undefined);
}
function sidecars(spec: Node, key: 'requests' | 'limits', name: string, asPod: boolean): bigint {
  return spec.get('initContainers').items().filter((container) => container.get('restartPolicy').str === 'Always')
    .reduce((total, container) => total + (amountOf(container.get('resources'), key, name, asPod) ?? 0n), 0n);
}
