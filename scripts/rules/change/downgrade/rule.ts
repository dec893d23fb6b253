import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Charts and images go forward', level: 'warn', source: 'konflate downgrade' },
  *checkChange({ versions }) {
    for (const { of, name, resource: { manifest }, pointer, before, after, downgrade } of versions)
      if (downgrade) yield { manifest, pointer, message: `${of} ${name} goes back from ${before} to ${after}: data that the newer one has written may be unreadable to it; take the newer one again, or say why in the pull request` };
  },
});
