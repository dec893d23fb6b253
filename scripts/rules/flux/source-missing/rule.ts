import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Sources that are named exist', level: 'error', source: 'CHECKS 39; flux-local#225' },
  reportedBy: 'discover',
});
