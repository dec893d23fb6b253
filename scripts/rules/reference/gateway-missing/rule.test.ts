import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

testRule({
  folder: import.meta.dirname,
  rule,
  silent: [{ name: 'a Gateway that is declared', yaml: 'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: web, namespace: shop }\nspec: { parentRefs: [{ name: edge, namespace: network }] }\n', cluster: { external: [{ kind: 'Gateway', namespace: 'network', name: 'edge', reason: 'the platform team has it' }] } }],
});
