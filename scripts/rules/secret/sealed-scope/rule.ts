import { defineRule } from '../../../model/rule.ts';
import { below, get, map, text } from '../../../lib/read.ts';
import type { Origin } from '../../../model/origin.ts';

const renames = new Set(['namePrefix', 'nameSuffix']);
const moves = new Set(['namespace', 'targetNamespace']);

/** A namespace that the file leaves open is given, not replaced; a name is always there before. */
function isReplaced({ steps }: Origin, field: string): boolean {
  return field === 'name' || steps.some(({ kind, place }) => kind === 'resource' && place !== undefined);
}

export default defineRule({
  meta: { summary: 'SealedSecrets keep the name and namespace they were sealed for', level: 'error', source: 'CHECKS 55; sealed-secrets#378, #294' },
  kinds: ['bitnami.com/SealedSecret'],
  *check(object, { originOf }) {
    const annotations = map(object, 'metadata', 'annotations');
    if (get(annotations, 'sealedsecrets.bitnami.com/cluster-wide') === 'true') return;
    const sealed = map(object, 'spec', 'template', 'metadata');
    const wide = get(annotations, 'sealedsecrets.bitnami.com/namespace-wide') === 'true';
    for (const field of wide ? ['namespace'] : ['name', 'namespace']) {
      const inner = text(sealed, field);
      const outer = text(object, 'metadata', field);
      // A SealedSecret without a template was sealed for the name that it had before the build gave it another.
      const step = inner === undefined && outer !== undefined ? originOf(`/metadata/${field}`).steps.find(({ kind }) => (field === 'name' ? renames : moves).has(kind)) : undefined;
      if (step !== undefined && isReplaced(originOf(`/metadata/${field}`), field)) yield { pointer: `/metadata/${field}`, message: `the build gives the SealedSecret the ${field} "${outer}", which is not the one that it was sealed for; the controller cannot open it: seal it for that ${field}` };
      if (inner !== undefined && outer !== undefined && inner !== outer) yield { pointer: below('/spec/template/metadata', field), message: `sealed for ${field} "${inner}", but the SealedSecret has "${outer}"; the controller cannot open it: seal it again` };
    }
  },
});
