import { readFileSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
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
  const terminal = stdin.isTTY === true && asked.length > 0 ? openTerminal(stdin as unknown as ReadStream, prompt) : undefined;
  try {
    return await read(wanted, fileOf, (key) => (terminal === undefined ? readAll(stdin, keepNewline) : terminal.ask(`${key}: `)));
  } finally {
    terminal?.close();
  }
}

async function read(wanted: readonly Wanted[], fileOf: Input['fileOf'], input: (key: string) => Promise<Uint8Array | undefined>): Promise<ReadonlyMap<string, Uint8Array> | string> {
  const values = new Map<string, Uint8Array>();
  for (const { key, from } of wanted) {
    let value: Uint8Array | undefined;
    if (from !== 'input') {
      try {
        value = readFileSync(fileOf(from.file));
      } catch {
        return `${key}: ${from.file} cannot be read`;
      }
    } else value = await input(key);
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

/** Asks at a terminal, without showing what is typed. */
function openTerminal(terminal: ReadStream, prompt: NodeJS.WritableStream): { ask(question: string): Promise<Uint8Array | undefined>; close(): void } {
  // A character may come in two parts, and what is pasted may hold the next answers as well.
  const decoder = new StringDecoder('utf8');
  let waiting = '';
  let wake = (): void => undefined;
  const take = (data: Buffer): void => {
    waiting += decoder.write(data);
    wake();
  };
  terminal.setRawMode(true);
  terminal.on('data', take);
  terminal.resume();
  return {
    /** The line without its end; undefined on Ctrl-C. */
    ask: async (question) => {
      prompt.write(question);
      let typed = '';
      for (;;) {
        if (waiting === '') await new Promise<void>((settle) => (wake = settle));
        const [char = ''] = waiting;
        waiting = waiting.slice(char.length);
        if (/^[\r\n\u0004\u0003]$/.test(char)) {
          prompt.write('\n');
          return char === '\u0003' ? undefined : Buffer.from(typed);
        }
        typed = char === '\u007f' || char === '\b' ? [...typed].slice(0, -1).join('') : typed + char;
      }
    },
    close: () => {
      terminal.off('data', take);
      terminal.setRawMode(false);
      terminal.pause();
    },
  };
}
