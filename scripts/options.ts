import { resolve } from 'node:path';
import type { RenderOptions } from './clusters.ts';
import type { Flag, Values } from './lib/flags.ts';

/** The flags of every command that renders a repository. */
export const repositoryFlags = {
  cluster: { value: 'NAME', help: 'only this cluster' },
  path: { value: 'DIR', help: 'another repository (default: this one)' },
  entry: { value: 'DIR', help: 'the folder that Flux syncs, where the repository does not say' },
  kubernetes: { value: 'VERSION', form: { pattern: /^\d+\.\d+(\.\d+)?$/, example: '1.35' }, help: 'check against this Kubernetes version: "can I upgrade?"' },
  'charts-dir': { value: 'DIR', many: true, help: 'packaged charts, taken before any download' },
  'chart-mirror': { value: 'FROM=TO', many: true, form: { pattern: /^[^=]+=[^=]+$/, example: 'oci://ghcr.io=oci+http://127.0.0.1:5000' }, help: 'fetch charts from a mirror: oci://ghcr.io=oci+http://127.0.0.1:5000' },
  'allow-host': { value: 'HOST', many: true, help: 'contact only these hosts' },
  online: { help: 'charts must be fetched: one that cannot be is exit 2 (default with CI=true)' },
  offline: { not: 'online', help: 'contact nobody: charts that are not at hand are listed as skipped' },
} as const satisfies Record<string, Flag>;

/** What the flags ask for; folders are relative to where npm was called. */
export function renderOptions(values: Values<typeof repositoryFlags>, env: RenderOptions['env']): RenderOptions {
  const here = env['INIT_CWD'] ?? '.';
  return {
    root: resolve(here, values.path ?? '.'),
    chartDirs: (values['charts-dir'] ?? []).map((dir) => resolve(here, dir)),
    mirrors: (values['chart-mirror'] ?? []).flatMap((rule) => {
      const at = rule.indexOf('=');
      return at < 0 ? [] : [{ from: rule.slice(0, at), to: rule.slice(at + 1) }];
    }),
    network: values.offline === true ? 'offline' : values.online === true || /^(1|true)$/.test(env['CI'] ?? '') ? 'online' : 'auto',
    cacheDir: resolve(import.meta.dirname, '..', '.cache'),
    env,
    ...(values.cluster !== undefined && { cluster: values.cluster }),
    ...(values.entry !== undefined && { entry: values.entry }),
    ...(values.kubernetes !== undefined && { kubernetes: values.kubernetes }),
    ...(values['allow-host'] !== undefined && { allowedHosts: values['allow-host'] }),
  };
}
