import type { UnitId } from '../model/ids.ts';
import type { UnitResult } from '../model/unit.ts';
import { manifestsOf } from './manifests.ts';
import { visible } from './visible.ts';

export interface TreeOptions {
  /** As in a terminal that shows colours. */
  readonly colour: boolean;
}

/** The letters of an outcome, and the number of its colour (ECMA-48 SGR). */
const outcomes = { rendered: ['ok', 32], failed: ['failed', 31], blocked: ['blocked', 33], suspended: ['suspended', 33], skipped: ['skipped', 33] } as const;

/**
 * The units of one cluster, each below the one that renders it: outcome, source, and what it waits for. Siblings stand in the order in
 * which Flux gets to them: one behind those that it depends on.
 */
export function drawTree(title: string, units: readonly UnitResult[], { colour }: TreeOptions): string {
  const known = new Set(units.map(({ id }) => key(id)));
  const children = new Map<string, UnitResult[]>();
  for (const unit of units) {
    const above = unit.parent !== undefined && known.has(key(unit.parent)) && key(unit.parent) !== key(unit.id) ? key(unit.parent) : '';
    children.set(above, [...(children.get(above) ?? []), unit]);
  }
  const lines = [visible(title)];
  const draw = (parent: string, indent: string): void => {
    const siblings = inOrder(children.get(parent) ?? []);
    for (const [i, unit] of siblings.entries()) {
      const last = i === siblings.length - 1;
      lines.push(`${indent}${last ? '└─' : '├─'} ${line(unit, known, colour)}`);
      draw(key(unit.id), `${indent}${last ? '   ' : '│  '}`);
    }
  };
  draw('', '');
  return `${lines.join('\n')}\n`;
}

function line(unit: UnitResult, known: ReadonlySet<string>, colour: boolean): string {
  const { id, outcome, source, dependsOn = [], reason, message } = unit;
  const [word, code] = outcomes[outcome];
  const count = manifestsOf(unit).length;
  const after = dependsOn.map((other) => `${short(other, id)}${known.has(key(other)) ? '' : ' (missing)'}`);
  const why = outcome === 'rendered' || outcome === 'suspended' ? undefined : [reason, message?.split('\n', 1)[0]].filter((part) => part !== undefined).join(': ');
  const facts = [
    ...(source === undefined || source === '' ? [] : [source]),
    ...(outcome === 'rendered' ? [`${count} manifest${count === 1 ? '' : 's'}`] : []),
    ...(after.length === 0 ? [] : [`after ${after.join(', ')}`]),
    ...(why === undefined || why === '' ? [] : [why]),
  ];
  return `${colour ? `\u001b[${code}m${word}\u001b[0m` : word} ${visible(`${{ Kustomization: '', HelmRelease: 'release ', ResourceSet: 'set ' }[id.kind]}${id.namespace}/${id.name}${facts.map((fact) => `  ${fact}`).join('')}`)}`;
}

/** Behind everything that it depends on among its siblings; a circle ends where it began. */
function inOrder(siblings: readonly UnitResult[]): UnitResult[] {
  const byKey = new Map(siblings.map((unit) => [key(unit.id), unit]));
  const out = new Set<UnitResult>();
  const open = new Set<UnitResult>();
  const add = (unit: UnitResult): void => {
    if (out.has(unit) || open.has(unit)) return;
    open.add(unit);
    for (const other of unit.dependsOn ?? []) {
      const before = byKey.get(key(other));
      if (before !== undefined) add(before);
    }
    out.add(unit);
  };
  for (const unit of siblings) add(unit);
  return [...out];
}

function key({ kind, namespace, name }: UnitId): string {
  return `${kind}/${namespace}/${name}`;
}

function short(other: UnitId, own: UnitId): string {
  return other.namespace === own.namespace ? other.name : `${other.namespace}/${other.name}`;
}
