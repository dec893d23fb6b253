import { lex, position, TemplateError, unquote, type Token } from './lex.ts';

/** The tree of one template; offsets point into its source, for errors and for origins. */
export type Node =
  | { readonly type: 'text'; readonly text: string; readonly at: number }
  | { readonly type: 'action'; readonly pipe: Pipe; readonly at: number }
  | { readonly type: 'if' | 'with'; readonly pipe: Pipe; readonly body: readonly Node[]; readonly otherwise: readonly Node[]; readonly at: number }
  | { readonly type: 'range'; readonly pipe: Pipe; readonly body: readonly Node[]; readonly otherwise: readonly Node[]; readonly at: number }
  | { readonly type: 'template'; readonly name: string; readonly pipe: Pipe | undefined; readonly at: number; readonly labelAt: number }
  | { readonly type: 'break' | 'continue'; readonly at: number };

export interface Pipe {
  readonly declare: readonly number[];
  /** `=` instead of `:=`. */
  readonly assign: boolean;
  readonly commands: readonly Command[];
  readonly at: number;
  /** Names of the variables that it sets, with `$`. */
  readonly names: readonly string[];
}

export interface Command {
  readonly operands: readonly Operand[];
  readonly at: number;
}

export type Operand =
  | { readonly type: 'literal'; readonly value: boolean | bigint | number | string; readonly at: number; readonly source: string }
  | { readonly type: 'nil'; readonly at: number; readonly source: string }
  | { readonly type: 'dot'; readonly at: number; readonly source: string }
  | { readonly type: 'field'; readonly names: readonly string[]; readonly at: number; readonly source: string }
  | { readonly type: 'variable'; readonly slot: number; readonly names: readonly string[]; readonly at: number; readonly source: string }
  | { readonly type: 'function'; readonly name: string; readonly at: number; readonly source: string }
  | { readonly type: 'pipe'; readonly pipe: Pipe; readonly at: number; readonly source: string }
  | { readonly type: 'chain'; readonly base: Operand; readonly names: readonly string[]; readonly at: number; readonly source: string };

export interface Definition {
  readonly name: string;
  readonly body: readonly Node[];
  /** How many variables it needs at most, `$` included. */
  readonly slots: number;
  readonly template: string;
  readonly source: string;
}

/** A pipeline as Go prints it in errors. */
export function printPipe({ names, assign, commands }: Pipe): string {
  const sets = names.length === 0 ? '' : `${names.join(', ')} ${assign ? '=' : ':='} `;
  return sets + commands.map(({ operands }) => operands.map(({ source }) => source).join(' ')).join(' | ');
}

/** The slot of a variable that the parser knows and that is never set where it is used. */
export const neverSet = -1;

const maxDepth = 1000;

/** Parses a file of templates: the file's own and those that it defines (text/template/parse/parse.go). */
export function parseFile(name: string, source: string, isFunction: (name: string) => boolean): Definition[] {
  const tokens = lex(source, name);
  const definitions: Definition[] = [];
  let next = 0;
  // Variables in scope, by name to slot; `$` is slot 0 of every definition.
  let scope: { readonly name: string; readonly slot: number }[] = [{ name: '$', slot: 0 }];
  let slots = 1;
  let loops = 0;
  let depth = 0;

  const peek = () => tokens[next] as Token;
  const take = () => tokens[next++] as Token;
  const fail = (message: string, at = tokens[next]?.at ?? source.length): never => {
    const last = tokens.at(-1);
    if (last?.error !== undefined && at >= last.at) throw last.error;
    const { line, column } = position(source, at);
    throw new TemplateError(message, name, line, column);
  };

  const { nodes, ended } = list(true);
  if (ended !== 'end') fail(`unexpected {{${ended}}}`);
  definitions.unshift({ name, body: nodes, slots, template: name, source });
  return definitions;

  function list(top: boolean): { nodes: Node[]; ended: string } {
    if (++depth > maxDepth) fail('the template is nested too deeply');
    const nodes: Node[] = [];
    for (;;) {
      const token = take();
      if (token.kind === 'error') fail('');
      if (token.kind === 'end') {
        if (!top) fail('unexpected EOF', token.at);
        depth--;
        return { nodes, ended: 'end' };
      }
      if (token.kind === 'text') {
        nodes.push({ type: 'text', text: token.text, at: token.at });
        continue;
      }
      const word = peek();
      if (word.kind === 'identifier' && ['end', 'else'].includes(word.text)) {
        if (top) fail(`unexpected {{${word.text}}}`, word.at);
        take();
        depth--;
        if (word.text === 'end') expectClose();
        return { nodes, ended: word.text };
      }
      const node = action(token.at);
      if (node !== undefined) nodes.push(node);
    }
  }

  function action(at: number): Node | undefined {
    const word = peek();
    if (word.kind === 'identifier') {
      switch (word.text) {
        case 'if': case 'with': case 'range': take(); return control(word.text, at);
        case 'define': take(); define(); return undefined;
        case 'block': take(); return block(at);
        case 'template': {
          take();
          const { at: labelAt } = peek();
          const label = string('template clause');
          const pipe = peek().kind === 'close' ? undefined : pipeline('template clause');
          expectClose();
          return { type: 'template', name: label, pipe, at, labelAt };
        }
        case 'break': case 'continue':
          if (tokens[next + 1]?.kind !== 'close') break;
          take();
          if (loops === 0) fail(`{{${word.text}}} outside {{range}}`, word.at);
          expectClose();
          return { type: word.text, at };
      }
    }
    const pipe = pipeline('command');
    expectClose();
    return { type: 'action', pipe, at };
  }

  function control(type: 'if' | 'with' | 'range', at: number): Node {
    const before = scope;
    scope = [...scope];
    const pipe = pipeline(type, type === 'range');
    expectClose();
    if (type === 'range') loops++;
    const declared = scope.length;
    const body = list(false);
    if (type === 'range') loops--;
    // Go's parser still knows in the else branch what the body declares; it was never set there
    scope = [...scope.slice(declared).map(({ name: label }) => ({ name: label, slot: neverSet })), ...scope.slice(0, declared)];
    let otherwise: Node[] = [];
    if (body.ended === 'else') {
      const follow = peek();
      if (follow.kind === 'identifier' && (follow.text === 'if' || follow.text === 'with')) {
        if (follow.text !== type) fail(`unexpected <${follow.text}> in input`);
        take();
        if (++depth > maxDepth) fail('the template is nested too deeply');
        otherwise = [control(follow.text, follow.at)];
        depth--;
      } else {
        expectClose();
        const rest = list(false);
        if (rest.ended === 'else') fail('expected end; found {{else}}');
        otherwise = rest.nodes;
      }
    }
    scope = before;
    return { type, pipe, body: body.nodes, otherwise, at };
  }

  function define(): void {
    const label = string('define clause');
    expectClose();
    subTemplate(label);
  }

  function block(at: number): Node {
    const { at: labelAt } = peek();
    const label = string('block clause');
    const pipe = pipeline('block clause');
    expectClose();
    subTemplate(label);
    return { type: 'template', name: label, pipe, at, labelAt };
  }

  function subTemplate(label: string): void {
    const outer = { scope, slots, loops };
    scope = [{ name: '$', slot: 0 }];
    slots = 1;
    loops = 0;
    const body = list(false);
    if (body.ended !== 'end') fail('unexpected {{else}} in define clause');
    const known = definitions.findIndex((one) => one.name === label);
    const isEmpty = (nodes: readonly Node[]): boolean => nodes.every((node) => node.type === 'text' && node.text.trim() === '');
    const definition = { name: label, body: body.nodes, slots, template: name, source };
    if (known < 0) definitions.push(definition);
    else if (isEmpty(definitions[known]?.body ?? [])) definitions[known] = definition;
    else if (!isEmpty(body.nodes)) fail(`multiple definition of template "${label}"`);
    ({ scope, slots, loops } = outer);
  }

  function string(context: string): string {
    const token = take();
    const value = token.kind === 'string' ? unquote(token.text) : undefined;
    return value ?? fail(`unexpected ${describe(token)} in ${context}`, token.at);
  }

  function expectClose(): void {
    const token = take();
    if (token.kind !== 'close') fail(`unexpected ${describe(token)} in ${'command'}`, token.at);
  }

  function declareVariable(label: string): number {
    const slot = slots++;
    scope.push({ name: label, slot });
    return slot;
  }

  /** Go finds out only when it runs that there is nothing to assign to. */
  function assigned(token: Token): number {
    const known = scope.findLast((variable) => variable.name === token.text);
    if (known === undefined) scope.unshift({ name: token.text, slot: neverSet });
    return known?.slot ?? neverSet;
  }

  function lookUp(token: Token): number {
    return scope.findLast((variable) => variable.name === token.text)?.slot ?? fail(`undefined variable "${token.text}"`, token.at);
  }

  function pipeline(context: string, isRange = false): Pipe {
    if (++depth > maxDepth) fail('the template is nested too deeply');
    const { at } = peek();
    const names: Token[] = [];
    let assign = false;
    let declares = false;
    const first = peek();
    const second = tokens[next + 1];
    if (first.kind === 'variable' && (second?.kind === 'declare' || second?.kind === 'assign')) {
      names.push(take());
      assign = take().kind === 'assign';
      declares = true;
    } else if (isRange && first.kind === 'variable' && second?.kind === 'comma') {
      names.push(take());
      take();
      const value = take();
      if (value.kind !== 'variable') fail(`range can only initialize variables`, value.at);
      names.push(value);
      const sign = take();
      if (sign.kind !== 'declare' && sign.kind !== 'assign') fail(`unexpected ${describe(sign)} in range`, sign.at);
      assign = sign.kind === 'assign';
      declares = true;
    }
    const commands: Command[] = [];
    for (;;) {
      const token = peek();
      if (token.kind === 'close' || token.kind === 'rightParen') break;
      if (token.kind === 'pipe') fail(`unexpected ${describe(token)} in ${context}`, token.at);
      commands.push(command(context));
      if (peek().kind !== 'pipe') break;
      // Go takes a pipe that nothing follows
      take();
    }
    if (commands.length === 0) fail(`missing value for ${context}`);
    for (const later of commands.slice(1)) {
      const [operand] = later.operands;
      if (operand !== undefined && ['literal', 'nil', 'dot'].includes(operand.type)) fail(`non executable command in pipeline stage ${commands.indexOf(later) + 1}`, later.at);
    }
    // A variable is in scope behind its own definition only.
    const declare = declares ? names.map((token) => (assign ? assigned(token) : declareVariable(token.text))) : [];
    depth--;
    return { declare, assign, commands, at, names: names.map(({ text }) => text) };
  }

  function command(context: string): Command {
    const { at } = peek();
    const operands: Operand[] = [];
    for (;;) {
      const token = peek();
      if (token.kind === 'close' || token.kind === 'rightParen' || token.kind === 'pipe') break;
      if (operands.length > 0 && !token.spaced) fail(`unexpected ${describe(token)} in operand`, token.at);
      operands.push(operand(operands.length > 0 ? 'operand' : context));
    }
    if (operands.length === 0) fail('empty command');
    return { operands, at };
  }

  function operand(context: string): Operand {
    const base = term(context);
    const names: string[] = [];
    while (peek().kind === 'field' && !peek().spaced) names.push(take().text.slice(1));
    if (names.length === 0) return base;
    const whole = base.source + names.map((one) => `.${one}`).join('');
    if (base.type === 'field') return { ...base, names: [...base.names, ...names], source: whole };
    if (base.type === 'variable') return { ...base, names: [...base.names, ...names], source: whole };
    if (base.type === 'literal') return fail(`unexpected . after term ${JSON.stringify(base.source)}`, base.at);
    if (base.type === 'nil' || base.type === 'dot') return fail(`unexpected . after term ${JSON.stringify(base.source)}`, base.at);
    return { type: 'chain', base, names, at: base.at, source: whole };
  }

  function term(context: string): Operand {
    const token = take();
    const { at, text } = token;
    switch (token.kind) {
      case 'identifier':
        if (text === 'true' || text === 'false') return { type: 'literal', value: text === 'true', at, source: text };
        if (text === 'nil') return { type: 'nil', at, source: text };
        if (!isFunction(text)) fail(`function "${text}" not defined`, at);
        return { type: 'function', name: text, at, source: text };
      case 'dot': return { type: 'dot', at, source: '.' };
      case 'field': return { type: 'field', names: [text.slice(1)], at, source: text };
      case 'variable': return { type: 'variable', slot: lookUp(token), names: [], at, source: text };
      case 'string': case 'char': {
        const value = unquote(text);
        if (value === undefined) return fail('invalid syntax', at);
        if (token.kind === 'char' && [...value].length !== 1) return fail(`malformed character constant: ${text}`, at);
        return { type: 'literal', value: token.kind === 'string' ? value : BigInt(value.codePointAt(0) ?? 0), at, source: text };
      }
      case 'number': {
        // what only a float could hold must look like one
        if (/^[+-]?\d+$/.test(text) && (/^[+-]?0\d*[89]/.test(text) || BigInt(text.replace(/^\+/, '')) >= 1n << 64n)) fail(`integer overflow: "${text}"`, at);
        return { type: 'literal', value: number(text) ?? fail(`bad number syntax: "${text}"`, at), at, source: text };
      }
      case 'leftParen': {
        const pipe = pipeline('parenthesized pipeline');
        const close = take();
        if (close.kind !== 'rightParen') fail('unclosed left paren', at);
        return {
          type: 'pipe', pipe, at,
          // for errors only
          get source() {
            return `(${printPipe(pipe)})`;
          },
        };
      }
    }
    return fail(`unexpected ${describe(token)} in ${context}`, at);
  }
}

const keywords = new Set(['.', 'block', 'break', 'continue', 'define', 'else', 'end', 'if', 'nil', 'range', 'template', 'with']);

/** lex.go item.String. */
function describe({ kind, text }: Token): string {
  if (kind === 'end') return 'EOF';
  if (kind === 'dot' || (kind === 'identifier' && keywords.has(text))) return `<${text}>`;
  const shown = kind === 'close' ? '}}' : text;
  return shown.length > 10 ? `${JSON.stringify(shown.slice(0, 10))}...` : JSON.stringify(shown);
}

/** Go's number literals: an integer is an int, anything else a float64. */
function number(text: string): bigint | number | undefined {
  if (text.includes('_') && !/^[+-]?(?:0[xXbBoO]?_)?(?:[0-9a-fA-F]+_)*[0-9a-fA-F]+$/.test(text) && /^[+-]?\d[\d_]*$/.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  const sign = plain.startsWith('-') ? -1n : 1n;
  const digits = plain.replace(/^[+-]/, '');
  const hexFloat = /^0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)$/.exec(digits);
  if (hexFloat !== null) {
    const [, whole = '', fraction = '', exponent = '0'] = hexFloat;
    const value = Number(sign) * Number.parseInt(`${whole}${fraction}` || '0', 16) * 2 ** (Number(exponent) - 4 * fraction.length);
    // As Go's parser has it: a float without a fraction may stand for an int.
    return Number.isSafeInteger(value) || Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? BigInt(value) : value;
  }
  if (/^0[xX]([0-9a-fA-F]+)$|^0[bB][01]+$|^0[oO][0-7]+$/.test(digits)) return sign * BigInt(digits);
  if (/^0[0-7]+$/.test(digits)) return sign * BigInt(`0o${digits.slice(1)}`);
  if (/^\d+$/.test(digits)) return sign * BigInt(digits);
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}
