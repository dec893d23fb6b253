import { defineRule } from '../../../model/rule.ts';
import { below, map } from '../../../lib/read.ts';
import { standInOf } from '../../../lib/stand-in.ts';

export default defineRule({
  meta: { summary: 'ConfigMaps and Secrets hold files, not what stands in for them in git', level: 'error', source: 'this tool; source-controller fetches no Git LFS objects' },
  kinds: ['ConfigMap', 'Secret'],
  *check(object) {
    for (const field of ['data', 'binaryData', 'stringData'])
      for (const [key, value] of Object.entries(map(object, field))) {
        const isEncoded = field === 'binaryData' || (field === 'data' && object['kind'] === 'Secret');
        const what = typeof value === 'string' ? standInOf(isEncoded ? Buffer.from(value.slice(0, 100), 'base64') : value) : undefined;
        if (what !== undefined) yield { pointer: below('', field, key), message: `"${key}" is ${what}` };
      }
  },
});
