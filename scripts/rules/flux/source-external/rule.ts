import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'What comes from other repositories is checked too', level: 'warn', source: 'Flux controllers' },
  reportedBy: 'discover',
});
