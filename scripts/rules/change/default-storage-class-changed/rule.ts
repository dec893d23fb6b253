import type { Resource } from '../../../model/graph.ts';
import { defineRule } from '../../../model/rule.ts';
import { defaultClasses } from '../owners.ts';

export default defineRule({
  meta: { summary: 'The default storage class stays', level: 'warn', source: 'DefaultStorageClass admission; CHECKS 33' },
  *checkChange({ base, head }) {
    const [old, now] = [defaultClasses(base), defaultClasses(head)];
    if (old.length === 0) return;
    const names = (classes: readonly Resource[]) => classes.map(({ name }) => name).join(', ');
    for (const fresh of now) {
      if (old.some(({ name }) => name === fresh.name)) continue;
      yield { manifest: fresh.manifest, pointer: '/metadata/annotations', message: `StorageClass ${fresh.name} becomes the default beside or in place of ${names(old)}: claims without a class get other volumes from now on, and existing ones keep theirs; write storageClassName where it matters` };
    }
    const [gone] = old;
    if (now.length === 0 && gone !== undefined) {
      const stays = head.get(gone.kind, '', gone.name);
      yield { manifest: (stays ?? gone).manifest, pointer: '', message: `no StorageClass is the default any more (${names(old)} was): claims without a class wait for ever; mark one with storageclass.kubernetes.io/is-default-class: "true"` };
    }
  },
});
