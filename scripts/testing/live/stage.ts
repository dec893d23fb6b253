import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../../live/connect/index.ts';
import type { Fleet } from '../../live/testing/fleet.ts';
import { must, type Suite } from './suite.ts';

/** A cluster that the real controllers have reconciled, and how the commands are pointed at it. */
export interface Stage {
  readonly suite: Suite;
  readonly fleet: Fleet;
  readonly client: Client;
  /** `--path`, `--cluster` and `--kubeconfig`. */
  readonly at: readonly string[];
}

export const source = '/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/flux-system';
export const settings = 'clusters/homelab/settings.yaml';

/** Git in the checkout of the repository that Flux reconciles. */
export function git({ fleet }: Stage, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', fleet.repository, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Commits one file and pushes it to a branch; the commit. */
export function push(stage: Stage, file: string, text: string, remote = 'origin', branch = 'main'): string {
  writeFileSync(join(stage.fleet.repository, file), text);
  git(stage, 'add', '-A');
  git(stage, 'commit', '-qm', 'change');
  git(stage, 'push', '-q', '-f', remote, `HEAD:${branch}`);
  return git(stage, 'rev-parse', 'HEAD');
}

/** What a webhook does: Flux looks at git now. */
export async function fetchNow({ client }: Stage): Promise<void> {
  await must(client, 'PATCH', source, { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() } } }, 'application/merge-patch+json');
}
