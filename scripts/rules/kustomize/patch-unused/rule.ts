import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Patches that name their target find it', level: 'error', source: 'SYSTEMS.md marketplaza (patch names); kustomize api/types/selector' },
  reportedBy: 'render',
});
