import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

const pod = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, image: "a:1" }] } } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: `;

testRule({
  folder: import.meta.dirname,
  rule,
  finds: [{ name: 'metrics beside what is served', yaml: `${pod}[{ name: http-metrics, port: 9402 }, { name: http, port: 80 }] }`, findings: ['`/spec/template/spec/containers/0`: container "web" takes traffic without a readinessProbe'] }],
  silent: [{ name: 'a Service for metrics alone', yaml: `${pod}[{ name: tcp-prometheus-servicemonitor, port: 9402 }] }` }],
});
