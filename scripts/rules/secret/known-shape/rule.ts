import { defineRule } from '../../../model/rule.ts';
import type { Json } from '../../../model/json.ts';
import { isObject } from '../../../lib/json.ts';
import { below } from '../../../lib/read.ts';
import { refOf } from '../../../lib/kubernetes/kind.ts';
import { secretShape } from '../../../lib/kubernetes/secret-words.ts';

export default defineRule({
  meta: { summary: 'No manifest holds a token or private key', level: 'error', source: 'POLICIES secret-pattern; datree 62-79', standards: ['NSA'] },
  *check(object, manifest) {
    if (refOf(object).kind === 'CustomResourceDefinition' || (refOf(object).kind === 'Secret' && manifest.unit.kind === 'HelmRelease')) return;
    const stack: [Json, string][] = [[object, '']];
    while (stack.length > 0) {
      const [value, pointer] = stack.pop()!;
      if (typeof value === 'string') {
        const shape = value.length >= 16 && value.length < 100_000 ? secretShape(value) : undefined;
        if (shape !== undefined) yield { pointer, message: `this looks like a ${shape}; move it into a SealedSecret and revoke it: it is in git's history` };
      } else if (Array.isArray(value)) value.forEach((entry, index) => stack.push([entry, below(pointer, index)]));
      else if (isObject(value)) for (const [key, entry] of Object.entries(value)) stack.push([entry, below(pointer, key)]);
    }
  },
});
