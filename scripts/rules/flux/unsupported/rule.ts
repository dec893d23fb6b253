import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Everything that Flux would apply is understood', level: 'warn', source: 'Flux controllers' },
  reportedBy: 'discover',
});
