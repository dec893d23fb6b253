import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

const script = (written: string, lines: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: n, annotations: { example-substituted: '${written}' } }
data:
  a: |
${lines.replace(/^/gm, '    ')}
`;

testRule({
  folder: import.meta.dirname,
  rule,
  finds: [
    { name: 'a default as a shell gives it', yaml: script('${PORT:-8080}', '#!/bin/sh\nserve 8080'), findings: ["`/data/a`: the script's own ${PORT:-8080} is replaced by Flux before it runs; write $${PORT:-8080}"] },
    { name: "nginx' own variable", yaml: script('${request_uri}', 'server {\n  return 301 https://b;\n}'), findings: ["`/data/a`: the script's own ${request_uri} is replaced by Flux before it runs; write $${request_uri}, or $request_uri"] },
    {
      name: 'the environment of the container around it, in the values of a chart',
      yaml: `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: a, namespace: n, annotations: { example-substituted: '\${TOKEN}' } }
spec: { values: { controllers: { main: { containers: { app: { env: { TOKEN: { secretKeyRef: { name: a } } }, args: [-c, 'curl x'] } } } } } }
`,
      findings: [...['0', '1']].map((at) => `\`/spec/values/controllers/main/containers/app/args/${at}\`: the script's own \${TOKEN} is replaced by Flux before it runs; write $\${TOKEN}, or $TOKEN`),
    },
  ],
  silent: [
    { name: "a default as Flux gives it", yaml: script('${PORT:=8080}', '#!/bin/sh\nserve 8080') },
    { name: 'a default in what is no script', yaml: script('${PORT:-8080}', 'port: 8080\nhost: a') },
  ],
});
