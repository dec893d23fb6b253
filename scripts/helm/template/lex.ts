import { byteChar, byteLength, bytesOf, textOfBytes } from './bytes.ts';

/** A template that cannot be parsed or executed; `message` is Go's wording without the place. */
export class TemplateError extends Error {
  readonly template: string;
  readonly line: number;
  readonly column: number;
  /** A function refused its arguments, rather than the language. */
  byFunction = false;
  constructor(message: string, template: string, line: number, column: number) {
    super(message);
    this.template = template;
    this.line = line;
    this.column = column;
  }
}

export type TokenKind = 'text' | 'open' | 'close' | 'identifier' | 'field' | 'variable' | 'dot' | 'string' | 'char' | 'number' | 'pipe' | 'leftParen' | 'rightParen' | 'comma' | 'declare' | 'assign' | 'other' | 'end' | 'error';

export interface Token {
  readonly kind: TokenKind;
  /** The source text; for `text` what is printed. */
  readonly text: string;
  /** Offset into the template. */
  readonly at: number;
  /** True where white space stands before it inside of an action. */
  readonly spaced: boolean;
  readonly error?: TemplateError;
}

/** 1-based line and 0-based byte column, as text/template counts them. */
export function position(source: string, at: number): { line: number; column: number } {
  const before = source.slice(0, at);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let i = before.indexOf('\n'); i >= 0; i = before.indexOf('\n', i + 1)) line++;
  return { line, column: byteLength(before.slice(lineStart)) };
}

const letter = /[\p{L}\p{Nd}_]/u;
const word = /[\p{L}\p{Nd}_]*/uy;
const asciiWord = /\w*/y;
const doubleQuoted = /"[^"\\\n]*(?:\\.[^"\\\n]*)*"/sy;
const singleQuoted = /'[^'\\\n]*(?:\\.[^'\\\n]*)*'/sy;
const rawQuoted = /`[^`]*`/y;

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13;
}

/**
 * Splits a template into text and the tokens of its actions (Go's text/template/parse/lex.go). What cannot be read is the last
 * token, `error`: the parser may find something wrong before it.
 */
export function lex(source: string, template: string): Token[] {
  const tokens: Token[] = [];
  try {
    readTokens(source, template, tokens);
  } catch (error) {
    if (tokens.at(-1)?.error !== error) throw error;
  }
  return tokens;
}

function readTokens(source: string, template: string, tokens: Token[]): void {
  let at = 0;
  let trimNext = false;
  const fail = (message: string, where: number): never => {
    const { line, column } = position(source, where);
    const error = new TemplateError(message, template, line, column);
    tokens.push({ kind: 'error', text: '', at: Math.max(where, (tokens.at(-1)?.at ?? 0) + 1), spaced: false, error });
    throw error;
  };
  for (;;) {
    const open = source.indexOf('{{', at);
    let text = open < 0 ? source.slice(at) : source.slice(at, open);
    const textAt = at;
    if (trimNext) text = trimStart(text);
    trimNext = false;
    if (open < 0) {
      if (text !== '') tokens.push({ kind: 'text', text, at: textAt, spaced: false });
      tokens.push({ kind: 'end', text: '', at: source.length, spaced: false });
      return;
    }
    let inside = open + 2;
    if (source.charCodeAt(inside) === 45 && isSpace(source.charCodeAt(inside + 1))) {
      text = trimEnd(text);
      inside += 2;
    }
    if (text !== '') tokens.push({ kind: 'text', text, at: textAt, spaced: false });
    if (source.startsWith('/*', inside)) {
      const close = source.indexOf('*/', inside + 2);
      if (close < 0) fail('unclosed comment', open);
      at = close + 2;
      if (/^[ \t\r\n]-\}\}/.test(source.slice(at, at + 4))) {
        at += 4;
        trimNext = true;
      } else if (source.startsWith('}}', at)) {
        at += 2;
      } else {
        fail('comment ends before closing delimiter', open);
      }
      continue;
    }
    tokens.push({ kind: 'open', text: '{{', at: open, spaced: false });
    at = action(inside);
  }

  /** Reads one action and returns the offset behind it. */
  function action(start: number): number {
    let i = start;
    let depth = 0;
    const push = (kind: TokenKind, end: number, spaced: boolean) => {
      tokens.push({ kind, text: source.slice(i, end), at: i, spaced });
      i = end;
    };
    for (;;) {
      const before = i;
      while (isSpace(source.charCodeAt(i))) i++;
      const spaced = i > before;
      if (i >= source.length) fail('unclosed action', tokens.findLast(({ kind }) => kind === 'open')?.at ?? start);
      const code = source.charCodeAt(i);
      const isTrim = spaced && code === 45 && source.startsWith('-}}', i);
      if (isTrim || (code === 125 && source.charCodeAt(i + 1) === 125)) {
        if (depth > 0) fail('unclosed left paren', i);
        tokens.push({ kind: 'close', text: '}}', at: i, spaced });
        trimNext = isTrim;
        return i + (isTrim ? 3 : 2);
      }
      const char = source[i] as string;
      switch (char) {
        case '$': push('variable', nameEnd(i, i + 1), spaced); break;
        case '"': case '`': push('string', quoted(i, char), spaced); break;
        case "'": push('char', quoted(i, char), spaced); break;
        case '|': push('pipe', i + 1, spaced); break;
        case ',': push('comma', i + 1, spaced); break;
        case '=': push('assign', i + 1, spaced); break;
        case '(':
          depth++;
          push('leftParen', i + 1, spaced);
          break;
        case ')':
          if (--depth < 0) fail('unexpected right paren', i);
          push('rightParen', i + 1, spaced);
          break;
        default: push(...other(i, char), spaced);
      }
    }
  }

  /** A token that its first character alone does not tell. */
  function other(i: number, char: string): [TokenKind, number] {
    const next = source.charCodeAt(i + 1);
    if (char === '.' && !isDigit(next)) {
      const end = nameEnd(i, i + 1);
      return [end > i + 1 ? 'field' : 'dot', end];
    }
    if (char === ':' && next === 61) return ['declare', i + 2];
    if (char === '.' || char === '+' || char === '-' || isDigit(char.charCodeAt(0))) return ['number', numberEnd(i)];
    if (wordEnd(i) > i) return ['identifier', nameEnd(i, i)];
    if (/[\x20-\x7e]/.test(char)) return ['other', i + 1];
    return fail(`unrecognized character in action: ${unicodeOf(source.codePointAt(i) as number)}`, i);
  }

  function quoted(start: number, quote: string): number {
    const pattern = quote === '"' ? doubleQuoted : quote === "'" ? singleQuoted : rawQuoted;
    pattern.lastIndex = start;
    if (pattern.test(source)) return pattern.lastIndex;
    return fail(quote === '`' ? 'unterminated raw quoted string' : quote === '"' ? 'unterminated quoted string' : 'unterminated character constant', start);
  }

  /** The end of a name, a field or a variable; what may not stand behind one is an error (atTerminator). */
  function nameEnd(at: number, start: number): number {
    const end = wordEnd(start);
    const code = source.charCodeAt(end);
    if (end >= source.length || isSpace(code) || '.,|:)('.includes(source[end] as string) || source.startsWith('}}', end)) return end;
    const point = source.codePointAt(end) as number;
    return fail(`bad character ${unicodeOf(point)}`, at);
  }

  function wordEnd(start: number): number {
    asciiWord.lastIndex = start;
    asciiWord.test(source);
    const end = asciiWord.lastIndex;
    if (source.charCodeAt(end) < 128 || end >= source.length) return end;
    word.lastIndex = start;
    word.test(source);
    return word.lastIndex;
  }

  function numberEnd(start: number): number {
    const found = /^[+-]?(0[xX][0-9a-fA-F_]*\.?[0-9a-fA-F_]*(?:[pP][+-]?[0-9_]+)?|0[bB][01_]+|0[oO][0-7_]+|[0-9_]*\.?[0-9_]*([eE][+-]?[0-9_]+)?)/.exec(source.slice(start, start + 64));
    const end = start + (found?.[0].length ?? 0);
    if (end === start || /^[+-]$/.test(source.slice(start, end)) || letter.test(source[end] ?? '')) fail(`bad number syntax: "${source.slice(start, wordEnd(Math.max(end, start + 1)))}"`, start);
    return end;
  }
}

/** Go's %#U: the number, and the character where it can be printed. */
function unicodeOf(point: number): string {
  const text = String.fromCodePoint(point);
  return `U+${point.toString(16).toUpperCase().padStart(4, '0')}${/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(text) ? ` '${text}'` : ''}`;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function trimStart(text: string): string {
  let start = 0;
  while (isSpace(text.charCodeAt(start))) start++;
  return text.slice(start);
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The value of a string or character token: Go's escapes. */
export function unquote(token: string): string | undefined {
  if (token.startsWith('`')) return token.slice(1, -1).replaceAll('\r', '');
  if (!token.includes('\\')) return token.slice(1, -1);
  let bad = false;
  let isBytes = false;
  const byte = (code: number): string => {
    if (code < 0x80) return String.fromCharCode(code);
    isBytes = true;
    return byteChar(code);
  };
  const text = token.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/gs, (_, escape: string) => {
    const simple = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"' }[escape];
    if (simple !== undefined) return simple;
    const code = Number.parseInt(escape.slice(1), 16);
    if (escape.length === 3 && escape.startsWith('x')) return byte(code);
    if (escape.length > 1 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) && /^[uU]/.test(escape)) return String.fromCodePoint(code);
    if (/^[0-3]\d\d$/.test(escape)) return byte(Number.parseInt(escape, 8));
    bad = true;
    return '';
  });
  if (bad) return undefined;
  // bytes next to each other may be a character
  return isBytes ? textOfBytes(bytesOf(text)) : text;
}
