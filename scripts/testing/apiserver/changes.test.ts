import { expect, it } from 'vitest';
import { nameOfBase } from './bases.ts';
import { headOf, readChanges, refusedByUs, storeFor } from './changes.ts';

/** What depends on more of the cluster than the object: the storage class of a claim, the address families of the cluster; and an object that is judged as new although it is not. */
const known = [
  'refused PersistentVolumeClaim/bound {"/spec/resources/requests/storage":"3Gi"}',
  'refused PersistentVolumeClaim/noclass {"/spec/resources/requests/storage":"4Gi"}',
  'refused PersistentVolumeClaim/gold {"/spec/resources/requests/storage":"10Gi"}',
  'taken PersistentVolumeClaim/noclass {"/spec/storageClassName":"standard"}',
  'refused Service/web {"/spec/ipFamilyPolicy":"RequireDualStack"}',
  'refused Service/web {"/spec/ipFamilies":["IPv6"]}',
  'refused Service/headless {"/spec/ipFamilies":["IPv6"]}',
  'refused Service/headless {"/spec/ipFamilyPolicy":"RequireDualStack"}',
  'refused Service/ipv {"/spec/ipFamilyPolicy":"PreferDualStack","/spec/ipFamilies":["IPv4","IPv6"]}',
  // To the server an empty map of parameters is another than none, and schemas that are alike in all versions are one.
  'refused StorageClass/plainx {"/parameters":{}}',
  'refused CustomResourceDefinition/others.change.example.com {"/spec/versions/0/selectableFields":[{"jsonPath":".spec.a"}]}',
];

it('refuses the changes that a real API server refuses when they are applied, and no other', () => {
  const differs: string[] = [];
  const count = { taken: 0, refused: 0 };
  for (const changes of readChanges()) {
    const store = storeFor(changes);
    for (const verdict of ['taken', 'refused'] as const) {
      for (const set of changes[verdict] ?? []) {
        count[verdict]++;
        const ours = refusedByUs(changes.base, headOf(changes.base, set), store);
        // What is refused of head alone is told by the run over head.
        const isRefused = ours.change.length > 0 || (verdict === 'refused' && ours.head.length > 0);
        if (isRefused !== (verdict === 'refused')) differs.push(`${verdict} ${nameOfBase(changes.base)} ${JSON.stringify(set)}`);
      }
    }
  }
  expect(differs.filter((one) => !known.includes(one))).toEqual([]);
  expect(known.filter((one) => !differs.includes(one))).toEqual([]);
  expect(count).toEqual({ taken: 386, refused: 253 });
});
