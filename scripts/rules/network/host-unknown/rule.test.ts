import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

testRule({
  folder: import.meta.dirname,
  rule,
  silent: [{ name: 'switches whose name speaks of an address', yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: n }\ndata: { use-original-source-address: "true", node-address: auto }' }],
});
