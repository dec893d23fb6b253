import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Paths of Flux Kustomizations exist', level: 'error', source: 'Flux controllers' },
  reportedBy: 'discover',
});
