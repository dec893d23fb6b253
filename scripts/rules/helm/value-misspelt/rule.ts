import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Values in open maps are spelt as the chart spells them', level: 'warn', source: 'CHECKS 38; fosrl/helm-charts#37, helm#10392' },
  reportedBy: 'render',
});
