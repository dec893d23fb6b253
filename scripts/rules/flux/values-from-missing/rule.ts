import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Sources of values exist', level: 'error', source: 'Flux controllers' },
  reportedBy: 'render',
});
