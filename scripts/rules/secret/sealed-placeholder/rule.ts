import { defineRule } from '../../../model/rule.ts';
import { below, map } from '../../../lib/read.ts';

const placeholder = /^(?:placeholder|change-?me|todo|replace-?me|x+|<.*>|AgA\.\.\.|AgBy\.\.\.)/i;

export default defineRule({
  meta: { summary: 'SealedSecrets hold sealed values', level: 'info', source: 'issue 3: placeholders are counted and named', profiles: { strict: 'warn' } },
  kinds: ['bitnami.com/SealedSecret'],
  *check(object) {
    for (const [key, value] of Object.entries(map(object, 'spec', 'encryptedData')))
      if (typeof value !== 'string' || placeholder.test(value) || value.length < 300 || !/^[A-Za-z0-9+/=\s]+$/.test(value)) yield { pointer: below('/spec/encryptedData', key), message: `"${key}" is a placeholder; seal a real value with kubeseal before the cluster can use it` };
  },
});
