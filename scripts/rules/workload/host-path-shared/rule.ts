import { defineRule } from '../../../model/rule.ts';
import { below, get, list } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Volumes on a node promise no more than a node can give', level: 'error', source: 'SYSTEMS.md randoms' },
  kinds: ['PersistentVolume'],
  *check(object) {
    const source = ['hostPath', 'local'].find((key) => get(object, 'spec', key) !== undefined);
    if (source === undefined) return;
    for (const [index, mode] of list(object, 'spec', 'accessModes').entries())
      if (mode === 'ReadWriteMany' || mode === 'ReadOnlyMany') yield { pointer: below('/spec/accessModes', index), message: `${mode} on a ${source} volume: each node sees a directory of its own; write ReadWriteOnce` };
  },
});
