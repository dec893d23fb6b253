import { createHash } from 'node:crypto';
import { isObject } from '../lib/json.ts';
import type { Part } from '../model/part.ts';
import { misshapen } from './shape.ts';

/** The version of the format; what reads it must know it. */
const version = 1;

/** How the text of every part begins, so that a run does not take parts that lie in the repository for files of it. */
export const partStart = '{"version":1,"part":"';

/** A part as a JSON document with a digest of itself. */
export function writePart(part: Part): string {
  const { number, of } = part.shard;
  return `{"version":${version},"part":"${number}/${of}","digest":"${digestOf(part)}","body":${JSON.stringify(part)}}\n`;
}

export type ReadPart = { readonly ok: true; readonly file: string; readonly part: Part } | { readonly ok: false; readonly message: string };

/** Reads what `writePart` has written; `text` is undefined where there is no such file, '' where it cannot be read. */
export function readPart(file: string, text: string | undefined): ReadPart {
  const stop = (why: string): ReadPart => ({ ok: false, message: `${file} ${why}` });
  const how = 'npm run validate -- --shard 1/2 --output FILE writes one';
  if (text === undefined) return stop('does not exist');
  if (text === '') return stop(`is empty or cannot be read; ${how}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return stop(text.startsWith('{"version":') ? 'is cut off: its shard did not come to its end, or the copy is not whole' : `is no part of a run; ${how}`);
  }
  if (!isObject(value) || typeof value['version'] !== 'number' || (typeof value['part'] !== 'string' && !('summary' in value))) return stop(`is no part of a run; ${how}`);
  if ('summary' in value) return stop(`is the report of a run, not a part of one; ${how}`);
  if (value['version'] !== version) return stop(`has version ${value['version']} of the format, this tool reads version ${version}: merge with the version of the tool that wrote it`);
  if (value['digest'] !== digestOf(value['body'])) return stop('is not what its shard wrote: the digest in it is another; copy it again');
  const why = misshapen(value['body']);
  if (why !== undefined) return stop(`is no part as a shard writes it: ${why}; ${how}`);
  return { ok: true, file, part: value['body'] as unknown as Part };
}

function digestOf(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body) ?? '').digest('hex');
}
