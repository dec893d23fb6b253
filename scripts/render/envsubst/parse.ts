/**
 * Parser of bash-like substitutions as github.com/fluxcd/pkg/envsubst v1.7.1 reads them (parse/parse.go, parse/scan.go):
 * Flux runs it over the YAML text of every manifest of a Kustomization that has `spec.postBuild`.
 */
export type Node = string | Call;

/** `${name}`, `${name:-default}`, `${name//a/b}` ...; `op` is '' for the plain form. */
export interface Call {
  readonly name: string;
  readonly op: string;
  readonly args: readonly Node[][];
}

export class SubstitutionError extends Error {}

type Accept = (char: string, count: number) => boolean;
const letterDigit = /[\p{L}\p{Nd}_]/u;
const accept = {
  ident: (char: string) => letterDigit.test(char),
  hash: (char: string, count: number) => char === '#' && count < 3,
  percent: (char: string, count: number) => char === '%' && count < 3,
  oneHash: (char: string, count: number) => char === '#' && count === 1,
  colon: (char: string) => char === ':',
  oneColon: (char: string, count: number) => char === ':' && count === 1,
  oneEqual: (char: string, count: number) => char === '=' && count === 1,
  fallback: (char: string, count: number) => (count === 1 && char === ':') || (count === 2 && '=-?+'.includes(char)),
  replace: (char: string, count: number) => (count === 1 && char === '/') || (count === 2 && '/#%'.includes(char)),
  casing: (char: string, count: number) => (char === ',' || char === '^') && count < 3,
  notColonOrClose: (char: string) => char !== ':' && char !== '}',
  notClose: (char: string) => char !== '}',
  notSlash: (char: string) => char !== '/',
  slash: (char: string) => char === '/',
} satisfies Record<string, Accept>;

const maxDepth = 200;

/** The nodes of a text. Throws SubstitutionError with upstream's wording. */
export function parse(text: string): Node[] {
  let at = 0;
  let depth = 0;
  const nodes: Node[] = [];
  while (at < text.length) {
    const literal = topLevelText();
    if (literal !== '') nodes.push(literal);
    if (at < text.length) {
      at += 2;
      nodes.push(call());
    }
  }
  return nodes;

  /** Text up to the next `${` or the end, where `$$` stands for one `$`. */
  function topLevelText(): string {
    let out = '';
    for (;;) {
      const dollar = text.indexOf('$', at);
      if (dollar < 0) {
        out += text.slice(at);
        at = text.length;
        return out;
      }
      out += text.slice(at, dollar);
      at = dollar;
      const next = text[dollar + 1];
      if (next === '{') return out;
      out += '$';
      at += next === '$' ? 2 : 1;
    }
  }

  function call(): Call {
    if (++depth > maxDepth) throw new SubstitutionError('substitutions are nested too deeply');
    try {
      if (text[at] === '#') {
        token(accept.oneHash, 'bad substitution');
        const name = token(accept.ident, 'bad substitution');
        close();
        return { name, op: '#', args: [] };
      }
      const name = token(accept.ident, 'unable to parse variable name');
      switch (text[at]) {
        case ':':
          return '=-?+'.includes(text[at + 1] ?? '\0') ? fallback(name) : substring(name);
        case '=':
          return fallback(name);
        case ',': case '^': {
          const op = token(accept.casing, 'bad substitution');
          close();
          return { name, op, args: [] };
        }
        case '/':
          return replacement(name);
        case '#':
          return removal(name, accept.hash);
        case '%':
          return removal(name, accept.percent);
      }
      if (text[at] !== '}') throw new SubstitutionError('missing closing brace');
      at++;
      return { name, op: '', args: [] };
    } finally {
      depth--;
    }
  }

  function fallback(name: string): Call {
    const op = token(text[at] === '=' ? accept.oneEqual : accept.fallback, 'unable to parse default function');
    const args: Node[][] = [];
    while (text[at] !== '}') args.push([param(accept.notClose)]);
    at++;
    return { name, op, args };
  }

  function substring(name: string): Call {
    const op = token(accept.oneColon, 'bad substitution');
    const offset = param(accept.notColonOrClose);
    if (text[at] === '}') {
      at++;
      return { name, op, args: [[offset]] };
    }
    token(accept.colon, 'bad substitution');
    const length = param(accept.notClose);
    close();
    return { name, op, args: [[offset], [length]] };
  }

  function removal(name: string, operator: Accept): Call {
    const op = token(operator, 'bad substitution');
    const pattern = param(accept.notClose);
    close();
    return { name, op, args: [[pattern]] };
  }

  function replacement(name: string): Call {
    const op = token(accept.replace, 'bad substitution');
    const pattern = param(accept.notSlash, true);
    token(accept.slash, 'bad substitution');
    if (text[at] === '}') {
      at++;
      return { name, op, args: [[pattern]] };
    }
    const by = param(accept.notClose, true);
    close();
    return { name, op, args: [[pattern], [by]] };
  }

  /** One argument: a nested substitution, or text up to what `accepts` refuses. */
  function param(accepts: Accept, escapes = false): Node {
    if (text[at] === '$' && text[at + 1] === '{') {
      at += 2;
      return call();
    }
    return token(accepts, 'unable to parse substitution within function', escapes, true);
  }

  /** The longest run of accepted characters, at least one; with `stopAtCall` it ends before a nested `${`. */
  function token(accepts: Accept, error: string, escapes = false, stopAtCall = false): string {
    let out = '';
    let count = 0;
    while (at < text.length) {
      const char = text[at] as string;
      const next = text[at + 1];
      if (stopAtCall && char === '$' && next === '{') break;
      if (escapes && ((char === '$' && next === '$') || (char === '\\' && (next === '/' || next === '\\')))) {
        out += next;
        at += 2;
        count++;
        continue;
      }
      if (!accepts(char, count + 1)) break;
      out += char;
      at++;
      count++;
    }
    if (count === 0) throw new SubstitutionError(error);
    return out;
  }

  function close(): void {
    if (text[at] !== '}') throw new SubstitutionError('bad substitution');
    at++;
  }
}
