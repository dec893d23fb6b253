import { checkEnum, checkLabelKey, checkText, dnsLabel, dnsSubdomain, labelValue } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { checkLabelSelector } from '../kit/selector.ts';
import { positive, inRange } from '../kit/values.ts';

/** Where Pods may run. Upstream: pkg/apis/core/validation/validation.go validateAffinity and its kin. */
const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Keys of the labels of a Pod; none for a template. */
type PodLabels = ReadonlySet<string>;

export function checkAffinity(affinity: Node, podLabels: PodLabels): void {
  const nodes = affinity.get('nodeAffinity');
  if (nodes.has(required)) checkNodeSelector(nodes.get(required));
  for (const term of nodes.get(preferred).items()) {
    inRange(term.get('weight'), 1, 100);
    checkNodeTerm(term.get('preference'), false);
  }
  for (const key of ['podAffinity', 'podAntiAffinity']) {
    for (const term of affinity.get(key).get(required).items()) checkPodTerm(term, podLabels);
    for (const term of affinity.get(key).get(preferred).items()) {
      inRange(term.get('weight'), 1, 100);
      checkPodTerm(term.get('podAffinityTerm'), podLabels);
    }
  }
}

export function checkNodeSelector(selector: Node): void {
  const terms = selector.get('nodeSelectorTerms');
  if (terms.length === 0) terms.required('write at least one term');
  for (const term of terms.items()) checkNodeTerm(term, true);
}
function checkNodeTerm(term: Node, strictValues: boolean): void {
  for (const requirement of term.get('matchExpressions').items()) {
    const [operator, values] = [requirement.get('operator'), requirement.get('values')];
    if (operator.str === 'In' || operator.str === 'NotIn') {
      if (values.length === 0) values.required("values must be given with the operators 'In' and 'NotIn'");
    } else if (operator.str === 'Exists' || operator.str === 'DoesNotExist') {
      if (values.length > 0) values.forbidden("may not be given with the operators 'Exists' and 'DoesNotExist'");
    } else if (operator.str === 'Gt' || operator.str === 'Lt') {
      if (values.length !== 1) values.required("one value must be given with the operators 'Gt' and 'Lt'");
    } else operator.invalid('is no operator; write In, NotIn, Exists, DoesNotExist, Gt or Lt', operator.str);
    checkLabelKey(requirement.get('key'));
    if (strictValues) for (const value of values.items()) checkText(value, labelValue);
  }
  for (const requirement of term.get('matchFields').items()) {
    const [key, operator, values] = [requirement.get('key'), requirement.get('operator'), requirement.get('values')];
    if (operator.str !== 'In' && operator.str !== 'NotIn') operator.invalid('is no operator of matchFields; write In or NotIn', operator.str);
    else if (values.length !== 1) values.required('matchFields take one value');
    if (key.str !== 'metadata.name') key.invalid('is no field of nodes that can be matched; write metadata.name', key.str);
    else for (const value of values.items()) checkText(value, dnsSubdomain);
  }
}

function checkPodTerm(term: Node, podLabels: PodLabels): void {
  checkLabelSelector(term.get('labelSelector'));
  checkLabelSelector(term.get('namespaceSelector'));
  for (const name of term.get('namespaces').items()) checkText(name.named(term.as('namespace')), dnsLabel, name.str);
  checkMatchLabelKeys(term, term.get('labelSelector'), podLabels);
  const key = term.get('topologyKey');
  if (key.str === '') key.required();
  checkLabelKey(key);
}

/** Upstream: ValidateMatchLabelKeysAndMismatchLabelKeys. */
function checkMatchLabelKeys(term: Node, selector: Node, podLabels: PodLabels): void {
  const [match, mismatch] = [term.get('matchLabelKeys'), term.get('mismatchLabelKeys')];
  for (const keys of [match, mismatch]) {
    if (keys.length === 0) continue;
    if (!selector.present) keys.forbidden('may only be given with a labelSelector');
    else for (const key of keys.items()) checkLabelKey(key);
  }
  const taken = new Set(selector.get('matchLabels').keys());
  for (const requirement of selector.get('matchExpressions').items()) {
    const key = requirement.get('key').str;
    const at = match.strings().lastIndexOf(key);
    if (at >= 0 && taken.has(key)) requirement.named(term.as(at)).invalid('is in matchLabelKeys and in the labelSelector', key);
    taken.add(key);
  }
  // a Pod's own values for the keys are added to its selector before it is checked
  for (const [index, key] of match.strings().entries()) if (podLabels.has(key) && taken.has(key)) term.as(index).invalid('is in matchLabelKeys and in the labelSelector', key);
  for (const key of match.items()) if (mismatch.strings().includes(key.str)) key.invalid('is in matchLabelKeys and in mismatchLabelKeys');
}

/** Upstream: validateTopologySpreadConstraints. */
export function checkTopologySpread(constraints: Node, podLabels: PodLabels): void {
  const pairs = constraints.items().map((constraint) => `${constraint.get('topologyKey').str}\0${constraint.get('whenUnsatisfiable').str}`);
  constraints.items().forEach((constraint, index) => {
    const [key, action, domains] = [constraint.get('topologyKey'), constraint.get('whenUnsatisfiable'), constraint.get('minDomains')];
    positive(constraint.get('maxSkew'));
    if (key.str === '') key.required();
    checkEnum(action, ['DoNotSchedule', 'ScheduleAnyway']);
    if (pairs.includes(pairs[index] ?? '', index + 1)) constraint.as('{topologyKey, whenUnsatisfiable}').duplicate(`${key.str}, ${action.str}`);
    if (domains.present) {
      positive(domains);
      if (action.str !== 'DoNotSchedule') domains.invalid('may only be given with whenUnsatisfiable: DoNotSchedule');
    }
    for (const policy of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) if (constraint.has(policy)) checkEnum(constraint.get(policy), ['Honor', 'Ignore']);
    const selector = constraint.get('labelSelector');
    checkMatchLabelKeys(constraint, selector, podLabels);
    checkLabelSelector(selector);
  });
}
