import { readFileSync } from 'node:fs';
import type { ReadStream } from 'node:tty';

/** `KEY=-` from standard input or a prompt, `KEY=@FILE` from a file. */
export interface Wanted {
  readonly key: string;
  readonly from: 'input' | { readonly file: string };
}

/** Reads the operands; a sentence where one is not of the form, and never the value that somebody wrote there. */
export function readWanted(operands: readonly string[]): { readonly namespace: string; readonly name: string; readonly wanted: readonly Wanted[] } | string {
  const [target = '', ...rest] = operands;
  const named = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?)\/([a-z0-9]([-a-z0-9.]*[a-z0-9])?)$/.exec(target);
  if (named === null) return target === '' ? 'name the Secret: <namespace>/<name> KEY=-' : `"${target.split('=', 1)[0]}" is no <namespace>/<name>, such as shop/database`;
  if (rest.length === 0) return `name what to seal: ${target} KEY=-`;
  const wanted: Wanted[] = [];
  for (const operand of rest) {
    const [, key = '', value] = /^([^=]*)=?(.*)$/s.exec(operand) as unknown as [string, string, string];
    if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key)) return `"${key}" is no key of a Secret: letters, digits, "-", "_" and "."`;
    if (value !== '-' && !value.startsWith('@')) return `the value of ${key} must not stand on the command line, where the shell's history and every process see it: write ${key}=- and give it on standard input, or ${key}=@FILE`;
    if (wanted.some((each) => each.key === key)) return `${key} is given twice`;
    wanted.push({ key, from: value === '-' ? 'input' : { file: value.slice(1) } });
  }
  return { namespace: named[1]!, name: named[3]!, wanted };
}

const largest = 1 << 20;

export interface Input {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly prompt: NodeJS.WritableStream;
  readonly fileOf: (path: string) => string;
  /** A newline at the end of standard input belongs to the value. */
  readonly keepNewline: boolean;
}

/** Gets the values: without a terminal one key may come from standard input; at a terminal each is asked for, unseen. */
export async function readValues(wanted: readonly Wanted[], { stdin, prompt, fileOf, keepNewline }: Input): Promise<ReadonlyMap<string, Uint8Array> | string> {
  const asked = wanted.filter(({ from }) => from === 'input');
  if (stdin.isTTY !== true && asked.length > 1) return `standard input holds one value, and ${asked.map(({ key }) => key).join(' and ')} want theirs; seal one at a time, or give files: KEY=@FILE`;
  const values = new Map<string, Uint8Array>();
  for (const { key, from } of wanted) {
    let value: Uint8Array | undefined;
    if (from !== 'input') {
      try {
        value = readFileSync(fileOf(from.file));
      } catch {
        return `${key}: ${from.file} cannot be read`;
      }
    } else value = stdin.isTTY === true ? await askUnseen(stdin as unknown as ReadStream, prompt, `${key}: `) : await readAll(stdin, keepNewline);
    if (value === undefined) return 'interrupted';
    if (value.length === 0) return `${key}: the value is empty`;
    if (value.length > largest) return `${key}: the value is larger than 1 MiB, more than a Secret can hold`;
    values.set(key, value);
  }
  return values;
}

async function readAll(stdin: NodeJS.ReadableStream, keepNewline: boolean): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stdin) {
    parts.push(Buffer.from(part as Buffer));
    if ((size += part.length) > largest + 1) break;
  }
  const all = Buffer.concat(parts);
  return keepNewline || all.at(-1) !== 10 ? all : all.subarray(0, all.at(-2) === 13 ? -2 : -1);
}

/** Reads a line at a terminal without showing it; undefined on Ctrl-C. */
function askUnseen(terminal: ReadStream, prompt: NodeJS.WritableStream, question: string): Promise<Uint8Array | undefined> {
  return new Promise((settle) => {
    let typed = '';
    const end = (value: Uint8Array | undefined): void => {
      terminal.setRawMode(false);
      terminal.pause();
      terminal.off('data', take);
      prompt.write('\n');
      settle(value);
    };
    const take = (data: Buffer): void => {
      for (const char of data.toString('utf8')) {
        if (char === '\r' || char === '\n' || char === '\u0004') return end(Buffer.from(typed));
        if (char === '\u0003') return end(undefined);
        typed = char === '\u007f' || char === '\b' ? [...typed].slice(0, -1).join('') : typed + char;
      }
    };
    prompt.write(question);
    terminal.setRawMode(true);
    terminal.resume();
    terminal.on('data', take);
  });
}
