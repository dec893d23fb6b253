import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'The entry holds Flux objects', level: 'error', source: 'Flux controllers', always: true },
  reportedBy: 'discover',
});
