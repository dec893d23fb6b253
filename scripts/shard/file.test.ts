import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Part } from '../model/part.ts';
import { readPart, writePart } from './file.ts';

const part: Part = {
  shard: { number: 2, of: 3 }, run: { tool: 'a', files: 'b', flags: { cluster: '' } }, today: '2026-11-21', seconds: 1, config: { clusters: [], rules: { 'a/b': 'off' }, suppressions: [] },
  clusterNames: ['prod'], clusters: [], found: [], rules: [], rulesRun: 0, used: [], builtByBinary: [], lines: JSON.parse('{"__proto__": [[1, "a"]], "7": []}') as Part['lines'],
};
const text = writePart(part);
const how = 'npm run validate -- --shard 1/2 --output FILE writes one';

it('reads what it has written', () => {
  expect(text.startsWith('{"version":1,"part":"2/3","digest":"')).toBe(true);
  expect(readPart('a.json', text)).toEqual({ ok: true, file: 'a.json', part });
});

it.each([
  ['no file', undefined, 'does not exist'],
  ['an empty file', '', `is empty or cannot be read; ${how}`],
  ['half of a part', text.slice(0, -30), 'is cut off: its shard did not come to its end, or the copy is not whole'],
  ['something else', 'hello', `is no part of a run; ${how}`],
  ['other JSON', '[1]', `is no part of a run; ${how}`],
  ['a report', '{"version": 1, "summary": {}}', `is the report of a run, not a part of one; ${how}`],
  ['a later version', text.replace('"version":1', '"version":2'), 'has version 2 of the format, this tool reads version 1: merge with the version of the tool that wrote it'],
  ['a part that was changed', text.replace('"seconds":1', '"seconds":2'), 'is not what its shard wrote: the digest in it is another; copy it again'],
])('refuses %s', (_, given, why) => {
  expect(readPart('a.json', given)).toEqual({ ok: false, message: `a.json ${why}` });
});

it.each<[string, unknown, string]>([
  ['nothing', null, 'its body must be object'],
  ['no part', {}, "its body must have required property 'shard'"],
  ['a billion shards', { ...part, shard: { number: 1, of: 1e9 } }, '/shard/of must be <= 9999'],
  ['a cluster without a report', { ...part, clusters: [{}] }, "/clusters/0 must have required property 'report'"],
  ['a finding that says nothing', { ...part, found: [{ rule: 'a/b', level: 'error' }] }, "/found/0 must have required property 'message'"],
  ['a level that is none', { ...part, found: [{ rule: 'a/b', level: 'off', message: '' }] }, '/found/0/level must be equal to one of the allowed values'],
  ['lines that are none', { ...part, lines: { 'a.yaml': [[1, 2]] } }, '/lines/a.yaml/0/1 must be string'],
])('refuses %s, though the digest is right', (_, body, why) => {
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  expect(readPart('a.json', JSON.stringify({ version: 1, part: '1/1', digest, body }))).toEqual({ ok: false, message: `a.json is no part as a shard writes it: ${why}; ${how}` });
});
