import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFlags } from '../lib/flags.ts';
import { merge } from './merge.ts';
import { mergeFlags, mergeUsage, validateFlags, validateUsage } from './options.ts';
import { configMap, makeRepository, prod, type TemporaryRepository } from '../testing/repository.ts';
import { validate } from './validation.ts';

const hint = 'npm run validate -- --help lists the flags\n';
const bad = configMap('a').replace('{a: b}', '{A: 1, B: 2}');
let repository: TemporaryRepository;
beforeEach(() => {
  repository = makeRepository({ ...prod, 'apps/a.yaml': bad, 'folder/x': '' });
});
afterEach(() => repository.remove());

const file = (name: string) => readFileSync(join(repository.root, name), 'utf8');

/** The command in this process, called from the repository. */
async function command(args: readonly string[], env: Record<string, string> = {}, tty = false) {
  const parsed = parseFlags(['--offline', '--path', '.', ...args], validateFlags, validateUsage);
  if (!parsed.ok) return { code: parsed.exitCode, out: '', err: parsed.text };
  let out = '';
  let err = '';
  const code = await validate(parsed.values, { env: { INIT_CWD: repository.root, ...env }, stdout: { isTTY: tty, write: (text) => (out += text) }, stderr: { isTTY: tty, write: (text) => (err += text) } });
  return { code, out, err };
}

describe('flags that cannot be', () => {
  it.each([
    [['--format', 'jsno'], '--format is text, json, sarif, junit, markdown or html, not "jsno"; did you mean "json"?'],
    [['--format', 'json', '--format', 'text'], '--format is given twice: "json" and "text"'],
    [['--output'], '--output needs a value: --output FILE'],
    [['--output', 'a.json', '--output', 'a.json'], '--output a.json is given twice'],
    [['--output', 'a.json', '--output', 'b.html', '--format', 'json'], '--format is for one file; with several, each has the format of its ending: .json, .sarif, .xml, .md, .html'],
    [['--output', 'a.json', '--output', 'b'], '--output b does not say its format; name it .json, .sarif, .xml, .md or .html'],
    [['--update-baseline'], '--update-baseline needs --baseline FILE'],
    [['--dry-run'], '--dry-run needs --fix'],
    [['--all'], '--all needs --live'],
    [['--live', '--all', '--base', 'main'], '--base and --all contradict each other'],
    [['--context', 'homelab'], '--context needs --live'],
    [['--fix', '--dry-run', '--format', 'json'], '--dry-run and --format contradict each other'],
    [['--fix', '--dry-run', '--output', 'a.json'], '--dry-run and --output contradict each other'],
    [['--watch', '--fix'], '--watch and --fix contradict each other'],
    [['--watch', '--update-baseline', '--baseline', 'b'], '--watch and --update-baseline contradict each other'],
    [['--fail-on', 'warning'], '--fail-on is error, warn or info, not "warning"'],
    [['--shard', '3'], '--shard is N/OF such as 2/5, not "3"'],
    [['--shard', '6/5'], '--shard 6/5: there are 5 shards, from 1/5 to 5/5'],
    [['--shard', '1/2', '--output', 'a.json', '--output', 'b.json'], '--shard writes one file: its part; npm run report -- merge writes the others'],
    [['--shard', '1/2', '--format', 'json'], '--shard and --format contradict each other'],
    [['--shard', '1/2', '--changed'], '--shard and --changed contradict each other'],
    [['--timing=yes'], '--timing takes no value'],
    [['--timming'], 'unknown flag "--timming"; did you mean "--timing"?'],
  ])('%j', async (args, message) => {
    expect(await command(args)).toEqual({ code: 2, out: '', err: `${message}\n${hint}` });
  });
});

describe('files to write', () => {
  it('are several at once, each in the format of its ending, and the text is on standard output', async () => {
    const { code, out, err } = await command(['--output', 'a.json', '--output', 'b.sarif', '--output', 'c.xml', '--output', 'd.md', '--output', 'e.html']);
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain('error workload/config-map-value-type  A is the number 1; write A: "1"\n  apps/a.yaml:4:11\n');
    expect(JSON.parse(file('a.json'))).toMatchObject({ version: 1, summary: { exitCode: 1, findings: { error: 2 } } });
    expect(JSON.parse(file('b.sarif'))).toMatchObject({ version: '2.1.0' });
    expect(file('c.xml')).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites /);
    expect(file('d.md')).toMatch(/^### Validation: 2 error/);
    expect(file('e.html')).toMatch(/^<!doctype html>/i);
  });

  it('have the format that is named, whatever their ending', async () => {
    await command(['--output', 'a.txt', '--format', 'json']);
    expect(JSON.parse(file('a.txt'))).toMatchObject({ version: 1 });
    await command(['--output', 'b.json', '--format', 'sarif']);
    expect(JSON.parse(file('b.json'))).toMatchObject({ version: '2.1.0' });
  });

  it.each([
    ['none/a.json', 'its folder does not exist'], ['folder', 'it is a folder; name a file in it'], ['apps/a.yaml/a.json', 'its folder is a file'],
  ])('that cannot be written: %s', async (name, why) => {
    const { code, out, err } = await command(['--output', name]);
    expect([code, err]).toEqual([2, `--output ${name}: not written: ${why}\n`]);
    expect(out).toContain('2 error');
  });

  it.each([['json', /^\{\n {2}"version": 1,/], ['sarif', /"version": "2\.1\.0"/], ['junit', /^<\?xml/], ['markdown', /^### Validation: 2 error/], ['html', /^<!doctype html>/i], ['text', /^prod {2}clusters\/prod/]])('go to standard output as %s', async (format, start) => {
    const { code, out, err } = await command(['--format', format]);
    expect([code, err]).toEqual([1, '']);
    expect(out).toMatch(start);
  });
});

describe('the baseline', () => {
  it('is made, excuses, shrinks and does not grow', async () => {
    expect(await command(['--baseline', 'known.json', '--quiet'])).toEqual({ code: 2, out: '', err: '--baseline known.json: there is no such file; --update-baseline makes it of what is found now\n' });
    const made = await command(['--baseline', 'known.json', '--update-baseline', '--quiet']);
    expect([made.code, made.err]).toEqual([0, 'baseline known.json: made with 2 findings; --update-baseline takes out what is mended, nothing is added\n']);
    expect(Object.keys((JSON.parse(file('known.json')) as { findings: object }).findings)).toEqual(['prod workload/config-map-value-type ConfigMap/default/a /data/A A is the number 1; write A: "1"', 'prod workload/config-map-value-type ConfigMap/default/a /data/B B is the number 2; write B: "2"']);
    const same = await command(['--baseline', 'known.json', '--quiet']);
    expect([same.code, same.err]).toEqual([0, 'baseline known.json: 2 findings still in it\n']);
    expect(same.out).toMatch(/: no findings \(2 in the baseline\), [\d.]+ s\n$/);
    writeFileSync(join(repository.root, 'apps/a.yaml'), bad.replace('A: 1', 'A: "1", C: 3'));
    const kept = file('known.json');
    const grown = await command(['--baseline', 'known.json', '--quiet']);
    expect([grown.code, grown.err, file('known.json')]).toEqual([1, 'baseline known.json: 2 findings still in it, 1 of them mended; take them out with --update-baseline\n', kept]);
    const shrunk = await command(['--baseline', 'known.json', '--update-baseline', '--quiet']);
    expect([shrunk.code, shrunk.err]).toEqual([1, 'baseline known.json: 1 mended and taken out, 1 finding still in it; 1 new finding not added: it only shrinks\n']);
    expect(shrunk.out).toContain('C is the number 3');
    expect(file('known.json')).not.toContain('/data/A');
    writeFileSync(join(repository.root, 'known.json'), '[]');
    expect(await command(['--baseline', 'known.json'])).toEqual({ code: 2, out: '', err: '--baseline known.json: this is no baseline: {"version": 1, "findings": {...}}; remove it and make it anew with --update-baseline\n' });
  });
});

describe('what is told', () => {
  it('is less with --quiet, more with --verbose', async () => {
    const [quiet, plain, verbose] = [(await command(['--quiet'])).out, (await command([])).out, (await command(['--verbose'])).out];
    expect(quiet).toMatch(/^error workload/);
    expect(plain).toMatch(/^prod {2}clusters\/prod, Kubernetes 1\.35, Flux 2\.9: 2 units, 3 manifests\n {2}failed {2}sync {4}apps {9}ConfigMap\/default\/a dry-run failed: .*\n\nerror/);
    expect(plain).not.toContain('flux-system  ');
    expect(verbose).toMatch(/\n {2}ok {6}sync {4}flux-system {2}2 manifests\n/);
    expect(verbose).toContain('\nrendered all in this process; no binary was started\n');
  });

  it('has the time of each stage with --timing', async () => {
    const { err } = await command(['--timing', '--quiet']);
    expect(err.replace(/ *[\d.]+ s/g, 'N')).toBe('N  start\nN  find clusters\nN  render prod\nN  load rules\nN  index\nN  check\nN  report\nN  keep\nN  the rest\nN  in all\n');
  });

  it('has colours, progress and addresses on a terminal only', async () => {
    const onTty = await command([], {}, true);
    expect(onTty.out).toContain(`\u001b]8;;file://${repository.root}/apps/a.yaml\u001b\\apps/a.yaml:4:11\u001b]8;;\u001b\\`);
    expect(onTty.err).toMatch(/^\r\u001b\[2Kprod: Kustomization flux-system\/flux-system.*\r\u001b\[2Kprod: Kustomization flux-system\/apps.*\r\u001b\[2K$/s);
    expect(await command(['--quiet'], { NO_COLOR: '1' }, true)).toMatchObject({ err: '', out: expect.not.stringContaining('\u001b') as string });
    expect(await command([])).toMatchObject({ err: '', out: expect.not.stringContaining('\u001b') as string });
    expect((await command([], { FORCE_COLOR: '1' })).out).toContain('\u001b[31merror\u001b[0m');
  });
});

describe('--fix', () => {
  it('shows a diff with --dry-run and writes nothing', async () => {
    const { code, out, err } = await command(['--fix', '--dry-run']);
    expect(code).toBe(1);
    expect(out).toBe('--- a/apps/a.yaml\n+++ b/apps/a.yaml\n@@ -1,4 +1,4 @@\n apiVersion: v1\n kind: ConfigMap\n metadata: {name: a, namespace: default}\n-data: {A: 1, B: 2}\n+data: {A: "1", B: "2"}\n');
    expect(err).toMatch(/^would fix apps\/a\.yaml:4:11 .*: put 1 into quotes\nwould fix apps\/a\.yaml:4:17 .*: put 2 into quotes\n2 to fix in 1 file\n1 cluster, .*: 2 error, [\d.]+ s\n$/);
    expect(await command(['--fix', '--dry-run', '--cluster', 'prd'])).toEqual({ code: 2, out: '', err: expect.stringMatching(/^0 to fix in 0 files\nerror config\/invalid {2}there is no cluster "prd"; did you mean "prod"\?\n\n0 clusters, /) as string });
    expect(file('apps/a.yaml')).toBe(bad);
  });

  it('writes, and reports what is left', async () => {
    const { code, out, err } = await command(['--fix', '--quiet']);
    expect([code, file('apps/a.yaml')]).toEqual([0, bad.replace('{A: 1, B: 2}', '{A: "1", B: "2"}')]);
    expect(err).toMatch(/\n2 fixed in 1 file\n$/);
    expect(out).toMatch(/: no findings, [\d.]+ s\n$/);
    expect(await command(['--fix', '--quiet'])).toMatchObject({ code: 0, err: '0 fixed in 0 files\n' });
    expect(existsSync(join(repository.root, 'apps'))).toBe(true);
  });
});

describe('--shard', () => {
  const merged = async (...args: string[]) => {
    const parsed = parseFlags(['merge', ...args], mergeFlags, mergeUsage);
    if (!parsed.ok) return { code: parsed.exitCode, out: '', err: parsed.text };
    let [out, err] = ['', ''];
    const code = await merge(parsed.values, parsed.operands, { env: { INIT_CWD: repository.root }, stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (err += text) } });
    return { code, out, err };
  };

  it('writes a part, and all parts have the exit code of the run', async () => {
    const one = await command(['--shard', '1/2', '--output', 'one.json', '--quiet']);
    const two = await command(['--shard', '2/2', '--output', 'two.json', '--quiet']);
    expect([one.err, two.err]).toEqual(['', '']);
    expect(Math.max(one.code, two.code)).toBe(1);
    expect(one.out).toMatch(/\nshard 1 of 2 checked \d+ of \d+ pieces of prod: one\.json is one part, npm run report -- merge takes all of them\n$/);
    const whole = await merged('one.json', 'two.json', '--output', 'all.json', '--quiet');
    expect([whole.code, whole.err]).toEqual([1, '']);
    expect(JSON.parse(file('all.json'))).toMatchObject({ version: 1, summary: { exitCode: 1, complete: true, findings: { error: 2 } } });
    expect(await merged('one.json', 'two.json', '--fail-on', 'error', '--baseline', 'known.json', '--update-baseline', '--quiet')).toMatchObject({ code: 0, err: 'baseline known.json: made with 2 findings; --update-baseline takes out what is mended, nothing is added\n' });
    expect((await command(['--shard', '1/1', '--output', 'one.json', '--quiet', '--baseline', 'known.json'])).code).toBe(0);
    expect((await merged('one.json', '--baseline', 'known.json', '--quiet')).out).toMatch(/: no findings \(2 in the baseline\), /);
  });

  it('keeps nothing with --no-cache', async () => {
    const files = () => readdirSync(repository.root, { recursive: true }).map(String).sort();
    const before = files();
    expect(await command(['--shard', '1/2', '--no-cache'])).toMatchObject({ err: '' });
    expect(files()).toEqual(before);
  });

  it('writes to standard output where no file is named', async () => {
    const { code, out, err } = await command(['--shard', '1/1']);
    expect([code, err]).toEqual([1, '']);
    expect(JSON.parse(out)).toMatchObject({ version: 1, part: '1/1' });
  });

  it.each([
    [['nowhere.json'], 'nowhere.json does not exist\n'],
    [['apps/a.yaml'], 'apps/a.yaml is no part of a run; npm run validate -- --shard 1/2 --output FILE writes one\n'],
    [['folder'], 'folder is empty or cannot be read; npm run validate -- --shard 1/2 --output FILE writes one\n'],
    [[], 'name the parts: npm run report -- merge part-*.json\n'],
    [['x.json', '--format', 'jsn'], '--format is text, json, sarif, junit, markdown or html, not "jsn"; did you mean "json"?\nnpm run report -- --help lists the flags\n'],
  ])('refuses %j', async (args, err) => {
    expect(await merged(...args)).toEqual({ code: 2, out: '', err });
  });
});
