import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Major versions come one at a time, knowingly', level: 'info', source: 'semver.org 2.0.0, 8; renovate' },
  *checkChange({ versions }) {
    for (const { of, name, resource: { manifest }, pointer, before, after, step, downgrade } of versions)
      if (step === 'major' && !downgrade) yield { manifest, pointer, message: `${of} ${name} goes from ${before} to ${after}, a new major version; read what it breaks in its release notes` };
  },
});
