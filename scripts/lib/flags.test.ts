import { describe, expect, it } from 'vitest';
import { parseFlags, type Flag } from './flags.ts';

const flags = {
  cluster: { value: 'NAME', help: 'only this cluster' },
  'charts-dir': { value: 'DIR', many: true, help: 'charts' },
  format: { value: 'text|json', choices: ['text', 'json'], help: 'how' },
  version: { value: 'VERSION', form: { pattern: /^\d+\.\d+$/, example: '1.35' }, help: 'which' },
  online: { help: 'fetch' },
  offline: { not: ['online'], help: 'contact nobody' },
  newest: { needs: 'version', help: 'the last of it' },
  oldest: { needs: ['version', 'online'], help: 'the first of it' },
  help: { help: 'this text' },
} satisfies Record<string, Flag>;
const usage = { command: 'tool', summary: 'Does it.', examples: [['tool', 'does it']], exits: '0 done' } as const;
const parse = (...argv: string[]) => parseFlags(argv, flags, usage);

describe('flags', () => {
  it('are read in both spellings, those that may be repeated as lists', () => {
    expect(parse('--cluster', 'a', '--charts-dir=x', '--charts-dir', 'y=z', '--offline')).toEqual({ ok: true, values: { cluster: 'a', 'charts-dir': ['x', 'y=z'], offline: true }, operands: [], names: Object.keys(flags) });
  });

  it.each([
    [['--frobnicate'], 'unknown flag "--frobnicate"'],
    [['--clster', 'a'], 'unknown flag "--clster"; did you mean "--cluster"?'],
    [['--__proto__'], 'unknown flag "--__proto__"'],
    [['--cluster'], '--cluster needs a value: --cluster NAME'],
    [['--cluster', '--offline'], '--cluster needs a value: --cluster NAME'],
    [['--cluster='], '--cluster needs a value: --cluster NAME'],
    [['--cluster', 'a', '--cluster=b'], '--cluster is given twice: "a" and "b"'],
    [['--offline=yes'], '--offline takes no value'],
    [['--format', 'jso'], '--format is text or json, not "jso"; did you mean "json"?'],
    [['--format', 'xml'], '--format is text or json, not "xml"'],
    [['--version', 'banana'], '--version is VERSION such as 1.35, not "banana"'],
    [['--online', '--offline'], '--offline and --online contradict each other'],
    [['--newest'], '--newest needs --version VERSION'],
    [['--oldest'], '--oldest needs --version VERSION or --online'],
    [['homelab'], '"homelab" is not expected: this command takes flags only'],
  ])('%j is a mistake', (argv, message) => {
    expect(parse(...argv)).toEqual({ ok: false, exitCode: 2, text: `${message}\ntool --help lists the flags\n`, names: Object.keys(flags) });
  });

  it('--help lists them', () => {
    const help = parse('--cluster', 'a', '-h');
    expect(help).toMatchObject({ ok: false, exitCode: 0 });
    expect(help.ok ? '' : help.text).toBe(`Does it.

usage: tool [flags]

  --cluster NAME      only this cluster
  --charts-dir DIR    charts
  --format text|json  how
  --version VERSION   which
  --online            fetch
  --offline           contact nobody
  --newest            the last of it
  --oldest            the first of it
  --help              this text

examples:
  tool  does it

exit: 0 done
`);
  });

  it('--help is narrow enough for a terminal', () => {
    const long = 'a long line of help that goes on and on, until it is wider than what anybody reads at once on a terminal';
    const help = parseFlags(['--help'], { ...flags, [`a-flag-that-is-longer-than-half-of-the-line-${'x'.repeat(10)}`]: { help: 'wide' }, wide: { help: long } }, usage);
    const lines = (help.ok ? '' : help.text).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(lines.slice(lines.indexOf('  --help              this text') + 1, lines.indexOf('examples:') - 1)).toEqual([
      '  --a-flag-that-is-longer-than-half-of-the-line-xxxxxxxxxx',
      '                      wide',
      '  --wide              a long line of help that goes on and on, until it is wider than what anybody reads at',
      '                      once on a terminal',
    ]);
  });
});
