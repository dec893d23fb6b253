/** `npm run bench:changed`: one file edited in a repository of 500 apps: a full run, and `--changed`, in seconds of processor time and as a ratio. */
import { run } from '../run/run.ts';
import { runChanged } from '../run/changed.ts';
import { makeGitRepository } from '../testing/git.ts';
import { configMap, prod, syncOf, writeFiles } from '../testing/repository.ts';

const apps = Number(process.argv[2] ?? 500);
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
const repository = makeGitRepository(files);
const options = { root: repository.root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: `${repository.root}/.cache`, env: {} } as const;
const seconds = async (what: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage();
  await what();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};
await run(options);
const full = await seconds(() => run(options));
writeFiles(repository.root, { 'apps/app7/app.yaml': app('app7', 'web') });
const changed = await seconds(async () => {
  const result = await runChanged(options, undefined, {});
  if ('message' in result) throw new Error(result.message);
  console.log(`${result.report.findings.length} findings of the change: ${result.report.findings.map(({ rule }) => rule).join(', ')}`);
});
repository.remove();
console.log(`${apps} apps: full run ${full.toFixed(2)} s of processor time, --changed ${changed.toFixed(2)} s (base and head), ratio ${(changed / full).toFixed(2)}`);
