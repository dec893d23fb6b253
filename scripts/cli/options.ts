import { resolve } from 'node:path';
import type { RenderOptions } from '../run/clusters.ts';
import type { Flag, Usage, Values } from '../lib/flags.ts';
import { formats } from '../report/formats.ts';
import type { ClientOptions } from '../live/connect/index.ts';

/** The flags of every command that renders a repository. */
export const repositoryFlags = {
  cluster: { value: 'NAME', help: 'only this cluster' },
  path: { value: 'DIR', help: 'another repository (default: this one)' },
  entry: { value: 'DIR', help: 'the folder that Flux syncs, where the repository does not say' },
  kubernetes: { value: 'VERSION', form: { pattern: /^\d+\.\d+(\.\d+)?$/, example: '1.35' }, help: 'check against this Kubernetes version: "can I upgrade?"' },
  'charts-dir': { value: 'DIR', many: true, help: 'packaged charts, taken before any download' },
  'chart-mirror': { value: 'FROM=TO', many: true, form: { pattern: /^[^=]+=[^=]+$/, example: 'oci://ghcr.io=oci+http://127.0.0.1:5000' }, help: 'fetch charts from a mirror: oci://ghcr.io=oci+http://127.0.0.1:5000' },
  'allow-host': { value: 'HOST', many: true, form: { pattern: /^[^\s/:@]+(:\d+)?$/, example: 'ghcr.io' }, help: 'fetch charts from no other host; may be given several times' },
  helm: { value: 'ENGINE', choices: ['engine', 'binary'], help: 'who renders charts: the engine (default), or the pinned helm binary' },
  online: { help: 'charts must be fetched: one that cannot be is exit 2 (default with CI=true)' },
  'run-rules': { help: 'run the rules that a repository given by --path brings in its ruleDir: they are code' },
  offline: { not: ['online'], help: 'contact nobody: charts that are not at hand are listed as skipped' },
  'no-cache': { help: 'take nothing from earlier runs, and keep nothing for later ones (docs/cache.md)' },
} as const satisfies Record<string, Flag>;

/** The flags of every command that asks a living cluster. */
export const clusterFlags = {
  context: { value: 'NAME', help: 'the context of the kubeconfig (default: the one called like the cluster, else the current one)' },
  kubeconfig: { value: 'FILE', help: 'default: KUBECONFIG, then ~/.kube/config, then the ServiceAccount of the pod' },
  qps: { value: 'NUMBER', form: { pattern: /^[1-9]\d{0,3}$/, example: '50' }, help: 'requests a second (default 50)' },
  timeout: { value: 'SECONDS', form: { pattern: /^[1-9]\d{0,3}$/, example: '30' }, help: 'of one request (default 30)' },
} as const satisfies Record<string, Flag>;

/** What becomes of a report. */
export const reportFlags = {
  format: { value: 'FORMAT', choices: formats, help: `${formats.join(', ')} (default text): docs/report.md` },
  output: { value: 'FILE', many: true, help: 'write the report there, in the format of its ending: .json, .sarif, .xml (JUnit), .md, .html; standard output has the text' },
  baseline: { value: 'FILE', help: 'excuse the findings that this file holds' },
  'update-baseline': { needs: 'baseline', help: 'make that file of what is found, or take out of it what is mended; it never grows' },
  'fail-on': { value: 'LEVEL', choices: ['error', 'warn', 'info'], help: 'the least level that gives exit 1 (default warn)' },
  verbose: { help: 'list every unit, each finding by itself, those of level info too, and what was done by a binary' },
  quiet: { help: 'print findings and the last line only, and no progress' },
} as const satisfies Record<string, Flag>;

/** The flags of `npm run validate`. */
export const validateFlags = {
  ...repositoryFlags,
  ...reportFlags,
  changed: { not: ['baseline', 'fix'], help: 'only what the change brings: findings that the merge base of the main branch does not have (docs/diff.md)' },
  base: { value: 'REF', needs: ['changed', 'live'], not: ['all'], help: 'compare with this ref, or with the merge base of head and it: REF...' },
  fix: { help: 'mend what has one right answer, in the source files: docs/fix.md' },
  'dry-run': { needs: 'fix', not: ['format', 'output', 'baseline'], help: 'with --fix: print the diff and write nothing' },
  live: { not: ['fix'], help: 'ask the living cluster too: its dry run of what the change touches beside our verdict (docs/live.md)' },
  all: { needs: 'live', help: 'with --live: of every object, changed or not' },
  context: { ...clusterFlags.context, needs: 'live' },
  kubeconfig: { ...clusterFlags.kubeconfig, needs: 'live' },
  qps: { ...clusterFlags.qps, needs: 'live' },
  timeout: { ...clusterFlags.timeout, needs: 'live' },
  'verify-render': { help: 'render everything again with the pinned kustomize and helm binaries; a difference is a finding' },
  shard: { value: 'N/OF', form: { pattern: /^[1-9]\d{0,3}\/[1-9]\d{0,3}$/, example: '2/5' }, not: ['changed', 'fix', 'live', 'watch', 'verify-render', 'update-baseline', 'format'], help: 'do one part of the work, and write it for npm run report -- merge (docs/shards.md)' },
  watch: { not: ['live', 'changed', 'fix', 'update-baseline', 'format', 'output'], help: 'keep running: validate again when a file changes, and tell what is new' },
  timing: { help: 'tell how long each stage took' },
  help: { help: 'this text' },
} as const satisfies Record<string, Flag>;

export const validateUsage: Usage = {
  command: 'npm run validate --',
  summary: 'Renders every Flux object of every cluster as Flux would, and checks each manifest.',
  examples: [
    ['npm run validate', 'all clusters of this repository'],
    ['npm run validate -- --cluster homelab', 'one cluster'],
    ['npm run validate -- --changed', 'only what the working tree brings'],
    ['npm run validate -- --path ../other-repo --entry clusters/prod', 'any Flux repository'],
    ['npm run --silent validate -- --format json', 'a document for programs'],
    ['npm run validate -- --output report.html', 'text to read, and a page to look around in'],
    ['npm run validate -- --fix --dry-run', 'what could be mended, as a diff'],
  ],
  exits: '0 clean, 1 findings, 2 could not check',
};

/** The flags of `npm run report`. */
export const mergeFlags = { ...reportFlags, help: validateFlags.help } as const satisfies Record<string, Flag>;

export const mergeUsage: Usage = {
  command: 'npm run report --',
  summary: 'Makes the report of a run of the parts that its shards wrote: npm run validate -- --shard 1/3 --output part-1.json',
  operands: 'merge <part>...',
  examples: [
    ['npm run report -- merge part-*.json', 'text, with the exit code of the whole run'],
    ['npm run report -- merge part-*.json --output report.html', 'and a file in the format of its ending'],
  ],
  exits: '0 clean, 1 findings, 2 could not check, or the parts are not all of one run',
};

/** What the flags ask for; folders are relative to where npm was called. */
export function renderOptions(values: Values<typeof repositoryFlags>, env: RenderOptions['env']): RenderOptions {
  const here = env['INIT_CWD'] ?? '.';
  return {
    root: resolve(here, values.path ?? '.'),
    given: { root: values.path ?? '.', chartDirs: values['charts-dir'] ?? [] },
    chartDirs: (values['charts-dir'] ?? []).map((dir) => resolve(here, dir)),
    mirrors: (values['chart-mirror'] ?? []).flatMap((rule) => {
      const at = rule.indexOf('=');
      return at < 0 ? [] : [{ from: rule.slice(0, at), to: rule.slice(at + 1) }];
    }),
    network: values.offline === true ? 'offline' : values.online === true || /^(1|true)$/.test(env['CI'] ?? '') ? 'online' : 'auto',
    cacheDir: env['VALIDATE_CACHE_DIR'] ? resolve(here, env['VALIDATE_CACHE_DIR']) : resolve(import.meta.dirname, '..', '..', '.cache'),
    env,
    ...(values.helm !== undefined && { helm: values.helm as 'engine' | 'binary' }),
    ...(values.cluster !== undefined && { cluster: values.cluster }),
    ...(values.entry !== undefined && { entry: values.entry }),
    ...(values.kubernetes !== undefined && { kubernetes: values.kubernetes }),
    // The rules of the repository that the tool lies in are as trusted as the tool.
    runRules: values['run-rules'] === true || resolve(here, values.path ?? '.') === resolve(import.meta.dirname, '..', '..'),
    ...(values['allow-host'] !== undefined && { allowedHosts: values['allow-host'] }),
  };
}

/** How to reach the cluster that the flags mean. */
export function connectOptions(values: Values<typeof clusterFlags>, cluster: string | undefined, env: RenderOptions['env'], signal: AbortSignal): ClientOptions {
  return {
    env, signal, qps: Number(values.qps ?? 50), timeoutMs: Number(values.timeout ?? 30) * 1000,
    ...(cluster !== undefined && { prefer: cluster }),
    ...(values.context !== undefined && { context: values.context }),
    ...(values.kubeconfig !== undefined && { file: resolve(env['INIT_CWD'] ?? '.', values.kubeconfig) }),
  };
}
