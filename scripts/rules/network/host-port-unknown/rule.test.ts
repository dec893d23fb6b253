import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

testRule({
  folder: import.meta.dirname,
  rule,
  finds: [
    {
      name: 'the port in a setting of its own',
      yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: api, namespace: shop }\ndata: { MQ_HOST: mq, MQ_PORT: "15672", PORT: "80" }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: mq, namespace: shop }\nspec: { ports: [{ port: 5672 }] }\n',
      findings: ['`/data/MQ_PORT`: "mq:15672": Service shop/mq has no port 15672; it has 5672'],
    },
  ],
});
