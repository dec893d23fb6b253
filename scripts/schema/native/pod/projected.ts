import type { Node } from '../kit/node.ts';
import { fileMode, localNonReservedPath } from '../kit/paths.ts';
import { numOr } from '../kit/values.ts';

import { checkDownwardFile } from './downward.ts';

export function checkKeyToPath(item: Node): void {
  const path = item.get('path');
  if (item.get('key').str === '') item.get('key').required();
  if (path.str === '') path.required();
  localNonReservedPath(path);
  fileMode(item.get('mode'));
}

/** Upstream: pkg/apis/core/validation/validation.go validateProjectionSources. Gated sources are checked where they are served. */
export function checkProjected(volume: Node): void {
  fileMode(volume.get('defaultMode'));
  const paths = new Set<string>();
  const claim = (path: Node): void => {
    if (path.str === '') return;
    if (paths.has(path.str)) path.named(volume).invalid('is the path of another file of this volume');
    paths.add(path.str);
  };
  for (const source of volume.get('sources').items()) {
    const kinds = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken'].filter((kind) => source.has(kind));
    for (const kind of ['secret', 'configMap']) {
      const projection = source.get(kind);
      if (!projection.present) continue;
      if (projection.get('name').str === '') projection.get('name').required();
      for (const item of projection.get('items').items()) {
        checkKeyToPath(item);
        claim(item.get('path'));
      }
    }
    for (const file of source.get('downwardAPI').get('items').items()) {
      checkDownwardFile(file, source.get('downwardAPI'));
      claim(file.get('path'));
    }
    if (source.has('serviceAccountToken')) checkToken(source.get('serviceAccountToken'), volume);
    if (kinds.length > 1) source.forbidden(`may have one kind of source only; it has ${kinds.join(', ')}`);
  }
}
function checkToken(token: Node, volume: Node): void {
  const seconds = numOr(token.get('expirationSeconds'), 3600);
  if (seconds < 600) token.get('expirationSeconds').invalid('must be at least 600 (10 minutes)');
  if (seconds > 2 ** 32) token.get('expirationSeconds').invalid('must be at most 2^32');
  const path = token.get('path').named(volume.as('path'));
  if (path.str === '') path.required();
  else localNonReservedPath(path);
}

