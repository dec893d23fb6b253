import type { ScalarStyle, YMap, YScalar, YSeq, YamlError, YamlSource } from './node.ts';

/**
 * What every part of the parser shares. The rules are those of libyaml as Go's yaml.v2 and yaml.v3 carry it
 * (scannerc.go, parserc.go), because that is what Kubernetes, Flux, Helm and Kustomize read YAML with.
 */
export interface Scanner {
  readonly source: YamlSource;
  readonly text: string;
  readonly end: number;
  at: number;
  lineStart: number;
  /** Whether a mapping key or a `- ` may stand here: at the start of a line, behind `- ` and `? `. */
  allowKey: boolean;
  depth: number;
  anchors: Map<string, YScalar | YMap | YSeq>;
  tagHandles: Map<string, string>;
  errors: YamlError[];
  document: number;
}

/** Thrown inside of the parser only; `parseYaml` turns it into an error of its result. */
export class YamlFailure {
  readonly message: string;
  readonly offset: number;
  constructor(message: string, offset: number) {
    this.message = message;
    this.offset = offset;
  }
}

export function fail(message: string, offset: number): never {
  throw new YamlFailure(message, offset);
}

/** Line breaks of YAML 1.1: LF, CR, NEL, LS, PS. */
export function isBreak(code: number): boolean {
  return code === 10 || code === 13 || (code >= 0x85 && (code === 0x85 || code === 0x2028 || code === 0x2029));
}

/** Space, tab, break, or the end of the text (charCodeAt gives NaN there). */
export function isBlankOrEnd(code: number): boolean {
  return code === 32 || code === 9 || isBreak(code) || code !== code;
}

/** Steps over the break at `at`; CR LF counts as one. */
export function skipBreak(s: Scanner): void {
  s.at += s.text.charCodeAt(s.at) === 13 && s.text.charCodeAt(s.at + 1) === 10 ? 2 : 1;
  s.lineStart = s.at;
}

/** Steps over white space, comments and, unless `sameLine`, line breaks. */
export function skipToToken(s: Scanner, inFlow: boolean): void {
  const { text } = s;
  for (;;) {
    let code = text.charCodeAt(s.at);
    while (code === 32 || (code === 9 && (inFlow || !s.allowKey))) code = text.charCodeAt(++s.at);
    if (code === 35) {
      do code = text.charCodeAt(++s.at);
      while (code === code && !isBreak(code));
    }
    if (code !== code || !isBreak(code)) return;
    skipBreak(s);
    if (!inFlow) s.allowKey = true;
  }
}

/** Whether `---` or `...` stands at the start of this line; 0, 45 ('-') or 46 ('.'). */
export function documentMark(s: Scanner): number {
  if (s.at !== s.lineStart) return 0;
  const { text, at } = s;
  const code = text.charCodeAt(at);
  if (code !== 45 && code !== 46) return 0;
  return text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code && isBlankOrEnd(text.charCodeAt(at + 3)) ? code : 0;
}

export function makeScalar(s: Scanner, start: number, end: number, text: string, style: ScalarStyle, tag: string, anchor: string | undefined): YScalar {
  return { type: 'scalar', start, end, source: s.source, tag, anchor, text, style };
}

/** Names a character for a message. */
export function charName(text: string, at: number): string {
  const point = text.codePointAt(at);
  if (point === undefined) return 'the end of the file';
  if (point === 9) return 'a tab';
  if (isBreak(point)) return 'the end of the line';
  if (point < 32 || (point >= 0x7f && point < 0xa0) || point === 0xfeff) return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
  return `"${String.fromCodePoint(point)}"`;
}
