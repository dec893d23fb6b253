import { defineRule } from '../../../model/rule.ts';
import { below, get, list, text, texts } from '../../../lib/read.ts';
import { suggest } from '../../../lib/suggest.ts';
import { labelSelector, selects } from '../../../lib/kubernetes/selector.ts';

export default defineRule({
  meta: { summary: 'Monitors scrape ports that their Services have', level: 'warn', source: 'CHECKS 58' },
  *checkCluster(graph) {
    for (const { manifest, object, namespace } of graph.ofKind('monitoring.coreos.com/ServiceMonitor')) {
      const selector = labelSelector(get(object, 'spec', 'selector'));
      const named = list(object, 'spec', 'namespaceSelector', 'matchNames');
      const chosen = graph.ofKind('Service').filter((service) => (named.length === 0 ? service.namespace === namespace : named.includes(service.namespace)) && selects(selector, texts(service.object, 'metadata', 'labels')));
      for (const [index, endpoint] of list(object, 'spec', 'endpoints').entries()) {
        const port = text(endpoint, 'port');
        const names = chosen.flatMap((service) => list(service.object, 'spec', 'ports').flatMap((one) => text(one, 'name') ?? []));
        if (port === undefined || chosen.length === 0 || names.includes(port)) continue;
        const near = suggest(port, names);
        yield { manifest, pointer: below('/spec/endpoints', index, 'port'), message: `no Service selected has a port called "${port}"; ${near === undefined ? `there ${names.length === 0 ? 'are none with names' : `is ${names.join(', ')}`}` : `did you mean "${near}"?`}` };
      }
    }
  },
});
