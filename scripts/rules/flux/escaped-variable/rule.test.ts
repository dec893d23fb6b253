import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

testRule({
  folder: import.meta.dirname,
  rule,
  silent: [{ name: 'an escape in what is no script', yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: n }\ndata: { compose.yaml: "image: $${IMAGE}" }' }],
});
