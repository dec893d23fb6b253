import { defineRule } from '../../../model/rule.ts';
import { below, list, texts } from '../../../lib/read.ts';

const versioned = ['helm.sh/chart', 'app.kubernetes.io/version', 'chart', 'version'];

export default defineRule({
  meta: { summary: 'What cannot be changed carries no version', level: 'error', source: 'CHECKS 35; helm/charts#7803' },
  kinds: ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet'],
  *check(object) {
    const version = (key: string, value: string): boolean => versioned.includes(key) && /\d+\.\d+/.test(value);
    for (const [key, value] of Object.entries(texts(object, 'spec', 'selector', 'matchLabels'))) if (version(key, value)) yield { pointer: below('/spec/selector/matchLabels', key), message: `label ${key} changes with every upgrade, and the selector cannot be changed; take it out` };
    for (const [index, template] of list(object, 'spec', 'volumeClaimTemplates').entries())
      for (const [key, value] of Object.entries(texts(template, 'metadata', 'labels'))) if (version(key, value)) yield { pointer: below('/spec/volumeClaimTemplates', index, 'metadata', 'labels', key), message: `label ${key} changes with every upgrade, and volumeClaimTemplates cannot be changed; take it out` };
  },
});
