import type { Json, JsonObject, Pointer } from '../../model/json.ts';
import { below, list } from '../read.ts';

/**
 * Pointers to the rules of a role that grant one of the verbs on one of the resources of a group. Rules that name single
 * objects (resourceNames) grant less and are left out, and so, with `exact`, are wildcards, which have a rule of their own.
 */
export function grants(role: JsonObject, group: string, resources: readonly string[], verbs: readonly string[], exact = false): Pointer[] {
  const holds = (rule: Json, field: string, wanted: readonly string[]): boolean => list(rule, field).some((value) => (value === '*' && !exact) || wanted.includes(value as string));
  return list(role, 'rules').flatMap((rule, index) => {
    const named = list(rule, 'resourceNames').length > 0;
    // Everything on everything is one finding, by the rule about wildcards.
    const all = list(rule, 'resources').includes('*') && list(rule, 'verbs').includes('*');
    const granted = !named && !all && (holds(rule, 'apiGroups', [group]) || list(rule, 'apiGroups').includes('*')) && holds(rule, 'resources', resources) && holds(rule, 'verbs', verbs);
    return granted ? [below('/rules', index)] : [];
  });
}
