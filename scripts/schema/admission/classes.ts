import type { Node } from '../native/kit/node.ts';

/**
 * What admission refuses about classes.
 * Upstream: plugin/pkg/admission/priority/admission.go, plugin/pkg/admission/runtimeclass/admission.go.
 */
export interface Classes {
  readonly priority: ReadonlyMap<string, Node>;
  readonly runtime: ReadonlyMap<string, Node>;
}
const system: Readonly<Record<string, number>> = { 'system-cluster-critical': 2000000000, 'system-node-critical': 2000001000 };

/** What the priority plugin computes must be what the Pod says, where it says something. Unknown classes are the graph's matter. */
export function checkPriority(spec: Node, classes: Classes): void {
  const [name, priority, policy] = [spec.get('priorityClassName').str, spec.get('priority'), spec.get('preemptionPolicy')];
  const byDefault = [...classes.priority.values()].filter((one) => one.get('globalDefault').bool).sort((a, b) => a.get('value').num - b.get('value').num)[0];
  const own = name === '' ? byDefault : classes.priority.get(name);
  if (name !== '' && own === undefined && !Object.hasOwn(system, name)) return;
  const value = own?.get('value').num ?? (Object.hasOwn(system, name) ? system[name] : 0);
  const wanted = own?.get('preemptionPolicy').str || 'PreemptLowerPriority';
  if (priority.present && priority.num !== value) priority.forbidden(`must be ${value}, the value of ${name === '' ? 'the default priority' : `the PriorityClass ${name}`}, or left out`);
  if (policy.present && policy.str !== wanted) policy.forbidden(`must be ${wanted}, as ${name === '' ? 'the default priority' : `the PriorityClass ${name}`} has it, or left out`);
}

/** The overhead of a Pod is that of its RuntimeClass, and its node selector may not contradict it. */
export function checkRuntime(spec: Node, classes: Classes): void {
  const [name, overhead, selector] = [spec.get('runtimeClassName').str, spec.get('overhead'), spec.get('nodeSelector')];
  const own = classes.runtime.get(name);
  if (name === '') {
    if (overhead.length > 0) overhead.forbidden('may only be set by a RuntimeClass');
    return;
  }
  if (own === undefined) return;
  const fixed = own.get('overhead').get('podFixed');
  const text = (node: Node): string => JSON.stringify(Object.entries(node.object()).sort());
  if (overhead.present && text(overhead) !== text(fixed)) overhead.forbidden(`must be that of the RuntimeClass ${name}, or left out`);
  for (const [key, value] of own.get('scheduling').get('nodeSelector').entries())
    if (selector.has(key) && selector.get(key).str !== value.str) selector.key(key).forbidden(`must be ${value.str}, as the RuntimeClass ${name} asks for it`);
}
