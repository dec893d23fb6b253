import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the real components lie; a sentence where something is missing. */
export interface Fleet {
  /** All that it made; gone after `stop`. */
  readonly folder: string;
  readonly kubeconfig: string;
  /** The repository as Flux got it: addresses and what no cluster without nodes can do are changed, nothing else. */
  readonly repository: string;
  readonly commit: string;
  /** What the driver said last: how the reconciliation ended. */
  readonly ended: string;
  stop(): void;
}

export interface FleetOptions {
  /** The folder with the build of the controllers, and the scripts that run them (`flux-live`). */
  readonly scripts: string;
  readonly binaries: string;
  /** Packaged charts. */
  readonly charts: string;
  readonly repository: string;
  readonly cluster: string;
  readonly log: (line: string) => void;
}

/**
 * Lets the real source-, kustomize- and helm-controller reconcile a copy of the repository from a git server into a new API server. No
 * kubelet runs there: a driver reports workloads as running, and webhooks that nobody answers are not asked (failurePolicy).
 */
export async function runFleet({ scripts, binaries, charts, repository, cluster, log }: FleetOptions): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-'));
  const [stack, hub, work] = [join(folder, 'flux-live'), join(folder, 'charts'), join(folder, 'work')];
  const run = (command: string, args: readonly string[], env: Record<string, string> = {}): string =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 << 20, env: { ...process.env, ...env } });
  cpSync(scripts, stack, { recursive: true, filter: (path) => !/\/(bin|run-\d+|template|pki)$/.test(path) });
  symlinkSync(binaries, join(stack, 'bin'));
  // Several may run at once on a machine: ports of its own, the one that is fixed too.
  const instance = String(10 + (process.pid % 60));
  writeFileSync(join(stack, 'stack.sh'), readFileSync(join(stack, 'stack.sh'), 'utf8').replaceAll('22380', String(await freePort())));
  // Only what the bootstrap of Flux installs; everything else comes from git.
  for (const file of readdirSync(join(stack, 'crds'))) if (!file.includes('toolkit.fluxcd.io')) rmSync(join(stack, 'crds', file));
  const port = await freePort();
  for (const part of ['repo', 'oci']) mkdirSync(join(hub, part), { recursive: true });
  const helm = join(binaries, 'helm');
  writeFileSync(join(hub, 'push.yml'), `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${join(hub, 'oci')}}}\nhttp: {addr: "127.0.0.1:${port}"}\n`);
  writeFileSync(join(hub, 'push.sh'), `docker-registry serve ${hub}/push.yml >/dev/null 2>&1 & p=$!; trap 'kill $p' EXIT
for i in $(seq 50); do curl -sf -o /dev/null http://127.0.0.1:${port}/v2/ && break; sleep 0.1; done
for f in ${charts}/*.tgz; do ${helm} push $f oci://127.0.0.1:${port}/charts --plain-http >/dev/null 2>&1 || exit 1; cp $f ${hub}/repo/; done
${helm} repo index ${hub}/repo`);
  log('charts into a registry of its own');
  run('bash', [join(hub, 'push.sh')]);

  const copy = join(work, 'repository');
  for (const file of run('git', ['-C', repository, 'ls-files', '-z', '--cached', '--others', '--exclude-standard']).split('\0')) {
    if (file === '' || /^(scripts|schemas|docs|node_modules)(\/|$)/.test(file) || !existsSync(join(repository, file))) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), adapt(file, readFileSync(join(repository, file), 'utf8')));
  }
  writeFileSync(join(work, 'prelude.yaml'), operatorDefinitions(run(helm, ['template', 'flux-operator', join(charts, readdirSync(charts).find((file) => file.startsWith('flux-operator-')) ?? ''), '--namespace', 'flux-system'])));

  const env = { INST: instance, CHARTS: hub, OCI_PORT: String(port), KEEP: '1', QUIET: '20', STUCK: '90' };
  const kubeconfig = join(stack, `run-${instance}`, 'kubeconfig');
  const stop = (): void => {
    run(join(stack, 'stack.sh'), ['down'], env);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    log('a fresh API server');
    run(join(stack, 'stack.sh'), ['template'], env);
    log('Flux reconciles');
    const ended = run(join(stack, 'reconcile.sh'), [copy, `clusters/${cluster}`, join(work, 'out'), '400'], env);
    const commit = run('git', ['--git-dir', join(stack, `run-${instance}`, 'git', 'fleet.git'), 'rev-parse', 'HEAD']).trim();
    // What Flux got, with the addresses of the servers.
    run('git', ['clone', '--quiet', join(stack, `run-${instance}`, 'git', 'fleet.git'), join(work, 'clone')]);
    return { folder, kubeconfig, repository: join(work, 'clone'), commit, ended: ended.trim().split('\n')[0]!, stop };
  } catch (error) {
    stop();
    throw new Error(String((error as { stderr?: string }).stderr ?? error).trim().split('\n').slice(-3).join('\n'));
  }
}

/** The addresses of this machine's servers instead of the world's. */
function adapt(file: string, text: string): string {
  if (/ocirepository\.yaml$/.test(file)) return text.replace(/url: oci:\/\/\S*\/([\w-]+)/g, 'url: oci://registry.invalid/charts/$1\n  insecure: true');
  if (/helmrepository\.yaml$/.test(file)) return text.replace(/url: https:\/\/\S+/g, 'url: http://charts.invalid');
  if (!/cert-manager\/helmrelease\.yaml$/.test(file)) return text;
  const ignore = (kind: string): string => `          - target: {kind: ${kind}}\n            patch: |\n              - {op: replace, path: /webhooks/0/failurePolicy, value: Ignore}\n`;
  return `${text.trimEnd()}\n  postRenderers:\n    - kustomize:\n        patches:\n${ignore('ValidatingWebhookConfiguration')}${ignore('MutatingWebhookConfiguration')}`;
}

/** The operator's definitions as `helm install` at the bootstrap leaves them. */
function operatorDefinitions(rendered: string): string {
  return rendered.split(/^---$/m).filter((part) => /^kind: CustomResourceDefinition$/m.test(part)).map((part) => part
    .replace(/^  annotations:\n/m, '  annotations:\n    meta.helm.sh/release-name: flux-operator\n    meta.helm.sh/release-namespace: flux-system\n')).join('---');
}

export function freePort(): Promise<number> {
  return new Promise((settle) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => settle(port));
    });
  });
}
