import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchNow, git, push, settings, type Stage } from './stage.ts';
import { command, lastLine } from './suite.ts';

/** A merge, seen until it is live; one that cannot be, and the one that mends it. */
export async function merges(stage: Stage): Promise<void> {
  const { suite: { check }, fleet, at } = stage;
  const watch = async (commit: string) => {
    await fetchNow(stage);
    return command('status', [...at, '--watch', '--commit', commit, '--for', '120']);
  };
  const good = push(stage, settings, `${readFileSync(join(fleet.repository, settings), 'utf8').trimEnd()}\n  ADDED: "1"\n`);
  check('status --watch sees a pushed commit become live', lastLine((await watch(good)).out), `commit ${good.slice(0, 12)} is live: 5 Kustomizations have applied it, everything is ready`);
  const file = 'apps/affirmations/overlays/homelab/sealedsecret.yaml';
  const bad = push(stage, file, 'kind: [\n');
  const broken = await watch(bad);
  check('status --watch ends with a commit that fails, and says why', [broken.code, lastLine(broken.out).replace(/(: kustomize build failed): .*/, '$1')], [1, `commit ${bad.slice(0, 12)}: applied by 4 of 5 Kustomizations, 1 failed, 0 not ready; first Kustomization/flux-system/affirmations: BuildFailed: kustomize build failed`]);
  const mended = push(stage, file, `${git(stage, 'show', `${good}:${file}`)}\n`);
  check('and with the commit that mends it', (await watch(mended)).out.includes(`commit ${mended.slice(0, 12)} is live`), true);
}
