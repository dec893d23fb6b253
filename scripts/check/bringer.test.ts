import { expect, it } from 'vitest';
import { mayBeBrought } from './bringer.ts';

const unit = (name: string, outcome: 'rendered' | 'skipped' = 'skipped') => ({ id: { kind: 'HelmRelease', namespace: 'n', name } as const, outcome, manifests: [] });

it('names the unit that is called like the group, or none', () => {
  const units = [unit('plugin'), unit('external-dns'), unit('external-secrets'), unit('cnpg-operator'), unit('cilium', 'rendered')];
  const said = (group: string) => mayBeBrought(units, group);
  expect([said('external-secrets.io'), said('postgresql.cnpg.io'), said('cilium.io')]).toEqual([
    'HelmRelease n/external-secrets, which was not rendered, may bring its CustomResourceDefinition',
    'HelmRelease n/cnpg-operator, which was not rendered, may bring its CustomResourceDefinition',
    'a unit that was not rendered may bring its CustomResourceDefinition',
  ]);
  expect(mayBeBrought([unit('cilium', 'rendered')], 'cilium.io')).toBeUndefined();
});
