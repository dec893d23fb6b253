import type { PageData, PageObject, PageUnit } from '../../data.ts';

/** Units and objects by their ids, as boxes have them: `u12` a unit, `o7` an object, `c0` a cluster. The object of a unit is that unit. */
export interface Subjects {
  unit(at: number): PageUnit | undefined;
  object(at: number): PageObject | undefined;
  kind(object: number): string;
  /** `Kustomization flux-system/apps`, `Service shop/web` */
  name(id: string): string;
  /** Index of the cluster that it is of; -1 for none. */
  cluster(id: string): number;
  /** Indices of the objects that a unit applies, without those that are units. */
  objectsOf(unit: number): readonly number[];
  /** Indices of the units that a unit applies. */
  unitsOf(unit: number): readonly number[];
  /** What it refers to, or what refers to it, and what for. */
  refersTo(id: string): readonly (readonly [id: string, reference: string])[];
  referredBy(id: string): readonly (readonly [id: string, reference: string])[];
  /** Ids of all whose names hold each of the words: first what has the words as its name, or its name begins with them, then units. */
  find(words: readonly string[]): string[];
}

/** Looks things up in what the page was given. */
export function subjects({ clusters, units, objects, kinds, links, references }: PageData): Subjects {
  const add = <K, T>(map: Map<K, T[]>, key: K, value: T) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [value]);
    else list.push(value);
  };
  const number = (id: string) => Number(id.slice(1));
  const unitKey = ({ kind, namespace, name }: PageUnit) => `${kind} ${namespace}/${name}`;
  const objectName = ({ kind, namespace, name }: PageObject) => `${kinds[kind]} ${namespace === '' ? '' : `${namespace}/`}${name}`;
  const unitNames = new Map(units.map((unit, at) => [`${unit.cluster} ${unitKey(unit)}`, `u${at}`]));
  const ids = objects.map((object, at) => unitNames.get(`${units[object.unit]?.cluster} ${objectName(object)}`) ?? `o${at}`);
  const objectsOf = new Map<number, number[]>();
  objects.forEach(({ unit }, at) => ids[at]?.startsWith('o') === true && add(objectsOf, unit, at));
  const unitsOf = new Map<number, number[]>();
  units.forEach(({ owner }, at) => add(unitsOf, owner, at));
  const [out, into] = [new Map<string, [string, string][]>(), new Map<string, [string, string][]>()];
  for (const [from, to, type] of links) {
    const [a, b, why] = [ids[from] ?? '', ids[to] ?? '', references[type] ?? ''];
    add(out, a, [b, why]);
    add(into, b, [a, why]);
  }
  let texts: (readonly [id: string, text: string, name: string])[] | undefined;
  return {
    unit: (at) => units[at],
    object: (at) => objects[at],
    kind: (at) => kinds[objects[at]?.kind ?? -1] ?? '',
    name(id) {
      const [unit, object] = [units[number(id)], objects[number(id)]];
      return id[0] === 'u' ? (unit === undefined ? '' : unitKey(unit)) : id[0] === 'o' ? (object === undefined ? '' : objectName(object)) : id[0] === 'c' ? (clusters[number(id)]?.name ?? '') : '';
    },
    cluster: (id) => (id[0] === 'c' ? number(id) : (units[id[0] === 'o' ? (objects[number(id)]?.unit ?? -1) : number(id)]?.cluster ?? -1)),
    objectsOf: (unit) => objectsOf.get(unit) ?? [],
    unitsOf: (unit) => unitsOf.get(unit) ?? [],
    refersTo: (id) => out.get(id) ?? [],
    referredBy: (id) => into.get(id) ?? [],
    find(words) {
      texts ??= [...units.map((unit, at) => [`u${at}`, unitKey(unit).toLowerCase(), unit.name.toLowerCase()] as const), ...objects.flatMap((object, at) => (ids[at] === `o${at}` ? [[`o${at}`, objectName(object).toLowerCase(), object.name.toLowerCase()] as const] : []))];
      const whole = words.join(' ');
      const rank = (name: string) => (name === whole ? 0 : name.startsWith(whole) ? 1 : 2);
      return texts.filter(([, text]) => words.every((word) => text.includes(word))).sort((a, b) => rank(a[2]) - rank(b[2])).map(([id]) => id);
    },
  };
}
