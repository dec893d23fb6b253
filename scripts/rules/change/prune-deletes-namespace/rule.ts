import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Namespaces are not deleted by the way', level: 'error', source: 'CHECKS 20; flux2#1366, flux2#3949' },
  *checkChange({ base, removed }) {
    for (const { resource: { kind, name, manifest }, deleted, because } of removed) {
      if (kind !== 'Namespace' || !deleted) continue;
      const held = base.resources.filter(({ namespace }) => namespace === name).length;
      yield { manifest, pointer: '', message: `Flux deletes Namespace ${name} and everything in it${held === 0 ? '' : `, ${held === 1 ? 'an object' : `${held} objects`} of git among it`}: ${because}; if that is not meant, let git mark it kustomize.toolkit.fluxcd.io/prune: disabled before it is taken out` };
    }
  },
});
