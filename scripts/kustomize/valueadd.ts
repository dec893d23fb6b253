import { failBuild } from './failure.ts';
import type { Slot } from './fieldspec.ts';
import { intField, mapField, textField } from './read.ts';
import { readSelector } from './patches.ts';
import type { Resource } from './resource.ts';
import { currentId, forgetId, idText } from './resource.ts';
import { select } from './selector.ts';
import type { Step } from './steps.ts';
import { stepScalar } from './steps.ts';
import { setNamespaceOf } from './transform.ts';
import type { KMap, KNode } from './tree.ts';
import { emptyMap, emptySeq, fieldOf, isNilOrEmpty, isNull, itemOf, scalar, settled } from './tree.ts';
import { splitPath } from './config.ts';

/** ValueAddTransformer: a value at a path of objects, or as one part of the file path that stands there. */
export function addValue(resources: readonly Resource[], value: string, targets: readonly KMap[], step: Step): void {
  for (const target of targets) {
    if (textField(target, 'fieldPath') === '') failBuild('a target of a ValueAddTransformer needs a "fieldPath"', target);
    if (intField(target, 'filePathPosition') < 0n) failBuild('"filePathPosition" is not negative', fieldOf(target, 'filePathPosition'));
  }
  for (const target of targets) {
    const selector = mapField(target, 'selector');
    const path = textField(target, 'fieldPath');
    const position = Number(intField(target, 'filePathPosition'));
    for (const resource of selector === undefined ? resources : select(resources, readSelector(selector))) {
      if (isNilOrEmpty(resource.root)) continue;
      if (path === 'metadata/namespace') setNamespaceOf(resource, value, [], step);
      else {
        const slot = lookupCreate(resource.root, pathParts(path), target);
        if (slot.value.type !== 'scalar') failBuild(`${path} of ${idText(currentId(resource))} is no plain value`, target);
        const old = slot.value.type === 'scalar' ? slot.value : undefined;
        const text = position > 0 ? insertPart(isNull(old) ? '' : (old?.text ?? ''), position - 1, value) : value;
        slot.set(settled(stepScalar(text, '', step, position > 0 ? old : undefined), '', old));
      }
      forgetId(resource);
    }
  }
}

/** Fields between slashes; unlike in field specs, a slash in front is an empty field. */
function pathParts(path: string): string[] {
  return splitPath(path.startsWith('/') ? `/${path}` : path);
}

/** kyaml's PathGetter that makes what is missing, a plain value at the end. */
function lookupCreate(root: KMap, path: readonly string[], spot: KNode): Slot {
  let slot: Slot = { value: root, set: () => undefined };
  const parts = path.map((part) => part.trim()).filter((part) => part !== '');
  for (const [i, part] of parts.entries()) {
    const next = parts[i + 1];
    const made = (): KNode => (next === undefined ? scalar('', '', 'plain', spot) : isListPart(next) || /^\d+$/.test(next) ? emptySeq(spot) : emptyMap(spot));
    slot = /^[-+]?\d+$/.test(part) || part === '-' || isListPart(part) ? itemSlot(slot.value, part, spot) : fieldSlot(slot.value, part, made, spot);
  }
  return slot;
}

const isListPart = (part: string): boolean => part.startsWith('[') && part.endsWith(']');

function fieldSlot(node: KNode, name: string, made: () => KNode, spot: KNode): Slot {
  if (node.type !== 'map') return failBuild(`${name} is a field, but there is no mapping at this point of the path`, spot);
  let item = itemOf(node, name);
  if (item === undefined) node.items.push((item = { key: scalar(name, '', 'plain', spot), value: made() }));
  const found = item;
  if (isNull(found.value)) found.value = made();
  return { value: found.value, set: (value) => void (found.value = value) };
}

function itemSlot(node: KNode, part: string, spot: KNode): Slot {
  if (node.type !== 'seq') return failBuild(`${part} looks into a list, but there is none at this point of the path`, spot);
  const at = (index: number): Slot => ({ value: node.items[index] as KNode, set: (value) => void (node.items[index] = value) });
  if (!isListPart(part)) {
    const index = part === '-' ? node.items.length - 1 : Number(part);
    return index >= 0 && index < node.items.length ? at(index) : failBuild(`there is no item ${part}: the list has ${node.items.length}`, spot);
  }
  const [name = '', ...rest] = part.slice(1, -1).split('=');
  const value = rest.join('=');
  if (rest.length === 0) return failBuild(`"${part}" is no way into a list; write [key=value]`, spot);
  const found = node.items.findIndex((item) => {
    const key = name === '' ? item : fieldOf(item, name);
    return key?.type === 'scalar' && key.text === value;
  });
  if (found >= 0) return at(found);
  const plain = scalar(value, '', 'plain', spot);
  node.items.push(name === '' ? plain : { ...emptyMap(spot), items: [{ key: scalar(name, '', 'plain', spot), value: plain }] });
  return at(node.items.length - 1);
}

/** filesys.InsertPathPart: beyond the end it is the last part, and an absolute path stays one. */
function insertPart(path: string, position: number, part: string): string {
  const absolute = path.startsWith('/');
  const parts = path.split('/').filter((each) => each !== '');
  parts.splice(Math.min(position, parts.length), 0, part);
  return (absolute ? '/' : '') + clean(parts);
}

function clean(parts: readonly string[]): string {
  const out: string[] = [];
  for (const part of parts.flatMap((each) => each.split('/'))) {
    if (part === '' || part === '.') continue;
    if (part === '..' && out.length > 0 && out.at(-1) !== '..') out.pop();
    else out.push(part);
  }
  return out.join('/');
}
