import type { Node } from '../native/kit/node.ts';
import { showQuantity, units } from '../native/kit/quantity.ts';
import { type Amounts, amountsOf, podAmounts, type Sized } from './amounts.ts';

/** LimitRange, as the server applies it to Pods and claims. Upstream: plugin/pkg/admission/limitranger/admission.go. */
export interface LimitDefaults {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** What containers get that say nothing themselves. */
export function defaultsOf(ranges: readonly Node[]): LimitDefaults {
  const defaults: LimitDefaults = { requests: new Map(), limits: new Map() };
  const fill = (to: Amounts, from: Amounts): void => {
    for (const [name, amount] of from) if (!to.has(name)) to.set(name, amount);
  };
  for (const limit of limitsOf(ranges, 'Container')) {
    // a limit range completes itself: limits default to max, requests to limits and then to min
    const limits = amountsOf(limit.get('default'));
    fill(limits, amountsOf(limit.get('max')));
    const requests = amountsOf(limit.get('defaultRequest'));
    fill(requests, limits);
    fill(requests, amountsOf(limit.get('min')));
    fill(defaults.limits, limits);
    fill(defaults.requests, requests);
  }
  return defaults;
}
function limitsOf(ranges: readonly Node[], type: string): Node[] {
  return ranges.flatMap((range) => range.get('spec').get('limits').items()).filter((limit) => limit.get('type').str === type);
}

export function checkPodLimits(spec: Node, sized: readonly Sized[], ranges: readonly Node[]): void {
  for (const limit of limitsOf(ranges, 'Container')) for (const one of sized) check(one.container.get('resources'), limit, one.requests, one.limits, 'a container');
  for (const limit of limitsOf(ranges, 'Pod')) check(spec.get('containers'), limit, podAmounts(sized, spec, 'requests'), podAmounts(sized, spec, 'limits'), 'a Pod');
}
export function checkClaimLimits(claim: Node, ranges: readonly Node[]): void {
  const resources = claim.get('spec').get('resources');
  for (const limit of limitsOf(ranges, 'PersistentVolumeClaim')) {
    const requests = amountsOf(resources.get('requests'));
    check(resources, limit, requests, requests, 'a claim');
  }
}

function check(at: Node, limit: Node, requests: Amounts, limits: Amounts, what: string): void {
  const say = (name: string, words: string): void => at.forbidden(`the LimitRange of the namespace asks for ${words} of ${name} for ${what}`);
  for (const [name, least] of amountsOf(limit.get('min'))) {
    const [request, most] = [requests.get(name), limits.get(name)];
    if (request === undefined) say(name, `a request of at least ${showQuantity(least)}`);
    else if (request < least) say(name, `a request of at least ${showQuantity(least)} (not ${showQuantity(request)})`);
    else if (most !== undefined && most < least) say(name, `a limit of at least ${showQuantity(least)} (not ${showQuantity(most)})`);
  }
  for (const [name, most] of amountsOf(limit.get('max'))) {
    const [request, own] = [requests.get(name), limits.get(name)];
    if (own === undefined) say(name, `a limit of at most ${showQuantity(most)}`);
    else if (own > most) say(name, `a limit of at most ${showQuantity(most)} (not ${showQuantity(own)})`);
    else if (request !== undefined && request > most) say(name, `a request of at most ${showQuantity(most)} (not ${showQuantity(request)})`);
  }
  for (const [name, ratio] of amountsOf(limit.get('maxLimitRequestRatio'))) {
    const [request, own] = [requests.get(name) ?? 0n, limits.get(name) ?? 0n];
    if (request === 0n || own === 0n) say(name, 'a request and a limit');
    else if (own * units(1) > ratio * request) say(name, `a limit of at most ${showQuantity(ratio)} times the request`);
  }
}
