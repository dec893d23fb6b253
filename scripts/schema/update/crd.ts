import { list, text } from '../../lib/read.ts';
import { immutable, refuse, type Update } from './kit.ts';

/**
 * Upstream: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go
 * validateCustomResourceDefinitionUpdate, for definitions that are established, which have stored what base stores.
 */
export function definition(update: Update): void {
  immutable(update, 'spec', 'group');
  immutable(update, 'spec', 'scope');
  immutable(update, 'spec', 'names', 'plural');
  immutable(update, 'spec', 'names', 'kind');
  const names = new Set(list(update.after, 'spec', 'versions').map((version) => text(version, 'name')));
  for (const version of list(update.before, 'spec', 'versions')) {
    const name = text(version, 'name');
    if (!names.has(name) && typeof version === 'object' && version !== null && !Array.isArray(version) && version['storage'] === true) {
      refuse(update, ['spec', 'versions'], `loses version ${name}, in which objects are stored`);
    }
  }
}
