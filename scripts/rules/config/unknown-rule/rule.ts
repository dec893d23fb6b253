import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'validate.yaml names rules that exist', level: 'error', source: 'this tool' },
  reportedBy: 'check',
});
