import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { maxTotalBytes, readArchive } from './archive.ts';
import { loadChart } from './load.ts';

interface Entry {
  name: string;
  text?: string;
  type?: string;
  link?: string;
  /** Other bytes of the header, by offset. */
  raw?: Readonly<Record<number, string>>;
}

function tarOf(entries: readonly Entry[], end = Buffer.alloc(1024)): Buffer {
  const blocks = entries.map(({ name, text = '', type = '0', link = '', raw = {} }) => {
    const data = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(type, 156);
    header.write(link, 157);
    header.write('ustar\x0000', 257);
    for (const [at, bytes] of Object.entries(raw)) header.write(bytes, Number(at), 'latin1');
    header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148);
    return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
  });
  return gzipSync(Buffer.concat([...blocks, end]));
}

const read = (entries: readonly Entry[]) => readArchive(tarOf(entries), { remaining: maxTotalBytes });
const chartYaml = 'apiVersion: v2\nname: app\nversion: 1.0.0\n';

describe('readArchive', () => {
  test('gives names without the leading directory', () => {
    const files = read([{ name: 'app/', type: '5' }, { name: 'app/Chart.yaml', text: chartYaml }, { name: 'app/templates/a.yaml', text: 'a: 1' }]);
    expect(files.ok && files.files.map(({ name }) => name)).toEqual(['Chart.yaml', 'templates/a.yaml']);
  });

  test.each([
    ['app/../../etc/passwd', 'chart illegally references parent directory'],
    ['app//etc/passwd', 'chart illegally contains absolute paths'],
    ['/etc', 'ok'],
    ['app/..', 'chart illegally references parent directory'],
    ['app/c:/foo', 'chart contains illegally named files'],
    ['app', 'chart illegally contains content outside the base directory: "app"'],
    ['Chart.yaml/x', 'chart yaml not in base directory'],
    ['app\\..\\..\\x', 'chart illegally references parent directory'],
  ])('judges the name %s', (name, expected) => {
    const result = read([{ name, text: 'x' }]);
    expect(result.ok ? 'ok' : result.error).toBe(expected);
  });

  test('never follows a link: it is an empty file', () => {
    const result = read([{ name: 'app/values.yaml', type: '2', link: '/etc/passwd' }, { name: 'app/hard', type: '1', link: '/etc/passwd' }]);
    expect(result.ok && result.files.map(({ name, data }) => [name, data.length])).toEqual([['values.yaml', 0], ['hard', 0]]);
  });

  test('stops a bomb before it is unpacked', () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024));
    expect(readArchive(bomb, { remaining: maxTotalBytes })).toEqual({ ok: false, error: 'decompressed chart is larger than the maximum size 104857600' });
  });

  test('says what is wrong with a broken archive', () => {
    expect(readArchive(Buffer.from('nope'), { remaining: maxTotalBytes })).toEqual({ ok: false, error: 'unexpected EOF' });
    expect(readArchive(Buffer.from('nothing packed'), { remaining: maxTotalBytes })).toEqual({ ok: false, error: 'gzip: invalid header' });
    expect(readArchive(gzipSync(Buffer.alloc(0)), { remaining: maxTotalBytes })).toEqual({ ok: false, error: 'no files in chart archive' });
    expect(readArchive(gzipSync(Buffer.from('x'.repeat(512))), { remaining: maxTotalBytes })).toEqual({ ok: false, error: 'archive/tar: invalid tar header' });
    expect(readArchive(tarOf([{ name: 'app/a', text: 'x' }]).subarray(0, 40), { remaining: maxTotalBytes })).toEqual({ ok: false, error: 'unexpected EOF' });
  });
});

// each as Go reads it: what the binary made of the same bytes
describe('tar as Go reads it', () => {
  const pax = (...records: string[]): Entry => ({
    name: 'PaxHeaders/x', type: 'x',
    text: records.map((record) => {
      const length = Array.from({ length: 999 }, (_, n) => n).find((n) => `${n} ${record}\n`.length === n);
      return `${length} ${record}\n`;
    }).join(''),
  });
  const gnu = { 257: 'ustar  \0' };
  const file: Entry = { name: 'app/f', text: 'data' };
  const long = `app/files/${'l'.repeat(150)}`;
  const names = (entries: readonly Entry[]) => {
    const result = read(entries);
    return result.ok ? result.files.map(({ name }) => name) : result.error;
  };
  const withoutChecksum = (packed: Buffer): Buffer => packed.fill(0, packed.length - 8, packed.length - 4);
  const invalid = 'archive/tar: invalid tar header';

  test.each<[string, Entry[], string[] | string]>([
    ['a path of pax', [pax(`path=${long}`), file], [long.slice(4)]],
    ['a path of pax is for one entry', [pax('path=app/a'), file, file], ['a', 'f']],
    ['the last of two headers', [pax('path=app/a'), pax('mtime=3'), file], ['f']],
    ['no path of pax', [pax('path='), file], ['f']],
    ['a global header', [{ ...pax('path=app/a'), type: 'g' }, file], ['f']],
    ['a time of pax that is none', [pax('mtime=abc'), file], invalid],
    ['a size of pax below nothing', [pax('size=-5'), file], invalid],
    ['a zero byte in a path', [pax('path=app/a\0b'), file], invalid],
    ['a record that is too long', [{ name: 'x', type: 'x', text: '99 path=app/x\n' }, file], invalid],
    ['a record without end', [{ name: 'x', type: 'x', text: '15 path=app/xyz' }, file], invalid],
    ['a record without value', [{ name: 'x', type: 'x', text: '9 path x\n' }, file], invalid],
    ['a long name of GNU', [{ name: '././@LongLink', type: 'L', text: `${long}\0`, raw: gnu }, file], [long.slice(4)]],
    ['a long name of GNU before one of pax', [pax('path=app/pax'), { name: '././@LongLink', type: 'L', text: 'app/gnu\0', raw: gnu }, file], ['gnu']],
    ['a prefix', [{ name: 'f', raw: { 345: 'app/some/where' } }], ['some/where/f']],
    ['a prefix where GNU has times', [{ name: 'app/f', raw: { ...gnu, 345: 'zzz' } }], ['app/f']],
    ['a folder by its slash, of old', [{ name: 'app/d/', type: '\0' }, file], ['f']],
    ['a file with a slash', [{ name: 'app/d/', text: 'data' }, file], ['d', 'f']],
    ['a folder by its mode', [{ ...file, raw: { 100: '0040755\0' } }, { name: 'app/g' }], ['g']],
    ['a mode that is no number', [{ ...file, raw: { 100: 'zzzzzzz\0' } }], invalid],
    ['an owner that is no number', [{ ...file, raw: { 108: 'zzzzzzz\0' } }], invalid],
    ['a device that is no number', [{ ...file, raw: { 329: 'zzzzzzz\0' } }], invalid],
    ['a link that tells a size', [{ name: 'app/l', type: '2', raw: { 124: '00000000005\0' } }, file], 'decompressed chart is larger than the maximum size 104857600'],
    ['a folder that tells a size', [{ name: 'app/d/', type: '5', raw: { 124: '77777777777\0' } }, file], ['f']],
    ['a size below nothing in 256s', [{ ...file, raw: { 124: '\xff'.repeat(12) } }], invalid],
    ['a sparse file', [{ ...file, type: 'S', raw: gnu }], invalid],
  ])('%s', (_, entries, expected) => {
    expect(names(entries)).toEqual(expected);
  });

  test.each<[string, Buffer, string]>([
    ['nothing behind the last entry', tarOf([file], Buffer.alloc(0)), 'ok'],
    ['one empty block', tarOf([file], Buffer.alloc(512)), 'ok'],
    ['one empty block, then more', tarOf([file], Buffer.concat([Buffer.alloc(512), Buffer.alloc(512, 'x')])), invalid],
    ['half a header', tarOf([file], Buffer.alloc(100, 'x')), 'unexpected EOF'],
    ['anything behind the end', tarOf([file], Buffer.concat([Buffer.alloc(1024), Buffer.alloc(700, 'x')])), 'ok'],
    ['anything behind the packed', Buffer.concat([tarOf([file]), Buffer.from('anything')]), 'ok'],
    ['anything behind the packed, without an end', Buffer.concat([tarOf([file], Buffer.alloc(0)), Buffer.from('anything')]), 'unexpected EOF'],
    ['two packed parts', Buffer.concat([tarOf([{ name: 'app/e' }], Buffer.alloc(0)), tarOf([file])]), 'ok'],
    ['a checksum that nobody reads', withoutChecksum(tarOf([file])), 'ok'],
    ['a checksum that is read', withoutChecksum(tarOf([file], Buffer.alloc(0))), 'gzip: invalid checksum'],
    ['a cut', tarOf([file]).subarray(0, -20), 'unexpected EOF'],
  ])('%s', (_, data, expected) => {
    const result = readArchive(data, { remaining: maxTotalBytes });
    expect(result.ok ? 'ok' : result.error).toBe(expected);
  });
});

describe('loadChart from an archive', () => {
  test('loads, and shares what is the same', () => {
    const data = tarOf([{ name: 'app/Chart.yaml', text: chartYaml }, { name: 'app/values.yaml', text: 'replicas: 1\n__proto__: {x: 1}\n' }]);
    const cache = new Map();
    const first = loadChart({ kind: 'archive', name: 'app.tgz', data }, cache);
    const second = loadChart({ kind: 'archive', name: 'copy.tgz', data }, cache);
    expect(first.ok && Object.keys(first.chart.values)).toEqual(['replicas', '__proto__']);
    expect(first.ok && second.ok && first.chart === second.chart).toBe(true);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test('of two files of a name the last counts, of two Chart.yaml all', () => {
    const data = tarOf([{ name: 'app/Chart.yaml', text: chartYaml }, { name: 'app/values.yaml', text: 'a: 1' }, { name: 'app/values.yaml', text: 'b: 1' }, { name: 'app/Chart.yaml', text: 'description: x' }]);
    const loaded = loadChart({ kind: 'archive', name: 'app.tgz', data });
    expect(loaded.ok && [loaded.chart.metadata.name, loaded.chart.metadata.description, loaded.chart.values]).toEqual(['app', 'x', { b: 1 }]);
  });

  test.each([
    [[{ name: 'app/values.yaml' }], 'unable to detect chart version, no Chart.yaml found'],
    [[{ name: './app/Chart.yaml', text: chartYaml }], 'unable to detect chart version, no Chart.yaml found'],
    [[], 'unable to load chart archive: no files in chart archive'],
    [[{ name: 'app/../../x' }], 'unable to load chart archive: chart illegally references parent directory'],
    [[{ name: 'app/Chart.yaml', text: chartYaml }, { name: 'app/charts/x.tgz/Chart.yaml' }], 'error unpacking subchart tar in app: expected x.tgz, got x.tgz/Chart.yaml'],
  ])('refuses %j', (entries, message) => {
    const loaded = loadChart({ kind: 'archive', name: 'app.tgz', data: tarOf(entries) });
    expect(loaded.ok ? 'ok' : loaded.problem.message).toBe(message);
  });

  test('tells a values file from a chart', () => {
    const loaded = loadChart({ kind: 'archive', name: 'values.yaml', data: Buffer.from('a: 1') });
    expect(loaded).toEqual({ ok: false, problem: { code: 'helm/render-failed', message: "file 'values.yaml' seems to be a YAML file, but expected a gzipped archive" } });
  });
});
