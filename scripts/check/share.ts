import { unitKey } from '../lib/unit.ts';
import type { Graph } from '../model/graph.ts';
import type { Manifest } from '../model/manifest.ts';
import type { LoadedRule } from '../rules/index.ts';

/** A part of the work of checking one cluster that needs no other part: the findings of all pieces are those of the cluster. */
export interface Piece {
  readonly name: string;
  /** In proportion to the others. */
  readonly cost: number;
}

/** The pieces, by name, that are to be done of a cluster. */
export type Share = ReadonlySet<string>;

/** What the server says of objects beside each other: quotas, policies, kinds that nobody knows. */
export const together = 'objects together';

export function pieceOfUnit(unit: Parameters<typeof unitKey>[0]): string {
  return `unit ${unitKey(unit)}`;
}

export function pieceOfRule(id: string): string {
  return `rule ${id}`;
}

/** What can be checked apart: the objects of each unit, each rule over the whole cluster, and the objects together. */
export function piecesOf(graph: Graph, rules: readonly LoadedRule[]): Piece[] {
  const { units, manifests } = graph.cluster;
  const whole = manifests.length / 40 + 1;
  return [
    ...units.map(({ id, manifests: own }) => ({ name: pieceOfUnit(id), cost: own.length + 1 })),
    ...rules.filter(({ rule }) => 'checkCluster' in rule).map(({ id }) => ({ name: pieceOfRule(id), cost: whole })),
    { name: together, cost: whole },
  ];
}

/** Whether the objects of a manifest's unit are to be checked; all are where nothing is shared. */
export function ownManifests(graph: Graph, share: Share | undefined): (manifest: Manifest) => boolean {
  if (share === undefined) return () => true;
  const own = new Set(graph.cluster.units.filter(({ id }) => share.has(pieceOfUnit(id))).flatMap(({ manifests }) => manifests));
  return (manifest) => own.has(manifest);
}
