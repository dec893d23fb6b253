/**
 * CPU of building a repository of 100 kustomizations like a home cluster's: in one process from its start, against the
 * kustomize binary and `kubectl kustomize` run once for each (`$ORACLES` or PATH), and 5,000 against 500 for the growth.
 * `npm run bench:kustomize [-- count]`; prints ratios, asserts nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, diskFs } from '../kustomize/index.ts';
import { findBinary } from '../lib/find-binary.ts';

const [first = '100', worker] = process.argv.slice(2);

/** Five files an app; a third of them with a component, a third with patches, a third with a generator. */
function write(root: string, count: number): string[] {
  const put = (path: string, text: string): void => {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  put('components/common/kustomization.yaml', 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [namespace.yaml]\nlabels: [{pairs: {managed: common}}]\n');
  put('components/common/namespace.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: not-used\n  annotations: {kustomize.toolkit.fluxcd.io/prune: disabled}\n');
  return Array.from({ length: count }, (_, i) => {
    const dir = `apps/app${i}`;
    const values = Array.from({ length: 40 }, (_, k) => `    key${k}:\n      enabled: true\n      image: {repository: ghcr.io/example/app${k}, tag: 1.${k}.0}\n      text: some value of ${k}\n`).join('');
    put(`${dir}/helmrelease.yaml`, `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: app${i}\nspec:\n  interval: 1h\n  chartRef: {kind: OCIRepository, name: app${i}}\n  values:\n${values}`);
    put(`${dir}/ocirepository.yaml`, `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata:\n  name: app${i}\nspec:\n  interval: 15m\n  ref: {tag: 4.6.2}\n  url: oci://ghcr.io/example/app-template\n`);
    put(`${dir}/externalsecret.yaml`, `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: app${i}\nspec:\n  target: {name: app${i}-secret}\n  dataFrom: [{extract: {key: app${i}}}]\n`);
    put(`${dir}/deployment.yaml`, `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app${i}\nspec:\n  selector: {matchLabels: {app: app${i}}}\n  template:\n    metadata: {labels: {app: app${i}}}\n    spec:\n      containers:\n      - name: app\n        image: ghcr.io/example/app:1.0\n        env:\n        - {name: A, value: a}\n`);
    put(`${dir}/config.json`, '{"a": 1}\n');
    const patched = 'patches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: any}\n    spec: {template: {spec: {containers: [{name: app, resources: {limits: {memory: 1Gi}}}]}}}\n  target: {kind: Deployment}\n';
    const extra = ['components: [../../components/common]\n', patched, `configMapGenerator:\n- name: app${i}-config\n  files: [config.json]\n`][i % 3] ?? '';
    put(`${dir}/kustomization.yaml`, `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: ns${i % 10}\nresources:\n- ./helmrelease.yaml\n- ./ocirepository.yaml\n- ./externalsecret.yaml\n- ./deployment.yaml\n${extra}`);
    return dir;
  });
}

/** Milliseconds of CPU, children included, of a shell command. */
function cpuOf(command: string, env: NodeJS.ProcessEnv = process.env): number {
  const { stdout } = spawnSync('sh', ['-c', `{ ${command}; } >/dev/null 2>&1; times`], { encoding: 'utf8', env });
  const times = [...stdout.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, seconds]) => (Number(minutes) * 60 + Number(seconds)) * 1000);
  return times.reduce((sum, each) => sum + each, 0);
}

if (worker !== undefined) {
  const fs = diskFs(worker);
  for (let i = 0; i < Number(first); i++) {
    const built = build(fs, `apps/app${i}`, { order: 'legacy' });
    if (!built.ok) throw new Error(built.problems[0]?.message);
  }
} else {
  const count = Number(first);
  const root = mkdtempSync(join(tmpdir(), 'kustomize-bench-'));
  try {
    const dirs = write(root, count);
    const own = (n: number, where = root, env = process.env): number => cpuOf(`"${process.execPath}" "${fileURLToPath(import.meta.url)}" ${n} "${where}"`, env);
    const mine = Math.min(own(count), own(count), own(count));
    console.log(`${count} kustomizations in one process, from its start: ${mine.toFixed(0)} ms of CPU`);
    const cached = { ...process.env, NODE_COMPILE_CACHE: join(root, 'cache') };
    own(1, root, cached);
    const warm = Math.min(own(count, root, cached), own(count, root, cached), own(count, root, cached));
    console.log(`the same with Node's compile cache, as every run but the first has it: ${warm.toFixed(0)} ms`);
    for (const [name, command] of [['kustomize', 'build'], ['kubectl', 'kustomize']] as const) {
      const binary = findBinary(name);
      if (binary === undefined) {
        console.log(`no ${name} in $ORACLES or PATH to compare with`);
        continue;
      }
      const some = dirs.slice(0, 100);
      const theirs = cpuOf(some.map((dir) => `"${binary}" ${command} "${join(root, dir)}"`).join('; ')) * (count / some.length);
      console.log(`${name} ${command}, once for each: ${theirs.toFixed(0)} ms, ${(theirs / mine).toFixed(1)} times as much, ${(theirs / warm).toFixed(1)} with the cache`);
    }
    const many = join(root, 'many');
    write(many, 5000);
    const [none, few, all] = [0, 500, 5000].map((n) => Math.min(own(n, many), own(n, many))) as [number, number, number];
    console.log(`5000 against 500, without the start of the process: ${((all - none) / (few - none)).toFixed(1)} times as much (${(all - none).toFixed(0)} and ${(few - none).toFixed(0)} ms)`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
