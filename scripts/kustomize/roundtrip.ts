import { itemOf as itemIn, jsonKey, parseYaml, resolveAlias, resolvePlain, resolveScalar, timestamp } from '../lib/yaml/index.ts';
import { failBuild } from './failure.ts';
import { goNumber } from './gojson.ts';
import type { KItem, KNode, KScalar } from './tree.ts';
import { isOldNonString } from './tree.ts';

/**
 * Kustomize turns an object into JSON by way of yaml.v3's encoder and decoder, which is not always the same text again:
 * folded scalars gain line breaks, an empty value in a flow mapping becomes an empty text, and a key that stands twice
 * is an error. Changes the tree.
 */
export function settleTexts(node: KNode, inFlow: boolean, onDuplicate: (key: KScalar) => void): void {
  if (node.type === 'scalar') return;
  const flow = inFlow || node.flow;
  if (node.type === 'seq') {
    const { items } = node;
    for (let i = 0; i < items.length; i++) {
      const item = items[i] as KNode;
      if (item.type === 'scalar') items[i] = settleScalar(item, flow);
      else settleTexts(item, flow, onDuplicate);
    }
    return;
  }
  findDuplicate(node.items, onDuplicate);
  for (const item of node.items) {
    const { value } = item;
    if (value.type === 'scalar') item.value = settleScalar(value, flow);
    else settleTexts(value, flow, onDuplicate);
  }
}

function findDuplicate(items: readonly KItem[], onDuplicate: (key: KScalar) => void): void {
  if (items.length > 12) {
    const seen = new Set<string>();
    for (const { key } of items) {
      if (seen.has(key.text)) onDuplicate(key);
      seen.add(key.text);
    }
    return;
  }
  for (let i = 1; i < items.length; i++) {
    const key = (items[i] as KItem).key;
    for (let k = 0; k < i; k++) if ((items[k] as KItem).key.text === key.text) onDuplicate(key);
  }
}

function settleScalar(node: KScalar, flow: boolean): KScalar {
  if (node.style === 'folded' && !flow) return refold(node);
  if (flow && node.style === 'plain' && node.text === '' && node.tag === '') return { ...node, tag: '!!str' };
  return node;
}

/** Characters that yaml.v3's emitter does not print as they are. */
const special = /[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/** The text behind yaml_emitter_write_folded_scalar and another parse. */
function refold(node: KScalar): KScalar {
  const { text } = node;
  const inner = text.replace(/\n+$/, '');
  if (!inner.includes('\n') && !text.endsWith('\n\n')) return node;
  if (text.endsWith(' ') || / \n/.test(text) || special.test(text)) return node;
  let out = '';
  let breaks = true;
  let leadingSpaces = true;
  // The emitter looks at the start of the whole text here, where it means the next line.
  const startsBlank = /^\n*(?:[ \t]|$)/.test(text);
  for (const char of text) {
    if (char === '\n') {
      if (!breaks && !leadingSpaces && !startsBlank) out += '\n';
      out += '\n';
      breaks = true;
    } else {
      if (breaks) {
        out += '  ';
        leadingSpaces = char === ' ' || char === '\t';
      }
      out += char;
      breaks = false;
    }
  }
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const root = parseYaml(`k: >${hint}${chomp}\n${out}${out.endsWith('\n') ? '' : '\n'}`).documents[0]?.root;
  const value = root === undefined ? undefined : itemIn(root, 'k')?.value;
  const parsed = value === undefined ? undefined : resolveAlias(value);
  return parsed?.type === 'scalar' && parsed.text !== text ? { ...node, text: parsed.text, style: 'literal' } : { ...node, style: 'literal' };
}

/**
 * A scalar as it is behind JSON and yaml.v3's encoder, which is what a JSON patch leaves of every field: numbers in
 * their shortest form, integers as floating point numbers hold them, quotes only where they are needed.
 */
export function remarshal(node: KScalar): KScalar {
  const resolved = resolveScalar(node, 'kyaml');
  if (resolved === undefined) return node;
  if (resolved.kind === 'timestamp') return { ...node, text: timestamp(node.text) ?? node.text, tag: '', style: 'double' };
  const { value } = resolved;
  if (typeof value !== 'string') {
    if (typeof value === 'number' && !Number.isFinite(value)) failBuild(`${node.text} is a number that JSON cannot hold; put it into quotes if it is a text`, node);
    const text = value === null ? 'null' : typeof value === 'boolean' ? String(value) : goNumber(Number(value));
    return text === node.text && node.tag === '' && node.style === 'plain' ? node : { ...node, text, tag: '', style: 'plain' };
  }
  const style = value.includes('\n') ? 'literal' : isPlain(value) ? 'plain' : 'double';
  return style === node.style && node.tag === '' && value === node.text ? node : { ...node, text: value, tag: '', style };
}

/**
 * A tree as sigs.k8s.io/yaml turns it into JSON, by YAML 1.1: `yes` is true, also as a key, and a date is a text. Undefined
 * where JSON has no such value.
 */
export function jsonTree(node: KNode): KNode | undefined {
  if (node.type === 'seq') {
    const items = node.items.map(jsonTree);
    return items.includes(undefined) ? undefined : { ...node, items: items as KNode[] };
  }
  if (node.type === 'map') {
    const items: KItem[] = [];
    for (const { key, value } of node.items) {
      const name = jsonKey(key, 'sigs');
      const made = jsonTree(value);
      if (name === undefined || made === undefined) return undefined;
      items.push({ key: { ...key, text: name, tag: '', style: 'double' }, value: made });
    }
    return { ...node, items };
  }
  const resolved = resolveScalar(node, 'sigs');
  if (resolved === undefined || (typeof resolved.value === 'number' && !Number.isFinite(resolved.value))) return undefined;
  const { value } = resolved;
  if (typeof value === 'string' || resolved.kind === 'timestamp') return { ...node, text: resolved.kind === 'timestamp' ? node.text : String(value), tag: '', style: 'double' };
  return { ...node, text: value === null ? 'null' : typeof value === 'number' ? goNumber(value) : String(value), tag: '', style: 'plain' };
}

/** A text of one line as yaml.v3 writes it. */
export function quoted(text: string): string {
  if (isPlain(text)) return text;
  return isOldNonString(text) || resolvePlain(text, 'kyaml').kind !== 'str' || special.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

/** Whether yaml.v3 writes a string without quotes. */
function isPlain(text: string): boolean {
  if (text === '' || isOldNonString(text) || resolvePlain(text, 'kyaml').kind !== 'str' || /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?$/.test(text)) return false;
  if (/^[A-Za-z][\w./-]*$/.test(text)) return true;
  const root = parseYaml(`k: ${text}`).documents[0]?.root;
  const value = root === undefined ? undefined : itemIn(root, 'k')?.value;
  return value?.type === 'scalar' && value.style === 'plain' && value.text === text && value.tag === '' && !special.test(text);
}
