import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Sources of variables exist', level: 'error', source: 'Flux controllers' },
  reportedBy: 'render',
});
