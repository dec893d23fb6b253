import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Variables are defined', level: 'error', source: 'CHECKS 1, 2, 4; kustomize-controller#1692, flux2#5967' },
  reportedBy: 'render',
});
