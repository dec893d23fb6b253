import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

const config = (value: string) => `{ apiVersion: v1, kind: ConfigMap, metadata: { name: web, namespace: shop }, data: { "web.conf": ${value} } }`;
const pod = (mount: string, annotations = '{}') => `{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web, namespace: shop, annotations: ${annotations} }, spec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, image: "web:1", volumeMounts: [${mount}] }], volumes: [{ name: config, configMap: { name: web } }] } } } }`;
const change = (of: string) => `${config('a')}\n---\n${of}\n# head\n${config('b')}\n---\n${of}\n`;
const folder = '{ name: config, mountPath: /etc/web }';
const file = '{ name: config, mountPath: /etc/web.conf, subPath: web.conf }';

testRule({
  folder: import.meta.dirname, rule,
  finds: [{ name: 'a file that is mounted alone', yaml: change(pod(file)), findings: ['`/data/web.conf`: ConfigMap shop/web changes, but Deployment shop/web does not restart and goes on with what it was; put a hash of it into the pod template, or generate it with a hash in its name'] }],
  silent: [
    { name: 'a folder follows', yaml: change(pod(folder)) },
    { name: 'a controller restarts it', yaml: change(pod(file, '{ reloader.stakater.com/auto: "true" }')) },
    { name: 'what is new starts with it', yaml: `${config('a')}\n# head\n${config('b')}\n---\n${pod(file)}\n` },
  ],
});
