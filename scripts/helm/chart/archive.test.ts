import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { maxTotalBytes, readArchive } from './archive.ts';
import { loadChart } from './load.ts';

interface Entry {
  name: string;
  text?: string;
  type?: string;
  link?: string;
}

function tarOf(entries: readonly Entry[]): Buffer {
  const blocks = entries.map(({ name, text = '', type = '0', link = '' }) => {
    const data = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(type, 156);
    header.write(link, 157);
    header.write('ustar\x0000', 257);
    header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148);
    return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
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
    expect(readArchive(Buffer.from('nope'), { remaining: maxTotalBytes })).toEqual({ ok: false, error: 'gzip: invalid header' });
    expect(readArchive(gzipSync(Buffer.alloc(0)), { remaining: maxTotalBytes })).toEqual({ ok: false, error: 'no files in chart archive' });
    expect(readArchive(gzipSync(Buffer.from('x'.repeat(512))), { remaining: maxTotalBytes })).toEqual({ ok: false, error: 'archive/tar: invalid tar header' });
    expect(readArchive(tarOf([{ name: 'app/a', text: 'x' }]).subarray(0, 40), { remaining: maxTotalBytes })).toEqual({ ok: false, error: 'unexpected EOF' });
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

  test('tells a values file from a chart', () => {
    const loaded = loadChart({ kind: 'archive', name: 'values.yaml', data: Buffer.from('a: 1') });
    expect(loaded).toEqual({ ok: false, problem: { code: 'helm/render-failed', message: "file 'values.yaml' seems to be a YAML file, but expected a gzipped archive" } });
  });
});
