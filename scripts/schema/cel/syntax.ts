/** The syntax tree of a CEL expression; `at` is the offset in the text. */
export type Node =
  | { readonly op: 'literal'; readonly value: Literal; readonly at: number }
  | { readonly op: 'name'; readonly name: string; readonly at: number }
  | { readonly op: 'select'; readonly of: Node; readonly name: string; readonly optional: boolean; readonly at: number }
  | { readonly op: 'index'; readonly of: Node; readonly key: Node; readonly optional: boolean; readonly at: number }
  | { readonly op: 'call'; readonly of: Node | undefined; readonly name: string; readonly args: readonly Node[]; readonly at: number }
  | { readonly op: 'list'; readonly items: readonly Node[]; readonly optional: readonly boolean[]; readonly at: number }
  | { readonly op: 'map'; readonly entries: readonly (readonly [Node, Node, boolean])[]; readonly at: number }
  | { readonly op: 'unary'; readonly sign: '!' | '-'; readonly of: Node; readonly at: number }
  | { readonly op: 'binary'; readonly sign: string; readonly left: Node; readonly right: Node; readonly at: number }
  | { readonly op: 'cond'; readonly test: Node; readonly yes: Node; readonly no: Node; readonly at: number };

/** int is bigint, double is number, uint `{ uint }`. */
export type Literal = null | boolean | bigint | number | string | { readonly uint: bigint } | Uint8Array;

/** What is wrong with an expression's text, and where. */
export interface SyntaxProblem {
  readonly message: string;
  readonly at: number;
}

interface Token {
  readonly kind: 'name' | 'literal' | 'sign' | 'end';
  readonly text: string;
  readonly value?: Literal;
  readonly at: number;
}

class Refused extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const reserved = new Set(['as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while']);
const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>=', 'in'], ['+', '-'], ['*', '/', '%']];
const maxDepth = 250;
const maxLength = 100_000;

/** Reads an expression. Bounded: depth 250, 100,000 characters. Source: github.com/google/cel-spec doc/langdef.md */
export function parseCel(text: string): Node | SyntaxProblem {
  if (text.length > maxLength) return { message: `the expression is longer than ${maxLength} characters`, at: 0 };
  try {
    return parse(tokensOf(text));
  } catch (error) {
    if (error instanceof Refused) return { message: error.message, at: error.at };
    throw error;
  }
}

/** Tells a tree from a problem. */
export function isProblem(result: Node | SyntaxProblem): result is SyntaxProblem {
  return 'message' in result;
}

const tokenShape = new RegExp(
  [
    String.raw`(?<space>(?:\s|\/\/[^\n]*)+)`,
    String.raw`(?<text>(?:[rR][bB]?|[bB][rR]?)?(?:"""[^]*?(?<!\\)"""|'''[^]*?(?<!\\)'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))`,
    String.raw`(?<raw>[rR](?:"[^"\n]*"|'[^'\n]*'))`,
    String.raw`(?<number>0[xX][0-9a-fA-F]+[uU]?|(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?[uU]?)`,
    String.raw`(?<name>[A-Za-z_][A-Za-z0-9_]*|${'`'}[A-Za-z0-9_.\-\/ ]+${'`'})`,
    String.raw`(?<sign>\|\||&&|==|!=|<=|>=|[<>!+\-*\/%?:.,()[\]{}])`,
  ].join('|'),
  'y',
);

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    tokenShape.lastIndex = position;
    const groups = tokenShape.exec(text)?.groups;
    if (groups === undefined) throw new Refused(`unexpected ${JSON.stringify(text[position])}`, position);
    const at = position;
    position = tokenShape.lastIndex;
    const quoted = groups['raw'] ?? groups['text'];
    if (groups['space'] !== undefined) continue;
    if (quoted !== undefined) tokens.push({ kind: 'literal', text: quoted, value: stringOf(quoted, at), at });
    else if (groups['number'] !== undefined) tokens.push({ kind: 'literal', text: groups['number'], value: numberOf(groups['number'], at), at });
    else if (groups['name'] !== undefined) tokens.push({ kind: 'name', text: groups['name'], at });
    else tokens.push({ kind: 'sign', text: groups['sign']!, at });
  }
  tokens.push({ kind: 'end', text: 'the end', at: text.length });
  return tokens;
}

function numberOf(text: string, at: number): Literal {
  if (/^0[xX]|^\d+[uU]?$/.test(text)) {
    const unsigned = /[uU]$/.test(text);
    const value = BigInt(unsigned ? text.slice(0, -1) : text);
    if (unsigned ? value >= 2n ** 64n : value > 2n ** 63n) throw new Refused(`${text} is too large for a 64 bit integer`, at);
    return unsigned ? { uint: value } : value;
  }
  return Number(text);
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '?': '?', '"': '"', "'": "'", '`': '`' };

function stringOf(quoted: string, at: number): Literal {
  const prefix = /^[rRbB]*/.exec(quoted)![0].toLowerCase();
  const body = quoted.slice(prefix.length);
  const width = body.startsWith('"""') || body.startsWith("'''") ? 3 : 1;
  const inner = body.slice(width, body.length - width);
  const text = prefix.includes('r') ? inner : inner.replace(/\\(x[0-9a-fA-F]{2}|X[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|[^])/g, (_, code: string) => {
    // In bytes \x and octal escapes are octets, not characters.
    if (prefix.includes('b') && /^[xX0-3]/.test(code)) return String.fromCharCode(octet + parseInt(code.replace(/^[xX]/, ''), /^[xX]/.test(code) ? 16 : 8));
    if (/^[xXuU]/.test(code)) return String.fromCodePoint(Math.min(0x10ffff, parseInt(code.slice(1), 16)));
    if (/^[0-3]/.test(code)) return String.fromCodePoint(parseInt(code, 8));
    const plain = escapes[code];
    if (plain === undefined) throw new Refused(`unknown escape \\${code}`, at);
    return plain;
  });
  return prefix.includes('b') ? bytesOf(text) : text;
}

/** Stands for octets while a text is put together: a private use area. */
const octet = 0xf700;

function bytesOf(text: string): Uint8Array {
  const parts = text.split(/([\uf700-\uf7ff])/).map((part) => (/^[\uf700-\uf7ff]$/.test(part) ? Buffer.from([part.charCodeAt(0) - octet]) : Buffer.from(part)));
  return new Uint8Array(Buffer.concat(parts));
}

function parse(tokens: readonly Token[]): Node {
  let next = 0;
  let depth = 0;
  const peek = (): Token => tokens[next]!;
  const is = (text: string): boolean => peek().kind !== 'literal' && peek().text === text && (peek().kind === 'sign' || text === 'in');
  const take = (text: string): boolean => is(text) && ++next > 0;
  const expect = (text: string): void => {
    if (!take(text)) throw new Refused(`expected "${text}", found ${peek().kind === 'end' ? 'the end' : `"${peek().text}"`}`, peek().at);
  };
  const nested = <T>(read: () => T): T => {
    if (++depth > maxDepth) throw new Refused(`the expression is nested deeper than ${maxDepth} levels`, peek().at);
    const result = read();
    depth--;
    return result;
  };
  const expression = (): Node => nested(() => {
    const test = binary(0);
    const { at } = peek();
    if (!take('?')) return test;
    const yes = binary(0);
    expect(':');
    return { op: 'cond', test, yes, no: expression(), at };
  });
  const binary = (level: number): Node => {
    if (level === levels.length) return unary();
    let left = binary(level + 1);
    for (;;) {
      const { at } = peek();
      const sign = levels[level]!.find(is);
      if (sign === undefined) return left;
      next++;
      left = { op: 'binary', sign, left, right: binary(level + 1), at };
    }
  };
  const unary = (): Node => {
    const { at } = peek();
    const sign = is('!') ? '!' : is('-') ? '-' : undefined;
    if (sign === undefined) return member();
    next++;
    const number = tokens[next]!;
    if (sign === '-' && number.kind === 'literal' && (typeof number.value === 'bigint' || typeof number.value === 'number')) {
      const folded = { ...number, value: -number.value };
      next++;
      return suffixes({ op: 'literal', value: folded.value, at });
    }
    return nested(() => ({ op: 'unary', sign, of: unary(), at }));
  };
  const member = (): Node => suffixes(primary());
  const suffixes = (start: Node): Node => {
    let node = start;
    for (;;) {
      const { at } = peek();
      if (take('.')) {
        const optional = take('?');
        const name = peek();
        if (name.kind !== 'name') throw new Refused(`expected a field's name behind "."`, name.at);
        next++;
        const plain = name.text.replaceAll('`', '');
        if (!optional && take('(')) node = { op: 'call', of: node, name: plain, args: list(')'), at: name.at };
        else node = { op: 'select', of: node, name: plain, optional, at: name.at };
      } else if (take('[')) {
        const optional = take('?');
        const key = expression();
        expect(']');
        node = { op: 'index', of: node, key, optional, at };
      } else return node;
    }
  };
  const list = (end: string): Node[] => {
    const items: Node[] = [];
    while (!take(end)) {
      items.push(expression());
      if (take(end)) break;
      expect(',');
    }
    return items;
  };
  const primary = (): Node => nested(() => {
    const token = peek();
    next++;
    if (token.kind === 'literal') return { op: 'literal', value: token.value!, at: token.at };
    if (token.kind === 'name') {
      if (token.text === 'true' || token.text === 'false') return { op: 'literal', value: token.text === 'true', at: token.at };
      if (token.text === 'null') return { op: 'literal', value: null, at: token.at };
      if (reserved.has(token.text) || token.text === 'in' || token.text.startsWith('`')) throw new Refused(`"${token.text}" is a reserved word`, token.at);
      return take('(') ? { op: 'call', of: undefined, name: token.text, args: list(')'), at: token.at } : { op: 'name', name: token.text, at: token.at };
    }
    if (token.text === '(' && token.kind === 'sign') {
      const inner = expression();
      expect(')');
      return inner;
    }
    if (token.text === '.' && peek().kind === 'name') return primary();
    if (token.text === '[') return listLiteral(token.at);
    if (token.text === '{') return mapLiteral(token.at);
    throw new Refused(token.kind === 'end' ? 'the expression ends too early' : `unexpected "${token.text}"`, token.at);
  });
  const listLiteral = (at: number): Node => {
    const items: Node[] = [];
    const optional: boolean[] = [];
    while (!take(']')) {
      optional.push(take('?'));
      items.push(expression());
      if (take(']')) break;
      expect(',');
    }
    return { op: 'list', items, optional, at };
  };
  const mapLiteral = (at: number): Node => {
    const entries: [Node, Node, boolean][] = [];
    while (!take('}')) {
      const optional = take('?');
      const key = expression();
      expect(':');
      entries.push([key, expression(), optional]);
      if (take('}')) break;
      expect(',');
    }
    return { op: 'map', entries, at };
  };
  const root = expression();
  if (peek().kind !== 'end') throw new Refused(`unexpected "${peek().text}"`, peek().at);
  return root;
}
