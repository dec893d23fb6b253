import type { YDocument, YNode, YamlError, YamlFile, YamlSource } from './node.ts';
import { YamlFailure, charName, documentMark, fail, isBlankOrEnd, isBreak, makeScalar, skipToToken } from './scanner.ts';
import type { Scanner } from './scanner.ts';
import { readBlockNode } from './nodes.ts';

/** Texts longer than this (64 Mi UTF-16 units) are refused. */
const maxLength = 1 << 26;
/** Characters that YAML forbids outside of escapes; the byte order mark is allowed at the very start only. */
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]/g;

/**
 * Parses a text of any number of documents. Never throws: what cannot be read is in `errors`, and the documents behind
 * a broken one are read all the same. Duplicate keys are errors of their own code; their document is complete.
 * Follows libyaml as Go carries it (go.yaml.in/yaml v2 and v3), so that what it takes, Kubernetes takes.
 * `firstOnly`: as Go's Unmarshal reads a text, the first document's value and nothing of what stands behind it.
 */
export function parseYaml(text: string, file = '', firstOnly = false): YamlFile {
  const source: YamlSource = { file, text };
  const documents: YDocument[] = [];
  const errors: YamlError[] = [];
  if (text.length > maxLength) {
    errors.push({ code: 'yaml/too-large', message: `more than ${maxLength >> 20} MiB of YAML`, offset: 0, document: 0 });
    return { source, documents, errors };
  }
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const bad = forbiddenAt(text, start);
  if (bad >= 0) {
    errors.push({ code: 'yaml/unreadable', message: `the character ${charName(text, bad)} is not allowed in YAML; write it as an escape in double quotes`, offset: bad, document: 0 });
    return { source, documents, errors };
  }
  const s: Scanner = {
    source, text, end: text.length, at: start, lineStart: start, allowKey: true, depth: 0, anchors: new Map(), tagHandles: new Map(), errors, document: 0,
  };
  let implicit = true;
  for (;;) {
    s.document = documents.length;
    let began = s.at;
    try {
      const explicit = startDocument(s, implicit);
      if (explicit === undefined) break;
      began = s.at;
      const root = readRoot(s);
      documents.push({ root, start: root.start, end: root.end, source });
      if (firstOnly) {
        nextToken(s, root);
        break;
      }
      endDocument(s);
    } catch (error) {
      if (!(error instanceof YamlFailure)) throw error;
      errors.push({ code: 'yaml/syntax', message: error.message, offset: error.offset, document: s.document });
      if (documents.length > s.document) documents.length = s.document;
      documents.push({ root: undefined, start: began, end: s.at, source });
      if (firstOnly) break;
      toNextDocument(s, Math.max(error.offset, s.at));
    }
    implicit = false;
  }
  if (errors.length > 1) errors.sort((a, b) => a.offset - b.offset);
  return { source, documents, errors };
}

function forbiddenAt(text: string, from: number): number {
  forbidden.lastIndex = from;
  const at = forbidden.exec(text)?.index ?? -1;
  if (text.isWellFormed()) return at;
  const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text)?.index ?? -1;
  return at >= 0 && at < lone ? at : lone;
}

/** Steps over directives and `---`; undefined at the end of the text. */
function startDocument(s: Scanner, implicit: boolean): boolean | undefined {
  s.anchors = new Map();
  s.tagHandles = new Map();
  s.depth = 0;
  s.allowKey = true;
  skipToToken(s, false);
  while (!implicit && documentMark(s) === 46) {
    s.at += 3;
    skipToToken(s, false);
  }
  let directives = false;
  while (s.at < s.end && s.at === s.lineStart && s.text.charCodeAt(s.at) === 37) {
    directives = true;
    readDirective(s);
    s.allowKey = true;
    skipToToken(s, false);
  }
  if (s.at >= s.end) return directives ? fail('a document has to follow the directive', s.at) : undefined;
  if (documentMark(s) === 45) {
    s.at += 3;
    s.allowKey = false;
    return true;
  }
  if (documentMark(s) === 46) fail('a document cannot start with "..."', s.at);
  if (!implicit || directives) fail(`found ${charName(s.text, s.at)} where the next document has to start with "---"`, s.at);
  return false;
}

function readDirective(s: Scanner): void {
  const start = s.at;
  let stop = start;
  while (stop < s.end && !isBreak(s.text.charCodeAt(stop))) stop++;
  const line = s.text.slice(start, stop);
  const tag = /^%TAG[ \t]+(!(?:[0-9A-Za-z_-]*!)?)[ \t]+(\S+)[ \t]*(?:#.*)?$/.exec(line);
  if (tag?.[1] !== undefined && tag[2] !== undefined) {
    if (s.tagHandles.has(tag[1])) fail('the directive stands twice', start);
    s.tagHandles.set(tag[1], tag[2]);
  } else if (/^%YAML\b/.test(line)) {
    const version = /^%YAML[ \t]+(\d{1,2})\.(\d{1,2})[ \t]*(?:#.*)?$/.exec(line);
    if (version === null || version[1] !== '1' || (version[2] !== '1' && version[2] !== '2')) fail('only YAML 1.1 and 1.2 can be read', start);
    if (s.tagHandles.has('%YAML')) fail('the directive stands twice', start);
    s.tagHandles.set('%YAML', '');
  } else fail('unknown directive; write "%YAML 1.2" or "%TAG handle prefix", or quote the text', start);
  s.at = stop;
}

function readRoot(s: Scanner): YNode {
  const before = s.at;
  skipToToken(s, false);
  if (s.at >= s.end || documentMark(s) !== 0 || (s.at === s.lineStart && s.text.charCodeAt(s.at) === 37)) {
    return makeScalar(s, before, before, '', 'plain', '', undefined);
  }
  return readBlockNode(s, -1, false);
}

function endDocument(s: Scanner): void {
  skipToToken(s, false);
  const mark = documentMark(s);
  if (mark === 46) {
    s.at += 3;
    return;
  }
  if (s.at >= s.end || mark === 45) return;
  const tab = s.text.charCodeAt(s.at) === 9;
  fail(tab ? 'a tab cannot indent a line; write spaces' : `${charName(s.text, s.at)} stands behind the end of the document's value; check the indentation of this line`, s.at);
}

/** What is behind the document is not read, but Go's scanner has to have a token of it. */
function nextToken(s: Scanner, root: YNode): void {
  skipToToken(s, false);
  const char = s.text.charAt(s.at);
  // Where the lines of a block start, only one more entry of it can stand.
  const block = (root.type === 'map' || root.type === 'seq') && !root.flow;
  const column = root.start - Math.max(s.text.lastIndexOf('\n', root.start - 1), s.text.lastIndexOf('\r', root.start - 1)) - 1;
  if (block && s.at < s.end && documentMark(s) === 0 && s.at - s.lineStart >= column) fail(`${charName(s.text, s.at)} stands where the next entry has to start`, s.at);
  if (s.at < s.end && (char === '\t' || ((char === '&' || char === '*') && isBlankOrEnd(s.text.charCodeAt(s.at + 1))) || char === '@' || char === '`' || (char === '%' && (s.at !== s.lineStart || !/^%(?:YAML|TAG)[ \t]/.test(s.text.slice(s.at, s.at + 6)))))) fail(char === '\t' ? 'a tab cannot indent a line; write spaces' : `${charName(s.text, s.at)} cannot start a value`, s.at);
}

/** After an error: on to the next line that starts with `---`, or to the end. */
function toNextDocument(s: Scanner, from: number): void {
  const next = /^---(?=[ \t\r\n]|$)/gm;
  next.lastIndex = from;
  const at = next.exec(s.text)?.index ?? s.end;
  s.at = at;
  s.lineStart = at;
}
