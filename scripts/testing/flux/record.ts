import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Recording } from './scenario.ts';
import { openScenario } from './scenario.ts';

/**
 * `node scripts/testing/flux/record.ts FOLDER ABOUT`: keeps a scenario that the real controllers have run (`FOLDER/repo`,
 * `FOLDER/expected`) as `recorded/NAME.json`.
 */
const [folder, about] = process.argv.slice(2);
if (folder === undefined || about === undefined) {
  console.error('usage: node scripts/testing/flux/record.ts FOLDER ABOUT');
  process.exitCode = 2;
} else {
  const name = basename(folder);
  const { repository, remotes, status, applied } = openScenario(join(folder, '..'), name);
  const files: Record<string, string> = {};
  const keep = (prefix: string, tree: typeof repository) => {
    for (const path of tree.files) files[`${prefix}${path}`] = Buffer.from(tree.read(path) ?? []).toString();
  };
  keep('repo/', repository);
  for (const [remote, tree] of remotes) keep(`remotes/${remote}/`, tree);
  const recording: Recording = {
    about, files,
    status: status.filter(({ kind }) => kind === 'Kustomization' || kind === 'HelmRelease').map(({ kind, namespace, name: own, ready, reason, message }) => ({ kind, namespace, name: own, ready, reason, message: ready === 'True' ? null : message })),
    applied,
  };
  const file = fileURLToPath(new URL(`recorded/${name.replace(/^[a-z]?\d+-/, '')}.json`, import.meta.url));
  writeFileSync(file, `${layout(recording)}\n`);
  console.log(`${file}: ${Object.keys(files).length} files, ${recording.status.length} units, ${applied.length} objects, ${readFileSync(file).byteLength} bytes`);
}

/** One line for each file, unit and object, so that a change of one is a change of one line. */
function layout({ about: why, files, status, applied }: Recording): string {
  const lines = (items: readonly string[]) => items.map((item) => `  ${item}`).join(',\n');
  const named = Object.entries(files).map(([path, text]) => `${JSON.stringify(path)}: ${JSON.stringify(text)}`);
  return `{\n"about": ${JSON.stringify(why)},\n"files": {\n${lines(named)}\n},\n"status": [\n${lines(status.map((each) => JSON.stringify(each)))}\n],\n"applied": [\n${lines(applied.map((each) => JSON.stringify(each)))}\n]\n}`;
}
