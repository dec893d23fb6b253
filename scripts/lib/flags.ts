import { suggest } from './suggest.ts';

/** A flag of a command: with `value` it takes one, with `many` several times. */
export interface Flag {
  readonly value?: string;
  readonly many?: boolean;
  readonly choices?: readonly string[];
  /** What a value looks like, with one that does. */
  readonly form?: { readonly pattern: RegExp; readonly example: string };
  /** The flags that this one contradicts. */
  readonly not?: readonly string[];
  /** The flag without which this one says nothing, or several of which one will do. */
  readonly needs?: string | readonly string[];
  readonly help: string;
}

export interface Usage {
  readonly command: string;
  readonly summary: string;
  readonly examples: readonly (readonly [string, string])[];
  readonly exits: string;
  /** Names of arguments that are no flags, for the help: `<object>`. */
  readonly operands?: string;
}

type ValueOf<F extends Flag> = F extends { many: true } ? readonly string[] : F extends { value: string } ? string : true;
export type Values<Flags extends Record<string, Flag>> = { readonly [Name in keyof Flags]?: ValueOf<Flags[Name]> };

export type Parsed<Flags extends Record<string, Flag>> =
  | { readonly ok: true; readonly values: Values<Flags>; readonly operands: readonly string[]; readonly names?: readonly string[] }
  | { readonly ok: false; readonly exitCode: 0 | 2; readonly text: string; readonly names?: readonly string[] };

/** Asks a command for its flags instead of its work: shell completion is made of them. */
export const flagsAsJson = '--flags-as-json';

/** Reads `--name value`, `--name=value` and `--switch`. A mistake gives one line with a suggestion, for exit 2. `names`: of all flags. */
export function parseFlags<Flags extends Record<string, Flag>>(argv: readonly string[], flags: Flags, usage: Usage): Parsed<Flags> {
  if (argv[0] === flagsAsJson) return { ok: false, exitCode: 0, text: `${JSON.stringify(flags)}\n` };
  const values: Record<string, string | string[] | true> = {};
  const operands: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === '--') {
      operands.push(...argv.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = (word === '-h' ? '--help' : equals < 0 ? word : word.slice(0, equals)).replace(/^--?/, '');
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (flag === undefined) {
      const near = suggest(name, Object.keys(flags));
      return wrong(`unknown flag "${word}"${near === undefined ? '' : `; did you mean "--${near}"?`}`);
    }
    if (flag.value === undefined) {
      if (equals >= 0) return wrong(`--${name} takes no value`);
      values[name] = true;
      continue;
    }
    const value = equals >= 0 ? word.slice(equals + 1) : argv[++i];
    if (value === undefined || value === '' || (equals < 0 && value.startsWith('--'))) return wrong(`--${name} needs a value: --${name} ${flag.value}`);
    if (flag.choices !== undefined && !flag.choices.includes(value)) {
      const near = suggest(value, flag.choices);
      return wrong(`--${name} is ${flag.choices.slice(0, -1).join(', ')} or ${flag.choices.at(-1)}, not "${value}"${near === undefined ? '' : `; did you mean "${near}"?`}`);
    }
    if (flag.form !== undefined && !flag.form.pattern.test(value)) return wrong(`--${name} is ${flag.value} such as ${flag.form.example}, not "${value}"`);
    if (flag.many !== true && values[name] !== undefined) return wrong(`--${name} is given twice: "${values[name] as string}" and "${value}"`);
    if (flag.many === true) values[name] = [...((values[name] as string[] | undefined) ?? []), value];
    else values[name] = value;
  }
  if (values['help'] === true) return { ok: false, exitCode: 0, text: help(flags, usage) };
  for (const [name, { not, needs }] of Object.entries(flags)) {
    const others = typeof needs === 'string' ? [needs] : needs ?? [];
    if (others.length > 0 && values[name] !== undefined && others.every((each) => values[each] === undefined)) return wrong(`--${name} needs ${others.map((each) => `--${each}${flags[each]?.value === undefined ? '' : ` ${flags[each].value}`}`).join(' or ')}`);
    const other = values[name] === undefined ? undefined : not?.find((each) => values[each] !== undefined);
    if (other !== undefined) return wrong(`--${name} and --${other} contradict each other`);
  }
  if (usage.operands === undefined && operands.length > 0) return wrong(`"${operands[0]}" is not expected: this command takes flags only`);
  return { ok: true, values: values as Values<Flags>, operands, names: Object.keys(flags) };

  function wrong(message: string): Parsed<Flags> {
    return { ok: false, exitCode: 2, text: `${message}\n${usage.command} --help lists the flags\n`, names: Object.keys(flags) };
  }
}

function help(flags: Record<string, Flag>, usage: Usage): string {
  const rows: (readonly [string, string])[] = Object.entries(flags).map(([name, flag]) => [`--${name}${flag.value === undefined ? '' : ` ${flag.value}`}`, flag.help]);
  const table = (lines: readonly (readonly [string, string])[]) => {
    const width = Math.max(0, ...lines.map(([left]) => left.length).filter((length) => length <= widestLeft));
    const indent = `\n${' '.repeat(width + 4)}`;
    return lines.map(([left, right]) => `  ${left.length > width ? `${left}${indent}` : `${left.padEnd(width)}  `}${folded(right, widest - width - 4).join(indent)}`).join('\n');
  };
  return `${usage.summary}\n\nusage: ${usage.command} ${usage.operands === undefined ? '' : `${usage.operands} `}[flags]\n\n${table(rows)}\n\nexamples:\n${table(usage.examples)}\n\nexit: ${usage.exits}\n`;
}

/** Columns of the help, and of what stands on the left in it. */
const [widest, widestLeft] = [110, 52];

function folded(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) as string;
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
