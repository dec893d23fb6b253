import type { Node } from '../kit/node.ts';
import { fileMode, localNonReservedPath } from '../kit/paths.ts';
import { checkFieldRef, checkResourceFieldRef, volumeFields } from './env.ts';

/** A file of the downward API; `place` is what the server names. Upstream: validateDownwardAPIVolumeFile. */
export function checkDownwardFile(file: Node, place: Node): void {
  const path = file.get('path').named(place.as('path'));
  if (path.str === '') path.required();
  localNonReservedPath(path);
  if (file.has('fieldRef')) {
    checkFieldRef(file.get('fieldRef').named(place.as('fieldRef')), volumeFields);
    if (file.has('resourceFieldRef')) file.named(place).invalid('may have a fieldRef or a resourceFieldRef, not both', 'resource');
  } else if (file.has('resourceFieldRef')) checkResourceFieldRef(file.get('resourceFieldRef').named(place.as('resourceFieldRef')), true);
  else file.named(place).required('write a fieldRef or a resourceFieldRef');
  fileMode(file.get('mode').named(place.as('mode')));
}
