import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'dependsOn names units that exist', level: 'error', source: 'Flux controllers' },
  reportedBy: 'discover',
});
