import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Manifests beside applied ones are applied', level: 'warn', source: 'CHECKS 29; flate#342, flux2#1366, joryirving/home-ops#7192' },
  reportedBy: 'discover',
});
