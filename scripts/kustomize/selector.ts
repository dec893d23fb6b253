import type { RE2JS } from 're2js';
import { compileRe2 } from '../lib/re2.ts';
import { failBuild } from './failure.ts';
import type { Resource, ResId } from './resource.ts';
import { currentId, effectiveNamespace, metaMap, originalId } from './resource.ts';
import type { Spot } from './tree.ts';

/** The objects that a patch or a replacement works on. Group, version, kind, name and namespace are anchored RE2. */
export interface Selector {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly labelSelector: string;
  readonly annotationSelector: string;
  readonly spot: Spot;
}

export interface CompiledSelector {
  gvk(id: ResId): boolean;
  name(name: string): boolean;
  namespace(namespace: string): boolean;
  labels(resource: Resource): boolean;
}

function compile(pattern: string, spot: Spot): (text: string) => boolean {
  if (pattern === '') return () => true;
  // Most patterns are plain names, which need no engine.
  if (/^[\w/-]*$/.test(pattern)) return (text) => text === pattern;
  let regex: RE2JS;
  try {
    regex = compileRe2(`^(?:${pattern})$`);
  } catch (error) {
    return failBuild(`"${pattern}" is no regular expression of Go: ${error instanceof Error ? error.message : 'it does not compile'}`, spot);
  }
  return (text) => regex.matches(text);
}

export function compileSelector(selector: Selector): CompiledSelector {
  const { spot } = selector;
  const group = compile(selector.group, spot);
  const version = compile(selector.version, spot);
  const kind = compile(selector.kind, spot);
  const labels = parseLabelSelector(selector.labelSelector, spot);
  const annotations = parseLabelSelector(selector.annotationSelector, spot);
  return {
    gvk: (id) => group(id.group) && version(id.version) && kind(id.kind),
    name: compile(selector.name, spot),
    namespace: compile(selector.namespace, spot),
    labels: (resource) => (labels.length === 0 || labels.every((each) => each(metaMap(resource, 'labels')))) && (annotations.length === 0 || annotations.every((each) => each(metaMap(resource, 'annotations')))),
  };
}

/** resWrangler.Select: name and namespace may be the original or the present ones. */
export function select(resources: readonly Resource[], selector: Selector): Resource[] {
  const compiled = compileSelector(selector);
  return resources.filter((resource) => {
    const current = currentId(resource);
    const original = originalId(resource);
    if (selector.namespace !== '' && !compiled.namespace(effectiveNamespace(original)) && !compiled.namespace(effectiveNamespace(current))) return false;
    if (!compiled.name(original.name) && !compiled.name(current.name)) return false;
    return compiled.gvk(current) && compiled.labels(resource);
  });
}

type Requirement = (labels: ReadonlyMap<string, string>) => boolean;

const requirement = /^\s*(?:(!)\s*([^\s,()!=<>]+)|([^\s,()!=<>]+)(?:\s*(==|=|!=|>|<)\s*([^\s,()!=<>]*)|\s+(in|notin)\s*\(([^()]*)\))?)\s*(,|$)/;

const labelKey = /^(?:(?=.{1,253}\/)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?(?=[^/]{1,63}$)(?:[A-Za-z0-9][-\w.]*)?[A-Za-z0-9]$/;
const labelValue = /^(?=.{0,63}$)(?:(?:[A-Za-z0-9][-\w.]*)?[A-Za-z0-9])?$/;

/** apimachinery's labels.Parse, as far as selectors are written: `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`. */
function parseLabelSelector(text: string, spot: Spot): Requirement[] {
  const requirements: Requirement[] = [];
  let rest = text;
  if (rest.trim() === '') return requirements;
  const check = (key: string, listed: readonly string[]): void => {
    if (!labelKey.test(key)) failBuild(`"${key}" in the selector "${text}" can be no key of a label`, spot);
    const wrong = listed.find((each) => !labelValue.test(each));
    if (wrong !== undefined) failBuild(`"${wrong}" in the selector "${text}" can be no value of a label`, spot);
  };
  for (;;) {
    const parts = requirement.exec(rest);
    if (parts === null) return failBuild(`"${text}" is no label selector; write for example "app=web,tier in (front, back)"`, spot);
    const [whole, not, absent, key = '', operator, value = '', set, values = '', comma] = parts;
    check(not !== undefined ? (absent ?? '') : key, set !== undefined ? values.split(',').map((each) => each.trim()) : [value]);
    if (not !== undefined) requirements.push((labels) => !labels.has(absent ?? ''));
    else if (set !== undefined) {
      const listed = new Set(values.split(',').map((each) => each.trim()));
      requirements.push(set === 'in' ? (labels) => labels.has(key) && listed.has(labels.get(key) ?? '') : (labels) => !labels.has(key) || !listed.has(labels.get(key) ?? ''));
    } else if (operator === undefined) requirements.push((labels) => labels.has(key));
    else if (operator === '!=') requirements.push((labels) => labels.get(key) !== value);
    else if (operator === '>' || operator === '<') {
      requirements.push((labels) => {
        const have = labels.get(key);
        if (have === undefined || !/^-?\d+$/.test(have)) return false;
        return operator === '>' ? BigInt(have) > BigInt(value) : BigInt(have) < BigInt(value);
      });
      if (!/^-?\d+$/.test(value)) failBuild(`"${text}" is no label selector: "${operator}" takes an integer`, spot);
    } else requirements.push((labels) => labels.get(key) === value);
    rest = rest.slice(whole.length);
    if (comma === '') return requirements;
    if (rest.trim() === '') failBuild(`the selector "${text}" ends with a comma`, spot);
  }
}
