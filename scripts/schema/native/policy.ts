import { checkEnum } from './kit/names.ts';
import type { Node } from './kit/node.ts';
import { checkLabelSelector } from './kit/selector.ts';
import { checkIntOrPercent, notMoreThan100Percent } from './kit/values.ts';

/** PodDisruptionBudget. Upstream: pkg/apis/policy/validation/validation.go. */
export function checkPodDisruptionBudget(object: Node): void {
  const spec = object.get('spec');
  const [available, unavailable, eviction] = [spec.get('minAvailable'), spec.get('maxUnavailable'), spec.get('unhealthyPodEvictionPolicy')];
  if (available.present && unavailable.present) spec.invalid('may have minAvailable or maxUnavailable, not both');
  for (const node of [available, unavailable]) {
    if (!node.present) continue;
    checkIntOrPercent(node);
    notMoreThan100Percent(node);
  }
  checkLabelSelector(spec.get('selector'));
  if (eviction.present) checkEnum(eviction, ['AlwaysAllow', 'IfHealthyBudget']);
}
