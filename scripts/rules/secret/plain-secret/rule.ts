import { defineRule } from '../../../model/rule.ts';
import { below, get, map, text } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Secrets in git are sealed or encrypted', level: 'error', source: 'SYSTEMS.md; CHECKS 54' },
  kinds: ['Secret'],
  *check(object, manifest) {
    if (manifest.unit.kind === 'HelmRelease' || get(object, 'sops') !== undefined || text(object, 'type') === 'kubernetes.io/service-account-token') return;
    for (const field of ['data', 'stringData'])
      for (const [key, value] of Object.entries(map(object, field)))
        if (typeof value === 'string' && value !== '' && !value.startsWith('ENC[') && !/^\$\{[^}]+\}$/.test(value)) {
          yield { pointer: below('', field, key), message: `Secret holds "${key}" in ${field === 'data' ? 'base64, which is no encryption' : 'plain text'}; seal it (SealedSecret), encrypt it (SOPS), and change the value: it is in git's history` };
          return;
        }
  },
});
