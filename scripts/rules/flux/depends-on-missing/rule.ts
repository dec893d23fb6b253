import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'dependsOn names units that exist', level: 'error', source: 'CHECKS 9; gavinmcfall/home-ops#2154' },
  reportedBy: 'discover',
});
