import type { LabelSelector } from '../../model/graph.ts';
import type { Json } from '../../model/json.ts';
import { list, text, texts } from '../read.ts';

/** Reads a metav1.LabelSelector; absent parts match everything. */
export function labelSelector(value: Json | undefined): LabelSelector {
  return {
    matchLabels: texts(value, 'matchLabels'),
    matchExpressions: list(value, 'matchExpressions').map((expression) => ({
      key: text(expression, 'key') ?? '',
      operator: text(expression, 'operator') ?? '',
      values: list(expression, 'values').filter((entry) => typeof entry === 'string'),
    })),
  };
}

/** A selector that is a plain map of labels, as a Service's. */
export function mapSelector(value: Json | undefined): LabelSelector {
  return { matchLabels: texts(value), matchExpressions: [] };
}

/** Source: apimachinery pkg/labels/selector.go, Requirement.Matches. */
export function selects(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels)) if (!Object.hasOwn(labels, key) || labels[key] !== value) return false;
  return selector.matchExpressions.every(({ key, operator, values }) => {
    const has = Object.hasOwn(labels, key);
    if (operator === 'In') return has && values.includes(labels[key]!);
    if (operator === 'NotIn') return !has || !values.includes(labels[key]!);
    if (operator === 'Exists') return has;
    return operator === 'DoesNotExist' ? !has : false;
  });
}

export function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels).length === 0 && selector.matchExpressions.length === 0;
}

/** The first requirement that nothing meets by itself, as a path below the selector; empty where only all of them together do not fit. */
export function unmetPath({ matchLabels, matchExpressions }: LabelSelector, isMet: (requirement: LabelSelector) => boolean): (string | number)[] {
  for (const [key, value] of Object.entries(matchLabels)) if (!isMet({ matchLabels: { [key]: value }, matchExpressions: [] })) return ['matchLabels', key];
  const at = matchExpressions.findIndex((expression) => !isMet({ matchLabels: {}, matchExpressions: [expression] }));
  return at < 0 ? [] : ['matchExpressions', at];
}

/** `app=web,tier in (a,b)`, as kubectl writes a selector. */
export function showSelector({ matchLabels, matchExpressions }: LabelSelector): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
  });
  return [...labels, ...expressions].join(',');
}
