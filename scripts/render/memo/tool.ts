import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeBeside } from '../write.ts';
import { signatureOf } from './digests.ts';

/** Folders and files of the tool that make no difference to what it renders and finds. */
const others = /(?:^|\/)(?:bench|testing|conformance|compare)$|\.(?:test|slow)\.ts$|\.md$/;

/**
 * A digest of the tool itself: its sources, its schemas, what it is built on, and Node. Reading all of them is saved where `lstat` says that
 * none has changed since `file` was written; without one, nothing is kept.
 */
export function toolDigest(root: string, file: string | undefined): string {
  const files = ['package-lock.json', 'validate.schema.json', ...below(root, 'scripts'), ...below(root, 'schemas')];
  const signature = createHash('sha256').update(process.version);
  let youngest = 0;
  for (const path of files) {
    const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
    signature.update(`\n${path} ${stat === undefined ? '' : signatureOf(stat)}`);
    youngest = Math.max(youngest, stat?.mtimeMs ?? 0, stat?.ctimeMs ?? 0);
  }
  const now = signature.digest('hex');
  const known = file === undefined ? undefined : read(file);
  if (known?.[0] === now) return known[1];
  const content = createHash('sha256').update(process.version);
  for (const path of files) content.update(`\n${path}\n`).update(bytesOf(join(root, path)));
  const digest = content.digest('hex');
  if (file !== undefined && youngest < Date.now() - 2000) writeBeside(dirname(file), basename(file), `${now} ${digest}`);
  return digest;
}

function below(root: string, folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (others.test(path)) return [];
      return entry.isDirectory() ? below(root, path) : [path];
    }).sort();
  } catch {
    return [];
  }
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    return new Uint8Array();
  }
}

function read(file: string): readonly [string, string] | undefined {
  try {
    const [, signature, digest] = /^([0-9a-f]{64}) ([0-9a-f]{64})$/.exec(readFileSync(file, 'utf8')) ?? [];
    return signature === undefined || digest === undefined ? undefined : [signature, digest];
  } catch {
    return undefined;
  }
}
