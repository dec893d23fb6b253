import { execFileSync, spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configMap, makeRepository, prod } from './testing/repository.ts';

const top = join(import.meta.dirname, '..');
const can = ['git', 'npm'].every((program) => spawnSync(program, ['--version']).status === 0);

it.skipIf(!can)('the pre-commit hook validates what is staged, and stops at an error', () => {
  const { root, remove } = makeRepository({ ...prod, 'apps/a.yaml': configMap('a'), 'package.json': JSON.stringify({ scripts: { validate: `node ${join(top, 'scripts/validate.ts')}` } }), '.gitignore': 'node_modules\n' });
  const git = (...args: string[]) => spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false', '-c', `core.hooksPath=${join(top, '.githooks')}`, ...args], { cwd: root, encoding: 'utf8', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', CI: '', INIT_CWD: '', NO_COLOR: '1', FORCE_COLOR: '' } });
  try {
    symlinkSync(join(top, 'node_modules'), join(root, 'node_modules'));
    execFileSync('git', ['init', '-q'], { cwd: root });
    git('add', '.');
    expect(git('commit', '-qm', 'good')).toMatchObject({ status: 0 });
    writeFileSync(join(root, 'apps/a.yaml'), configMap('a').replace('{a: b}', '{a: 1}'));
    expect(git('commit', '-qm', 'nothing staged', '--allow-empty')).toMatchObject({ status: 0 });
    git('add', '.');
    // What lies beside the index does not count.
    writeFileSync(join(root, 'apps/a.yaml'), configMap('a'));
    const stopped = git('commit', '-qm', 'bad');
    expect(stopped.status).toBe(1);
    expect(stopped.stdout + stopped.stderr).toContain('error workload/config-map-value-type  a is the number 1; write a: "1"\n  apps/a.yaml:4:11\n');
    expect(git('commit', '-qm', 'bad', '--no-verify')).toMatchObject({ status: 0 });
  } finally {
    remove();
  }
}, 60_000);
