import { defineRule } from '../../../model/rule.ts';
import { isBuiltinGroup } from '../../../lib/kubernetes/kind.ts';
import { refusals } from '../refusals.ts';

export default defineRule({
  meta: { summary: 'Custom resources change only as their definition allows', level: 'error', source: 'KEP-2876, x-kubernetes-validations with oldSelf' },
  checkChange: (change) => refusals(change, (kind) => !isBuiltinGroup(kind.includes('/') ? kind.slice(0, kind.indexOf('/')) : ''), { instead: 'put it back, or make an object of another name', loss: 'what it stands for may go with it' }),
});
