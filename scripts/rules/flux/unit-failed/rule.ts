import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Units become ready', level: 'error', source: 'Flux controllers', always: true },
  reportedBy: 'check',
});
