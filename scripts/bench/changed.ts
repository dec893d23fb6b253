/**
 * `npm run bench:changed [-- APPS]`: a repository of 500 apps, each a Flux Kustomization with a Deployment, a Service and a ConfigMap. The command in a new process each time: `validate` with
 * nothing kept, again with all kept, then `--changed` after one file was edited, another one each time. Prints milliseconds of processor time and of the clock, and ratios.
 */
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { makeGitRepository } from '../testing/git.ts';
import { configMap, prod, syncOf, writeFiles } from '../testing/repository.ts';

const apps = Number(process.argv[2] ?? 500);
const rounds = 5;
const app = (name: string, image: string) => `apiVersion: apps/v1
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
const { 'clusters/prod/apps.yaml': _, ...rest } = prod;
const files: Record<string, string> = { ...rest };
for (let i = 0; i < apps; i++) {
  files[`clusters/prod/app${i}.yaml`] = syncOf(`app${i}`, `./apps/app${i}`);
  files[`apps/app${i}/app.yaml`] = app(`app${i}`, 'web:1.0.0');
}

interface Cost {
  readonly cpu: number;
  readonly wall: number;
  readonly told: string;
}

const repository = makeGitRepository(files);
const root = resolve(import.meta.dirname, '../..');
const cache = `${repository.root}-cache`;

/** One run of the command as a person starts it, without npm. */
function measured(...flags: readonly string[]): Cost {
  const command = [process.execPath, '--max-semi-space-size=64', join(root, 'scripts/start.mjs'), 'validate', '--path', repository.root, '--offline', '--quiet', ...flags].map((word) => `'${word}'`).join(' ');
  const started = performance.now();
  const { stdout, stderr } = spawnSync('sh', ['-c', `${command}; times >&2`], { encoding: 'utf8', env: { ...process.env, VALIDATE_CACHE_DIR: cache }, maxBuffer: 1 << 28 });
  const wall = performance.now() - started;
  const times = [...stderr.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, seconds]) => (Number(minutes) * 60 + Number(seconds)) * 1000);
  return { cpu: times.reduce((sum, each) => sum + each, 0), wall, told: stdout.trim().split('\n').at(-1) ?? '' };
}

const show = ({ cpu, wall }: Cost) => `${wall.toFixed(0).padStart(6)} ms, ${cpu.toFixed(0).padStart(6)} ms of CPU`;
const median = (costs: readonly Cost[]): Cost => [...costs].sort((a, b) => a.wall - b.wall)[costs.length >> 1] as Cost;

try {
  const cold = measured();
  const warm = median([measured(), measured(), measured()]);
  measured('--changed');
  const changed = median(Array.from({ length: rounds }, (_each, round) => {
    writeFiles(repository.root, { 'apps/app7/app.yaml': app('app7', `web:1.${round + 1}.0`).replace('replicas: 2', `replicas: ${round + 3}`) });
    return measured('--changed');
  }));
  console.log(`${apps} apps, ${cpus().length} processors, load ${loadavg()[0]!.toFixed(1)}: ${cold.told}`);
  console.log(`  validate, cold        ${show(cold)}\n  validate, warm        ${show(warm)}  x${(cold.cpu / warm.cpu).toFixed(1)} less CPU\n  --changed, one file   ${show(changed)}  x${(cold.cpu / changed.cpu).toFixed(1)} less CPU than a whole run, cold`);
} finally {
  repository.remove();
  spawnSync('rm', ['-rf', cache]);
}
