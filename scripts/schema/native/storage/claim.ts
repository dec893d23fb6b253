import { checkEnum, checkText, dnsSubdomain } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { quantityOf } from '../kit/quantity.ts';
import { checkLabelSelector } from '../kit/selector.ts';

/**
 * Spec of a PersistentVolumeClaim, also in templates.
 * Upstream: pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimSpec.
 */
export function checkClaimSpec(spec: Node): void {
  checkAccessModes(spec.get('accessModes'), 'write at least one access mode, such as ReadWriteOnce');
  checkLabelSelector(spec.get('selector'));
  const storage = spec.get('resources').get('requests').get('storage').named(spec.get('resources').as('[storage]'));
  const amount = quantityOf(storage);
  if (!storage.present) storage.required('write resources.requests.storage');
  else if (amount !== undefined && amount <= 0n) storage.invalid('must be greater than 0');
  for (const key of ['storageClassName', 'volumeAttributesClassName']) if (spec.get(key).str !== '') checkText(spec.get(key), dnsSubdomain);
  if (spec.has('volumeMode')) checkEnum(spec.get('volumeMode'), ['Block', 'Filesystem']);
  checkDataSources(spec);
}

export const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export function checkAccessModes(modes: Node, hint: string): void {
  if (modes.length === 0) modes.required(hint);
  for (const mode of modes.items()) checkEnum(mode.named(modes), accessModes);
  const known = modes.strings().filter((mode) => accessModes.includes(mode));
  if (known.includes('ReadWriteOncePod') && known.some((mode) => mode !== 'ReadWriteOncePod')) modes.forbidden('ReadWriteOncePod may not stand beside other access modes');
}

function checkDataSources(spec: Node): void {
  const [source, ref] = [spec.get('dataSource'), spec.get('dataSourceRef')];
  if (source.present) checkDataSource(source);
  if (ref.present) checkDataSource(ref);
  // dataSourceRef.namespace is behind a gate that is off, and dropped
  if (!source.present || !ref.present) return;
  const same = (['apiGroup', 'kind', 'name'] as const).every((key) => source.get(key).value === ref.get(key).value);
  if (!same) source.named(spec).invalid('dataSource must match dataSourceRef', '');
}
function checkDataSource(node: Node): void {
  const group = node.get('apiGroup');
  for (const key of ['name', 'kind']) if (node.get(key).str === '') node.get(key).required();
  if (group.str === '' && node.get('kind').str !== 'PersistentVolumeClaim') node.invalid('must be of kind PersistentVolumeClaim where there is no apiGroup', node.get('kind').str);
  if (group.str !== '') checkText(group, dnsSubdomain);
}
