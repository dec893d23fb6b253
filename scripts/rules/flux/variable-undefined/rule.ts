import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Variables are defined', level: 'error', source: 'Flux controllers' },
  reportedBy: 'render',
});
