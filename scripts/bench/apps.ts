import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { configMap, prod, syncOf } from '../testing/repository.ts';

const root = resolve(import.meta.dirname, '../..');

/** A Deployment, a Service, a ConfigMap and their namespace. */
export const appFile = (name: string, image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: ${name}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "${image}", ports: [{name: http, containerPort: 8080}], envFrom: [{configMapRef: {name: web}}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: ${name}}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
---
${configMap('web').replace('namespace: default', `namespace: ${name}`)}---
apiVersion: v1
kind: Namespace
metadata: {name: ${name}}
`;

/** Apps with a Flux Kustomization each, applied in the clusters named in turn. */
export function appFiles(apps: number, clusters: readonly string[] = ['prod']): Record<string, string> {
  const files: Record<string, string> = {};
  for (let i = 0; i < apps; i++) {
    files[`clusters/${clusters[i % clusters.length]}/app${i}.yaml`] = syncOf(`app${i}`, `./apps/app${i}`);
    files[`apps/app${i}/app.yaml`] = appFile(`app${i}`, 'web:1.0.0');
  }
  return files;
}

const { 'clusters/prod/flux.yaml': flux } = prod;
/** What makes `clusters/prod` a cluster, and any other folder. */
export const cluster: Readonly<Record<string, string>> = { 'clusters/prod/flux.yaml': flux };
export const clusterNamed = (name: string): Record<string, string> => ({ [`clusters/${name}/flux.yaml`]: flux.replaceAll('clusters/prod', `clusters/${name}`) });

/** Milliseconds that a run took. */
export interface Cost {
  readonly cpu: number;
  readonly wall: number;
  /** The last line that it printed. */
  readonly told: string;
}

/** One run of a command as a person starts it, without npm, in a process of its own. */
export function costOf(args: readonly string[], env: Readonly<Record<string, string>>): Cost {
  const command = [process.execPath, '--max-semi-space-size=64', join(root, 'scripts/start.mjs'), ...args].map((word) => `'${word}'`).join(' ');
  const started = performance.now();
  const { stdout, stderr } = spawnSync('sh', ['-c', `${command}; times >&2`], { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 1 << 28 });
  const wall = performance.now() - started;
  const times = [...stderr.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, seconds]) => (Number(minutes) * 60 + Number(seconds)) * 1000);
  return { cpu: times.reduce((sum, each) => sum + each, 0), wall, told: stdout.trim().split('\n').at(-1) ?? '' };
}
