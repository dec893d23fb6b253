/**
 * `npm run bench:changed [-- APPS]`: a repository of 500 apps, each a Flux Kustomization with a Deployment, a Service and a ConfigMap. The command in a new process each time: `validate` with
 * nothing kept, again with all kept, then `--changed` after one file was edited, another one each time. Prints milliseconds of processor time and of the clock, and ratios.
 */
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { makeGitRepository } from '../testing/git.ts';
import { writeFiles } from '../testing/repository.ts';
import { appFile, appFiles, cluster, costOf, type Cost } from './apps.ts';

const apps = Number(process.argv[2] ?? 500);
const rounds = 5;
const repository = makeGitRepository({ ...cluster, ...appFiles(apps) });
const cache = `${repository.root}-cache`;

const measured = (...flags: readonly string[]): Cost => costOf(['validate', '--path', repository.root, '--offline', '--quiet', ...flags], { VALIDATE_CACHE_DIR: cache });
const show = ({ cpu, wall }: Cost) => `${wall.toFixed(0).padStart(6)} ms, ${cpu.toFixed(0).padStart(6)} ms of CPU`;
const median = (costs: readonly Cost[]): Cost => [...costs].sort((a, b) => a.wall - b.wall)[costs.length >> 1] as Cost;

try {
  const cold = measured();
  const warm = median([measured(), measured(), measured()]);
  measured('--changed');
  const changed = median(Array.from({ length: rounds }, (_each, round) => {
    writeFiles(repository.root, { 'apps/app7/app.yaml': appFile('app7', `web:1.${round + 1}.0`).replace('replicas: 2', `replicas: ${round + 3}`) });
    return measured('--changed');
  }));
  console.log(`${apps} apps, ${cpus().length} processors, load ${loadavg()[0]!.toFixed(1)}: ${cold.told}`);
  console.log(`  validate, cold        ${show(cold)}\n  validate, warm        ${show(warm)}  x${(cold.cpu / warm.cpu).toFixed(1)} less CPU\n  --changed, one file   ${show(changed)}  x${(cold.cpu / changed.cpu).toFixed(1)} less CPU than a whole run, cold`);
} finally {
  repository.remove();
  spawnSync('rm', ['-rf', cache]);
}
