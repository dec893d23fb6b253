import { defineRule } from '../../../model/rule.ts';
import type { Json } from '../../../model/json.ts';
import { isObject } from '../../../lib/json.ts';
import { below } from '../../../lib/read.ts';
import { isShellScript, isShellVariable } from '../../../lib/kubernetes/shell.ts';

/** Defaults as shells write them; Flux's own idiom is `:=`. */
const shellDefault = /^\$\{\w+(?::?-|:?\+|[#%/])/;

export default defineRule({
  meta: { summary: 'Scripts keep their own variables', level: 'error', source: 'CHECKS 2; rwlove/home-ops#11703, gavinmcfall/home-ops#2334' },
  *check(object, manifest) {
    if (manifest.unit.kind !== 'Kustomization') return;
    const stack: [Json, string][] = [[object, '']];
    while (stack.length > 0) {
      const [value, pointer] = stack.pop()!;
      if (Array.isArray(value)) value.forEach((entry, index) => stack.push([entry, below(pointer, index)]));
      else if (isObject(value)) for (const [key, entry] of Object.entries(value)) stack.push([entry, below(pointer, key)]);
      if (typeof value !== 'string' || !(value.includes('\n') || /\/(?:args|command)\/\d+$/.test(pointer))) continue;
      for (const { kind, name = '', detail, place } of manifest.originOf(pointer).steps) {
        if (kind !== 'variable') continue;
        const written = detail ?? `\${${name}}`;
        const isDefault = place === undefined && shellDefault.test(written) && isShellScript(value);
        if (isDefault || isShellVariable(name, object, pointer)) yield { pointer, part: written, message: `the script's own ${written} is replaced by Flux before it runs; write $${written}${written === `\${${name}}` ? `, or $${name}` : ''}` };
      }
    }
  },
});
