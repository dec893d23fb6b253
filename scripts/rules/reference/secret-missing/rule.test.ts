import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

testRule({
  folder: import.meta.dirname,
  rule,
  silent: [
    {
      name: 'declared as an external input',
      yaml: 'apiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: n }\nspec: { containers: [{ name: c, image: i, envFrom: [{ secretRef: { name: by-hand-1 } }] }] }\n',
      cluster: { external: [{ kind: 'Secret', name: 'by-hand-*', namespace: 'n', reason: 'made by hand' }] },
    },
  ],
});
