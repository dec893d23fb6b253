import { defineRule } from '../../../model/rule.ts';
import type { Manifest } from '../../../model/manifest.ts';
import { decoded, holdsSecret } from '../../../lib/kubernetes/secret-words.ts';
import { below, get, map, text } from '../../../lib/read.ts';
import { standInOf } from '../../../lib/stand-in.ts';

export default defineRule({
  meta: { summary: 'Secrets in git are sealed or encrypted', level: 'error', source: 'SYSTEMS.md; CHECKS 54' },
  kinds: ['Secret'],
  *check(object, manifest) {
    const byChart = manifest.unit.kind === 'HelmRelease';
    // What flux-operator copies is told where it stands.
    if (text(object, 'metadata', 'annotations', 'fluxcd.controlplane.io/copyFrom') !== undefined) return;
    if (get(object, 'sops') !== undefined || text(object, 'type') === 'kubernetes.io/service-account-token') return;
    for (const field of ['data', 'stringData'])
      for (const [key, value] of Object.entries(map(object, field))) {
        if (typeof value !== 'string' || value === '') continue;
        const pointer = below('', field, key);
        const plain = field === 'data' ? decoded(value) : value;
        if (isSealed(plain) || (byChart ? !holdsSecret(key, plain) || !isFromValues(manifest, pointer) : isFromElsewhere(manifest, pointer))) continue;
        yield { pointer, message: byChart ? `the values hold "${key}" in plain text; take it from a SealedSecret by valuesFrom, or name an existing Secret, and change the value: it is in git's history` : `Secret holds "${key}" in ${field === 'data' ? 'base64, which is no encryption' : 'plain text'}; seal it (SealedSecret), encrypt it (SOPS), and change the value: it is in git's history` };
        return;
      }
  },
});

/** Encrypted, a field alone or a whole file that a generator takes in; or nothing but a placeholder. */
function isSealed(value: string): boolean {
  return standInOf(value) !== undefined || value.includes('ENC[AES256_GCM,') || /^\$\{[^}]+\}$/.test(value);
}

/** What decryption or a variable puts there does not stand in the Secret itself. */
function isFromElsewhere({ originOf }: Manifest, pointer: string): boolean {
  return originOf(pointer).steps.some(({ kind }) => kind === 'decryption' || kind === 'substitution');
}

/** A chart makes passwords up, too: only what the release's own values say is in git. */
function isFromValues({ originOf }: Manifest, pointer: string): boolean {
  const { steps, certainty } = originOf(pointer);
  return certainty === 'exact' && (steps[0]?.kind === 'values' || (steps[0]?.kind === 'resource' && steps.some(({ kind }) => kind === 'template'))) && !steps.some(({ kind }) => kind === 'decryption' || kind === 'substitution' || kind === 'valuesFrom' || kind === 'chartDefault');
}
