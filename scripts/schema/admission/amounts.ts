import type { Node } from '../native/kit/node.ts';
import { type Quantity, quantityOf } from '../native/kit/quantity.ts';

/** Amounts by resource. Upstream: k8s.io/apiserver pkg/quota/v1/resources.go. */
export type Amounts = Map<string, Quantity>;

export function amountsOf(list: Node): Amounts {
  const amounts: Amounts = new Map();
  for (const [name, node] of list.entries()) {
    const amount = quantityOf(node);
    if (amount !== undefined) amounts.set(name, amount);
  }
  return amounts;
}
export function add(to: Amounts, from: Amounts, times = 1n): void {
  for (const [name, amount] of from) to.set(name, (to.get(name) ?? 0n) + amount * times);
}
function raise(to: Amounts, from: Amounts): void {
  for (const [name, amount] of from) if ((to.get(name) ?? -1n) < amount) to.set(name, amount);
}

/** A container with what it asks for after all defaults. */
export interface Sized {
  readonly container: Node;
  readonly requests: Amounts;
  readonly limits: Amounts;
  readonly kind: 'container' | 'init' | 'sidecar';
}

/** What a Pod asks for as a whole. Upstream: k8s.io/component-helpers resource/helpers.go PodRequests, PodLimits. */
export function podAmounts(sized: readonly Sized[], spec: Node, key: 'requests' | 'limits'): Amounts {
  const total: Amounts = new Map();
  const [sidecars, highest]: [Amounts, Amounts] = [new Map(), new Map()];
  for (const one of sized) if (one.kind === 'container') add(total, one[key]);
  for (const one of sized) {
    if (one.kind === 'container') continue;
    if (one.kind === 'sidecar') {
      add(total, one[key]);
      add(sidecars, one[key]);
      raise(highest, sidecars);
    } else {
      const together: Amounts = new Map(sidecars);
      add(together, one[key]);
      raise(highest, together);
    }
  }
  raise(total, highest);
  for (const [name, amount] of amountsOf(spec.get('resources').get(key))) total.set(name, amount);
  return total;
}

/** The containers of a Pod with the defaults of the API and of limit ranges. `defaults`: as `defaultsOf` reads them. */
export function sizedContainers(spec: Node, defaults: { readonly requests: Amounts; readonly limits: Amounts }): Sized[] {
  const sized = (container: Node, kind: Sized['kind']): Sized => {
    const [requests, limits] = [amountsOf(container.get('resources').get('requests')), amountsOf(container.get('resources').get('limits'))];
    const fill = (to: Amounts, from: Amounts): void => {
      for (const [name, amount] of from) if (!to.has(name)) to.set(name, amount);
    };
    fill(requests, limits);
    fill(limits, defaults.limits);
    fill(requests, defaults.requests);
    return { container, requests, limits, kind };
  };
  return [
    ...spec.get('containers').items().map((container) => sized(container, 'container')),
    ...spec.get('initContainers').items().map((container) => sized(container, container.get('restartPolicy').str === 'Always' ? 'sidecar' : 'init')),
  ];
}
