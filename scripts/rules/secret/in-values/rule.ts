import { defineRule } from '../../../model/rule.ts';
import { isObject } from '../../../lib/json.ts';
import { holdsSecret } from '../../../lib/kubernetes/secret-words.ts';
import { below, get } from '../../../lib/read.ts';
import type { Json } from '../../../model/json.ts';

export default defineRule({
  meta: { summary: 'Values of charts and variables of Flux hold no passwords', level: 'error', source: 'SYSTEMS.md; POLICIES secret-not-in-configmap', standards: ['CIS 5.4.1', 'NSA'] },
  kinds: ['helm.toolkit.fluxcd.io/HelmRelease', 'kustomize.toolkit.fluxcd.io/Kustomization'],
  *check(object, { originOf }) {
    const isRelease = get(object, 'kind') === 'HelmRelease';
    const start = isRelease ? ['spec', 'values'] : ['spec', 'postBuild', 'substitute'];
    const stack: [Json, string][] = [[get(object, ...start) ?? null, below('', ...start)]];
    while (stack.length > 0) {
      const [value, pointer] = stack.pop()!;
      if (Array.isArray(value)) value.forEach((entry, index) => stack.push([entry, below(pointer, index)]));
      else if (isObject(value))
        for (const [key, entry] of Object.entries(value)) {
          const at = below(pointer, key);
          if (typeof entry === 'string' && !namesOne.test(key) && holdsSecret(key, entry) && !isGiven(originOf(at).steps)) yield { pointer: at, message: `"${key}" is secret; take it from a SealedSecret ${isRelease ? 'by valuesFrom, or name an existing Secret' : 'by substituteFrom'}, and change the value: it is in git's history` };
          else if (!reported.has(key)) stack.push([entry, at]);
        }
    }
  },
});

/** Keys whose value is most often the name of a Secret. */
const namesOne = /(?:^|[a-z0-9_.-])(?:secret|credentials?|token|secret[_-]?key)$/i;
/** Maps that become environments and data, where other rules look at what is rendered. */
const reported = new Set(['env', 'envs', 'environment', 'data', 'stringData', 'secrets', 'configMaps']);

/** What a variable or decryption puts there does not stand in git. */
function isGiven(steps: readonly { readonly kind: string }[]): boolean {
  return steps.some(({ kind }) => kind === 'decryption' || kind === 'substitution');
}
