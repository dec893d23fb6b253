import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Kustomizations need no network', level: 'warn', source: 'CHECKS 53; kustomize#1132, flate#616' },
  reportedBy: 'render',
});
