import { showUnit } from '../../lib/unit.ts';
import type { ObjectChange } from '../../model/diff.ts';

/** Labels by which charts tell their version, on every object that they make. */
const versionLabel = /^\/metadata\/labels\/(?:helm\.sh~1chart|app\.kubernetes\.io~1version|chart)$/;

/** Whether a new version of its chart changes no more of the object than its labels. */
export function isVersionLabel({ change, fields }: ObjectChange): boolean {
  return change === 'changed' && fields.length > 0 && fields.every(({ pointer }) => versionLabel.test(pointer));
}

/** Objects to show one by one, and those of which a new version of their chart changes no more than its labels, by their unit. */
export function folded(objects: readonly ObjectChange[]): { readonly shown: readonly ObjectChange[]; readonly labels: readonly { readonly unit: string; readonly objects: number }[] } {
  const counts = new Map<string, number>();
  for (const object of objects) if (isVersionLabel(object)) counts.set(showUnit(object.unit), (counts.get(showUnit(object.unit)) ?? 0) + 1);
  // One is told as it is.
  const few = (object: ObjectChange): boolean => (counts.get(showUnit(object.unit)) ?? 0) < 2;
  return { shown: objects.filter((object) => !isVersionLabel(object) || few(object)), labels: [...counts].flatMap(([unit, count]) => (count < 2 ? [] : [{ unit, objects: count }])) };
}
