import { checkLabelKey, checkLabels, checkText, labelValue } from './names.ts';
import type { Node } from './node.ts';

/** Upstream: apimachinery pkg/apis/meta/v1/validation/validation.go ValidateLabelSelector. */
export function checkLabelSelector(node: Node): void {
  checkLabels(node.get('matchLabels'));
  for (const requirement of node.get('matchExpressions').items()) {
    const values = requirement.get('values');
    const operator = requirement.get('operator');
    if (operator.str === 'In' || operator.str === 'NotIn') {
      if (values.length === 0) values.required("values must be given with the operators 'In' and 'NotIn'");
    } else if (operator.str === 'Exists' || operator.str === 'DoesNotExist') {
      if (values.length > 0) values.forbidden("may not be given with the operators 'Exists' and 'DoesNotExist'");
    } else operator.invalid('is no operator; write In, NotIn, Exists or DoesNotExist', operator.str);
    checkLabelKey(requirement.get('key'));
    for (const value of values.items()) checkText(value, labelValue);
  }
}
export const isEmptySelector = (node: Node): boolean => node.get('matchLabels').length === 0 && node.get('matchExpressions').length === 0;

/** Whether labels satisfy a valid selector; an absent one matches nothing, an empty one everything. */
export function selectorMatches(selector: Node, labels: Readonly<Record<string, unknown>>): boolean {
  if (!selector.present) return false;
  const own = (key: string): unknown => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  if (selector.get('matchLabels').entries().some(([key, value]) => own(key) !== value.str)) return false;
  return selector.get('matchExpressions').items().every((requirement) => {
    const value = own(requirement.get('key').str);
    const values = requirement.get('values').strings();
    switch (requirement.get('operator').str) {
      case 'In': return typeof value === 'string' && values.includes(value);
      case 'NotIn': return typeof value !== 'string' || !values.includes(value);
      case 'Exists': return value !== undefined;
      default: return value === undefined;
    }
  });
}
