import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Sources of variables exist', level: 'error', source: 'CHECKS 6, 7; nicolerenee/infra#2233' },
  reportedBy: 'render',
});
