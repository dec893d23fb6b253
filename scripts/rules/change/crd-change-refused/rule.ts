import { defineRule } from '../../../model/rule.ts';
import { refusals } from '../refusals.ts';

const kinds = new Set(['apiextensions.k8s.io/CustomResourceDefinition']);

export default defineRule({
  meta: { summary: 'Definitions of custom kinds change only in what they may', level: 'error', source: 'kube-apiserver apiextensions validation; flux2#2743' },
  checkChange: (change) => refusals(change, (kind) => kinds.has(kind), { instead: 'make a definition of another name, or keep the version with served: false until nothing is stored in it', loss: 'every object of the kind is deleted with it' }),
});
