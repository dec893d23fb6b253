import type { JsonProblem } from '../lib/yaml/index.ts';
import { parseYaml, toJson } from '../lib/yaml/index.ts';
import { BuildFailure, unsupported } from './failure.ts';
import { goJson, goJsonIndented } from './gojson.ts';
import { toTree } from './load.ts';
import type { Kind, Target } from './paths.ts';
import { lookup, match } from './paths.ts';
import type { Resource } from './resource.ts';
import { quoted } from './roundtrip.ts';
import { retext, stepSpot } from './steps.ts';
import type { KNode, KScalar } from './tree.ts';
import { asYaml, copyTree, isOldNonString } from './tree.ts';

/**
 * A target of a replacement inside of the JSON or YAML that a plain value holds (since v5.8). False where there is none, or
 * where what would come out cannot be written: then the path is taken as any other.
 */
export function setInText(resource: Resource, parts: readonly string[], value: KNode, create: Kind | undefined, spot: KNode): boolean {
  const found = textOnPath(resource.root, parts, spot);
  if (found === undefined) return false;
  const { path, node } = found;
  const root = toTree(found.root);
  const slots = attempt(() => match({ value: root, set: () => undefined }, parts.slice(path.length), create, spot)) ?? [];
  if (slots.length === 0) return false;
  for (const slot of slots) replace(slot, value);
  const text = /^\s*[[{]/.test(node.text) ? jsonText(root, node.text) : yamlText(root, node);
  if (text === undefined) return false;
  const [slot] = match({ value: resource.root, set: () => undefined }, path, undefined, spot);
  slot?.set(retext(node, text, stepSpot({ kind: 'replacement', spot: value }, node, value.type === 'scalar' ? value : undefined)));
  return true;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof BuildFailure) return undefined;
    throw error;
  }
}

/** The first plain value on the way that is YAML, before the path ends. */
function textOnPath(root: KNode, parts: readonly string[], spot: KNode): { path: readonly string[]; node: KScalar; root: Parameters<typeof toTree>[0] } | undefined {
  for (let i = 1; i < parts.length; i++) {
    const path = parts.slice(0, i);
    const node = attempt(() => lookup(root, path, spot));
    if (node?.type !== 'scalar') continue;
    const parsed = parseYaml(node.text, '', true);
    if (parsed.errors.length > 0) continue;
    const inner = parsed.documents[0]?.root;
    return inner === undefined ? undefined : { path, node, root: inner };
  }
  return undefined;
}

function replace(slot: Target, value: KNode): void {
  if (slot.value.type !== 'scalar') slot.set(copyTree(value));
  else slot.set(retext(slot.value, value.type === 'scalar' ? value.text : '', slot.value, slot.fresh === true ? '' : undefined));
}

/** JSON as encoding/json writes it, indented where the old text was; undefined where a value does not fit its old type. */
function jsonText(root: KNode, old: string): string | undefined {
  const problems: JsonProblem[] = [];
  const json = toJson(asYaml(root), 'kyaml', problems);
  if (problems.length > 0) return undefined;
  return old.includes('\n') && old.includes('  ') ? goJsonIndented(json) : goJson(json);
}

/** YAML as yaml.v3 writes a tree that it has read: styles stay. Comments, anchors and the rarer styles are left to the binary. */
function yamlText(root: KNode, old: KScalar): string {
  if (/#|^---|^\.\.\.|^%|(?:^|[\s[{,:-])[&*!]/m.test(old.text)) unsupported('a replacement inside of YAML text with comments, anchors or tags', old);
  return block(root, '', old).replace(/^\n/, '').trim();
}

/** A node behind its key or dash: on the same line, or on lines of its own. */
function block(node: KNode, indent: string, old: KScalar): string {
  if (node.type === 'scalar') return ` ${scalarText(node, indent, old)}`.trimEnd();
  if (node.flow || node.items.length === 0) return ` ${flow(node, old)}`;
  const items = node.type === 'map'
    ? node.items.map(({ key, value }) => `${scalarText(key, indent, old)}:${block(value, value.type === 'map' ? `${indent}  ` : indent, old)}`)
    : (node.items as KNode[]).map((item) => `-${block(item, `${indent}  `, old).replace(/^\n\s*/, ' ')}`);
  return items.map((line) => `\n${indent}${line}`).join('');
}

function flow(node: KNode, old: KScalar): string {
  if (node.type === 'scalar') return scalarText(node, undefined, old);
  if (node.type === 'seq') return `[${node.items.map((item) => flow(item, old)).join(', ')}]`;
  return `{${node.items.map(({ key, value }) => `${flow(key, old)}: ${flow(value, old)}`.trimEnd()).join(', ')}}`;
}

function scalarText(node: KScalar, indent: string | undefined, old: KScalar): string {
  const { text, style, tag } = node;
  if (/[^\x20-\x7e\n]/.test(text) || text.length > 60) return unsupported('a replacement inside of YAML text with long lines or other letters', old);
  if (style === 'literal' && indent !== undefined && /^[^\s]/.test(text) && !/ \n|\n\n$/.test(text)) {
    return `|${text.endsWith('\n') ? '' : '-'}\n${text.replace(/\n$/, '').split('\n').map((line) => (line === '' ? '' : `${indent}  ${line}`)).join('\n')}`;
  }
  if (text.includes('\n') || style === 'literal' || style === 'folded') return unsupported('a replacement inside of YAML text with blocks', old);
  if (style === 'single') return `'${text.replaceAll("'", "''")}'`;
  if (style === 'double') return JSON.stringify(text);
  if (tag !== '' && tag !== '!!str') return `${tag} ${text}`;
  if (tag === '!!str' || (indent === undefined && /[,[\]{}]/.test(text))) return quoted(text);
  return isOldNonString(text) || text === '' ? text : quoted(text);
}
