import { defineRule } from '../../../model/rule.ts';
import { below, map } from '../../../lib/read.ts';
import { holdsSecret } from '../../../lib/kubernetes/secret-words.ts';

export default defineRule({
  meta: { summary: 'ConfigMaps hold no passwords', level: 'error', source: 'SYSTEMS.md randoms; POLICIES secret-not-in-configmap', standards: ['NSA'] },
  kinds: ['ConfigMap'],
  *check(object) {
    for (const [key, value] of Object.entries(map(object, 'data'))) if (typeof value === 'string' && holdsSecret(key, value)) yield { pointer: below('/data', key), message: `"${key}" is secret; move it into a SealedSecret, and change the value: it is in git's history` };
  },
});
