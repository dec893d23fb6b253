import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Encrypted Secrets are decrypted', level: 'error', source: 'CHECKS 54; kustomize-controller' },
  reportedBy: 'render',
});
