import type { YAlias, YItem, YMap, YNode, YScalar, YSeq } from './node.ts';
import { charName, documentMark, fail, isBlankOrEnd, isBreak, makeScalar, skipToToken } from './scanner.ts';
import type { Scanner } from './scanner.ts';
import { scanBlockScalar, scanPlain, scanQuoted } from './scalars.ts';
import { reportDuplicates } from './duplicates.ts';
import { readAnchorName, readTag } from './properties.ts';

/** Collections deeper than this are refused: Go takes 10,000, nothing real has 50, and recursion must end. */
const maxDepth = 500;
/** Longest text of a key that has no `? ` in front (YAML 1.2, 7.4). */
const maxKeyLength = 1024;

interface Properties {
  start: number;
  tag: string;
  anchor: string | undefined;
}

function enter(s: Scanner): void {
  if (++s.depth > maxDepth) fail(`more than ${maxDepth} levels of nesting`, s.at);
}

function remember<N extends YScalar | YMap | YSeq>(s: Scanner, node: N): N {
  if (node.anchor !== undefined) s.anchors.set(node.anchor, node);
  return node;
}

function emptyNode(s: Scanner, at: number, properties?: Properties): YScalar {
  return remember(s, makeScalar(s, properties?.start ?? at, at, '', 'plain', properties?.tag ?? '', properties?.anchor));
}

/** Reads `&anchor` and `!tag` in any order, one of each; leaves `s.at` on the next token of the line or below. */
function readProperties(s: Scanner, inFlow: boolean): Properties | undefined {
  let found: Properties | undefined;
  for (;;) {
    const code = s.text.charCodeAt(s.at);
    if (code === 38 && found?.anchor === undefined) {
      found ??= { start: s.at, tag: '', anchor: undefined };
      found.anchor = readAnchorName(s);
    } else if (code === 33 && (found === undefined || found.tag === '')) {
      found ??= { start: s.at, tag: '', anchor: undefined };
      found.tag = readTag(s);
    } else return found;
    s.allowKey = false;
    const line = s.lineStart;
    skipToToken(s, inFlow);
    if (!inFlow && s.lineStart !== line) return found;
  }
}

/** The properties of one value that stand on two lines. */
function joinProperties(outer: Properties | undefined, inner: Properties | undefined): Properties | undefined {
  if (outer === undefined || inner === undefined) return outer ?? inner;
  if ((outer.tag !== '' && inner.tag !== '') || (outer.anchor !== undefined && inner.anchor !== undefined)) fail('two anchors or two tags for one value', inner.start);
  return { start: outer.start, tag: outer.tag + inner.tag, anchor: outer.anchor ?? inner.anchor };
}

function readAlias(s: Scanner): YAlias {
  const start = s.at;
  const name = readAnchorName(s);
  const target = s.anchors.get(name);
  if (target === undefined) fail(`unknown anchor "${name}": no "&${name}" stands before it in this document`, start);
  s.allowKey = false;
  return { type: 'alias', start, end: s.at, source: s.source, tag: '', anchor: undefined, name, target };
}

/** A scalar, alias or flow collection at `s.at`. `indent`: of the collection around it. */
function readInline(s: Scanner, indent: number, inFlow: boolean, properties: Properties | undefined): YNode {
  const { text } = s;
  const start = s.at;
  const code = text.charCodeAt(start);
  const from = properties?.start ?? start;
  const tag = properties?.tag ?? '';
  const anchor = properties?.anchor;
  switch (code) {
    case 34:
    case 39: {
      const scanned = scanQuoted(s, code);
      s.allowKey = false;
      return remember(s, makeScalar(s, start, scanned.end, scanned.text, code === 34 ? 'double' : 'single', tag, anchor));
    }
    case 42:
      if (properties !== undefined) fail('an alias cannot have an anchor or a tag of its own', from);
      return readAlias(s);
    case 91:
      return readFlowSeq(s, from, tag, anchor);
    case 123:
      return readFlowMap(s, from, tag, anchor);
    default: {
      const next = text.charCodeAt(start + 1);
      const plain = code === 45 ? next !== 32 && next !== 9 && !(!inFlow && isBlankOrEnd(next)) : code === 63 || code === 58 ? !inFlow && !isBlankOrEnd(next) : !cannotStart(code);
      if (!plain) fail(cannotStartMessage(s, code), start);
      s.allowKey = false;
      const scanned = scanPlain(s, indent + 1, inFlow);
      return remember(s, makeScalar(s, start, scanned.end, scanned.text, 'plain', tag, anchor));
    }
  }
}

/** Characters that YAML gives another meaning at the start of a plain scalar: , [ ] { } # & * ! | > ' " % @ ` and blanks. */
function cannotStart(code: number): boolean {
  return code < 128 ? ',[]{}#&*!|>\'"%@`'.includes(String.fromCharCode(code)) || code === 32 || code === 9 : isBreak(code);
}

function cannotStartMessage(s: Scanner, code: number): string {
  if (code === 9) return 'a tab cannot indent a line; write spaces';
  if (code !== code) return 'a value is missing before the end of the file';
  if (code === 123 || code === 91) return `found ${charName(s.text, s.at)} where no value can stand`;
  if (code === 44 || code === 93 || code === 125) return `found ${charName(s.text, s.at)} where a value is expected`;
  return `no value can start with ${charName(s.text, s.at)}; put it into quotes`;
}

/**
 * A node in block context: behind `key:`, `- `, `? ` or at the top of a document. `parentIndent`: column of the
 * collection around it, -1 at the top. `indentless`: whether a list may stand at the column of the key.
 */
export function readBlockNode(s: Scanner, parentIndent: number, indentless: boolean): YNode {
  const before = s.at;
  skipToToken(s, false);
  let column = s.at - s.lineStart;
  // At the column of the collection around it only a list may stand (below its key), and, so libyaml, a block scalar.
  const outside = (): boolean => {
    if (s.at >= s.end || column < parentIndent || documentMark(s) !== 0) return true;
    if (column > parentIndent) return false;
    const code = s.text.charCodeAt(s.at);
    return !(code === 124 || code === 62 || (indentless && code === 45 && isBlankOrEnd(s.text.charCodeAt(s.at + 1))));
  };
  if (outside()) return emptyNode(s, before);
  let keyAllowed = s.allowKey;
  let keyStart = s.at;
  let line = s.lineStart;
  const code = s.text.charCodeAt(s.at);
  let properties: Properties | undefined;
  let outer: Properties | undefined;
  if (code === 38 || code === 33) {
    properties = readProperties(s, false);
    if (s.lineStart !== line) {
      // The properties stand alone on their line: they belong to the whole node below, never to its first key.
      outer = properties;
      properties = undefined;
      column = s.at - s.lineStart;
      if (outside()) return emptyNode(s, before, outer);
      keyAllowed = s.allowKey;
      keyStart = s.at;
      line = s.lineStart;
      const again = s.text.charCodeAt(s.at);
      if (again === 38 || again === 33) {
        properties = readProperties(s, false);
        if (s.lineStart !== line) {
          outer = joinProperties(outer, properties);
          properties = undefined;
          column = s.at - s.lineStart;
          if (outside()) return emptyNode(s, before, outer);
          keyAllowed = s.allowKey;
          keyStart = s.at;
          line = s.lineStart;
        }
      }
    }
  }
  const first = s.text.charCodeAt(s.at);
  const next = s.text.charCodeAt(s.at + 1);
  if (first === 45 && isBlankOrEnd(next)) {
    if (!s.allowKey) fail('a list item cannot stand behind something else on the same line; start a new line', s.at);
    const of = joinProperties(outer, properties);
    return readBlockSeq(s, of?.start ?? s.at, s.at - s.lineStart, of?.tag ?? '', of?.anchor);
  }
  if (first === 58 && isBlankOrEnd(next)) {
    if (properties === undefined || !keyAllowed) fail('a key is missing before ":"', s.at);
    return readBlockMap(s, outer?.start ?? keyStart, keyStart - line, outer?.tag ?? '', outer?.anchor, emptyNode(s, s.at, properties));
  }
  if (first === 63 && isBlankOrEnd(next)) {
    if (properties !== undefined || !s.allowKey) fail('a key that starts with "? " cannot stand here; start a new line', s.at);
    return readBlockMap(s, outer?.start ?? s.at, s.at - s.lineStart, outer?.tag ?? '', outer?.anchor, undefined);
  }
  if (first === 124 || first === 62) {
    const of = joinProperties(outer, properties);
    const start = s.at;
    const scanned = scanBlockScalar(s, parentIndent);
    return remember(s, makeScalar(s, start, scanned.end, scanned.text, first === 124 ? 'literal' : 'folded', of?.tag ?? '', of?.anchor));
  }
  if (s.at >= s.end || s.lineStart !== line) return emptyNode(s, before, joinProperties(outer, properties));
  const node = readInline(s, parentIndent, false, properties ?? outer);
  if (s.lineStart === line && behindKey(s, keyStart)) {
    if (!keyAllowed) fail(nestedKeyMessage(node), s.at);
    if (outer !== undefined && properties === undefined && node.type !== 'alias') {
      // Taken for the scalar's own above; they belong to the mapping that this key starts.
      const own = { ...node, tag: '', anchor: undefined } as YNode;
      if (outer.anchor !== undefined) s.anchors.delete(outer.anchor);
      return readBlockMap(s, outer.start, keyStart - line, outer.tag, outer.anchor, own);
    }
    return readBlockMap(s, outer?.start ?? keyStart, keyStart - line, outer?.tag ?? '', outer?.anchor, node);
  }
  if (outer === undefined || properties === undefined || node.type === 'alias') return node;
  const joined = joinProperties(outer, properties);
  return remember(s, { ...node, tag: joined?.tag ?? '', anchor: joined?.anchor });
}

function nestedKeyMessage(node: YNode): string {
  const shown = node.type === 'scalar' && node.text.length < 40 ? ` behind "${node.text}"` : '';
  return `a second ":"${shown} on one line; put the value into quotes, or start a new line below the key`;
}

/** Whether `:` follows on the same line, so that what was read since `keyStart` is a key. Leaves `s.at` on the colon. */
function behindKey(s: Scanner, keyStart: number): boolean {
  const { text } = s;
  let at = s.at;
  let code = text.charCodeAt(at);
  while (code === 32 || code === 9) code = text.charCodeAt(++at);
  if (code !== 58 || !isBlankOrEnd(text.charCodeAt(at + 1))) return false;
  s.at = at;
  if (at - keyStart > maxKeyLength) fail(`a key of more than ${maxKeyLength} characters`, keyStart);
  return true;
}

function readBlockSeq(s: Scanner, start: number, column: number, tag: string, anchor: string | undefined): YSeq {
  enter(s);
  const items: YNode[] = [];
  const node: YSeq = { type: 'seq', start, end: start, source: s.source, tag, anchor, items, flow: false };
  for (;;) {
    s.at++;
    s.allowKey = true;
    items.push(readBlockNode(s, column, false));
    const end = s.at;
    skipToToken(s, false);
    const here = s.at - s.lineStart;
    if (s.at >= s.end || here < column || documentMark(s) !== 0) {
      (node as { end: number }).end = items.at(-1)?.end ?? end;
      break;
    }
    const entry = s.text.charCodeAt(s.at) === 45 && isBlankOrEnd(s.text.charCodeAt(s.at + 1));
    if (here > column || !s.allowKey) fail(s.allowKey ? misplaced(s, column, 'the items of this list') : unexpected(s), s.at);
    if (!entry) {
      // A list at the column of its key ends where the next key starts; any other has to have items only.
      (node as { end: number }).end = items.at(-1)?.end ?? end;
      break;
    }
  }
  s.depth--;
  return remember(s, node);
}

function unexpected(s: Scanner): string {
  return s.text.charCodeAt(s.at) === 9 ? 'a tab cannot indent a line; write spaces' : `${charName(s.text, s.at)} cannot stand behind the value on this line; put the whole value into quotes, or start a new line`;
}

function misplaced(s: Scanner, column: number, what: string): string {
  if (s.text.charCodeAt(s.at) === 9) return 'a tab cannot indent a line; write spaces';
  return `this line is indented by ${s.at - s.lineStart} columns, ${what} by ${column}`;
}

function readBlockMap(s: Scanner, start: number, column: number, tag: string, anchor: string | undefined, firstKey: YNode | undefined): YMap {
  enter(s);
  const items: YItem[] = [];
  const node: YMap = { type: 'map', start, end: start, source: s.source, tag, anchor, items, flow: false };
  let key = firstKey;
  for (;;) {
    const code = s.text.charCodeAt(s.at);
    if (key === undefined && code === 63 && isBlankOrEnd(s.text.charCodeAt(s.at + 1))) {
      s.at++;
      s.allowKey = true;
      key = readBlockNode(s, column, true);
      skipToToken(s, false);
      const colon = s.at - s.lineStart === column && s.text.charCodeAt(s.at) === 58 && isBlankOrEnd(s.text.charCodeAt(s.at + 1));
      if (colon) {
        s.at++;
        s.allowKey = true;
        items.push({ key, value: readBlockNode(s, column, true) });
      } else items.push({ key, value: emptyNode(s, s.at) });
    } else {
      key ??= readKey(s, column);
      s.at++;
      s.allowKey = false;
      items.push({ key, value: readBlockNode(s, column, true) });
    }
    key = undefined;
    const end = s.at;
    skipToToken(s, false);
    const here = s.at - s.lineStart;
    if (s.at >= s.end || here < column || documentMark(s) !== 0) {
      const last = items.at(-1);
      (node as { end: number }).end = Math.min(end, Math.max(last?.value.end ?? end, last?.key.end ?? end));
      break;
    }
    if (!s.allowKey) fail(unexpected(s), s.at);
    if (here > column) fail(misplaced(s, column, 'the keys of this mapping'), s.at);
    if (s.text.charCodeAt(s.at) === 45 && isBlankOrEnd(s.text.charCodeAt(s.at + 1))) {
      fail('a list item stands where a key is expected; indent it below its key', s.at);
    }
  }
  s.depth--;
  reportDuplicates(s, items);
  return remember(s, node);
}

function readKey(s: Scanner, column: number): YNode {
  const start = s.at;
  const line = s.lineStart;
  const properties = readProperties(s, false);
  const colonHere = s.text.charCodeAt(s.at) === 58 && isBlankOrEnd(s.text.charCodeAt(s.at + 1));
  if (colonHere && (properties === undefined || s.lineStart !== line)) fail('a key is missing before ":"', s.at);
  const key = colonHere ? emptyNode(s, s.at, properties) : readInline(s, column, false, properties);
  if (s.lineStart !== line || !behindKey(s, start)) {
    // With the text of the line, because the colon is missing somewhere on it.
    const shown = key.type === 'scalar' && key.text.length < 60 && !key.text.includes('\n') ? ` behind "${key.text}"` : '';
    fail(`expected ":"${shown}; every line of a mapping is "key: value"`, start);
  }
  return key;
}

/** Behind an entry of a flow collection: a comma, or the closing bracket; true where the collection ends. */
function flowEnd(s: Scanner, close: 93 | 125, open: number): boolean {
  skipToToken(s, true);
  const code = s.text.charCodeAt(s.at);
  if (code === close) return true;
  if (code === 44) {
    s.at++;
    skipToToken(s, true);
    return s.text.charCodeAt(s.at) === close;
  }
  const bracket = close === 93 ? ['[', ']'] : ['{', '}'];
  if (s.at >= s.end) fail(`"${bracket[0]}" has no closing "${bracket[1]}"`, open);
  return fail(`expected "," or "${bracket[1]}", found ${charName(s.text, s.at)}`, s.at);
}

function flowNode(s: Scanner): YNode {
  skipToToken(s, true);
  if (documentMark(s) !== 0) fail('a bracket is not closed before the next document', s.at);
  const properties = readProperties(s, true);
  const code = s.text.charCodeAt(s.at);
  // `? ` at the start of an entry is the caller's; `, ] }` and `:` behind properties leave an empty value.
  if (properties !== undefined && (code === 44 || code === 93 || code === 125 || code === 58)) return emptyNode(s, s.at, properties);
  return readInline(s, -1, true, properties);
}

/** One `key: value`, `key` or `? key : value` of a flow collection; the value is undefined where no colon follows. */
function flowPair(s: Scanner): { key: YNode; value: YNode | undefined } {
  skipToToken(s, true);
  const start = s.at;
  const line = s.lineStart;
  let explicit = false;
  let key: YNode;
  if (s.text.charCodeAt(s.at) === 63) {
    explicit = true;
    s.at++;
    skipToToken(s, true);
    const code = s.text.charCodeAt(s.at);
    key = code === 58 || code === 44 || code === 93 || code === 125 ? emptyNode(s, s.at) : flowNode(s);
  } else key = flowNode(s);
  const scanned = s.lineStart;
  skipToToken(s, true);
  if (s.text.charCodeAt(s.at) !== 58) return { key, value: explicit ? emptyNode(s, s.at) : undefined };
  if (!explicit && (s.lineStart !== line || scanned !== line)) fail('the ":" has to stand on the line of its key', s.at);
  if (!explicit && s.at - start > maxKeyLength) fail(`a key of more than ${maxKeyLength} characters`, start);
  s.at++;
  skipToToken(s, true);
  const code = s.text.charCodeAt(s.at);
  return { key, value: code === 44 || code === 93 || code === 125 ? emptyNode(s, s.at) : flowNode(s) };
}

function readFlowSeq(s: Scanner, start: number, tag: string, anchor: string | undefined): YSeq {
  enter(s);
  const open = s.at++;
  const items: YNode[] = [];
  const node: YSeq = { type: 'seq', start, end: start, source: s.source, tag, anchor, items, flow: true };
  skipToToken(s, true);
  let ended = s.text.charCodeAt(s.at) === 93;
  while (!ended) {
    if (s.at >= s.end) fail('"[" has no closing "]"', open);
    const { key, value } = flowPair(s);
    items.push(value === undefined ? key : { type: 'map', start: key.start, end: value.end, source: s.source, tag: '', anchor: undefined, items: [{ key, value }], flow: true });
    ended = flowEnd(s, 93, open);
  }
  s.at++;
  s.allowKey = false;
  s.depth--;
  (node as { end: number }).end = s.at;
  return remember(s, node);
}

function readFlowMap(s: Scanner, start: number, tag: string, anchor: string | undefined): YMap {
  enter(s);
  const open = s.at++;
  const items: YItem[] = [];
  const node: YMap = { type: 'map', start, end: start, source: s.source, tag, anchor, items, flow: true };
  skipToToken(s, true);
  let ended = s.text.charCodeAt(s.at) === 125;
  while (!ended) {
    if (s.at >= s.end) fail('"{" has no closing "}"', open);
    const { key, value } = flowPair(s);
    items.push({ key, value: value ?? emptyNode(s, key.end) });
    ended = flowEnd(s, 125, open);
  }
  s.at++;
  s.allowKey = false;
  s.depth--;
  (node as { end: number }).end = s.at;
  reportDuplicates(s, items);
  return remember(s, node);
}
