import { showRef } from '../../../lib/kubernetes/kind.ts';
import { text } from '../../../lib/read.ts';
import { showUnit, unitKey } from '../../../lib/unit.ts';
import type { Move } from '../../../model/change.ts';
import type { Graph } from '../../../model/graph.ts';
import type { UnitId } from '../../../model/ids.ts';
import { defineRule } from '../../../model/rule.ts';
import { fluxObject } from '../owners.ts';

export default defineRule({
  meta: { summary: 'Objects stay in the Helm release that made them', level: 'error', source: 'helm pkg/action uninstall.go and upgrade.go, which delete by name; helm-controller install.disableTakeOwnership; CHECKS 23' },
  *checkChange({ base, head, moved }) {
    const groups = new Map<string, [Move, ...Move[]]>();
    for (const move of moved) {
      const { unit: from } = move.before.manifest;
      if (from.kind !== 'HelmRelease' || !move.deleted || move.before.manifest.hooks !== undefined) continue;
      const key = `${unitKey(from)} ${unitKey(move.after.manifest.unit)}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [move]);
      else group.push(move);
    }
    for (const group of groups.values()) {
      const [{ before, after }] = group;
      const [from, to] = [before.manifest.unit, after.manifest.unit];
      const isNew = fluxObject(base, to) === undefined;
      const at = isNew ? fluxObject(head, to) : undefined;
      const it = group.length === 1 ? 'it' : 'them';
      const deletes = fluxObject(head, from) === undefined ? `${showUnit(from)} is uninstalled, which deletes ${it} whoever renders ${it} now` : `Helm deletes what ${showUnit(from)} no longer renders, whoever renders it now`;
      yield { manifest: (at ?? after).manifest, pointer: at === undefined ? '' : '/metadata/name', message: `${named(group)} from ${showUnit(from)} to ${showUnit(to)}: ${deletes}, and ${again(head, to, it)}; mark ${it} helm.sh/resource-policy: keep in a change before this` };
    }
  },
});

/** `Service shop/web and 2 more objects move` */
function named([{ after }, ...more]: readonly [Move, ...Move[]]): string {
  return `${showRef(after.ref)}${more.length === 0 ? ' moves' : ` and ${more.length === 1 ? 'another object' : `${more.length} more objects`} move`}`;
}

/** When the new owner makes again what was deleted behind its back. */
function again(head: Graph, to: UnitId, it: string): string {
  const spec = fluxObject(head, to)?.object ?? {};
  if (to.kind === 'Kustomization') return `${showUnit(to)} makes ${it} again at its next interval${text(spec, 'spec', 'interval') === undefined ? '' : ` (${text(spec, 'spec', 'interval')})`}`;
  if (text(spec, 'spec', 'driftDetection', 'mode') === 'enabled') return `${showUnit(to)} makes ${it} again when it finds that drift`;
  return `${showUnit(to)} makes ${it} again only where it comes later, and else not before its next upgrade`;
}
