import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'validate.yaml lists every cluster', level: 'error', source: 'this tool' },
  reportedBy: 'discover',
});
