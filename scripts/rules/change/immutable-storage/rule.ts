import { defineRule } from '../../../model/rule.ts';
import { refusals } from '../refusals.ts';

const kinds = new Set(['storage.k8s.io/StorageClass', 'PersistentVolume', 'storage.k8s.io/CSIDriver', 'storage.k8s.io/VolumeAttributesClass']);

export default defineRule({
  meta: { summary: 'Storage classes and volumes keep what they are made of', level: 'error', source: 'kube-apiserver pkg/apis/storage/validation' },
  checkChange: (change) => refusals(change, (kind) => kinds.has(kind), { instead: 'make one of another name', loss: 'claims that wait in between get no volume' }),
});
