import { defineRule } from '../../../model/rule.ts';
import { text } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Chart repositories say what they are', level: 'error', source: 'CHECKS 41; source-controller#669' },
  kinds: ['source.toolkit.fluxcd.io/HelmRepository', 'source.toolkit.fluxcd.io/OCIRepository'],
  *check(object) {
    const url = text(object, 'spec', 'url') ?? '';
    const isOci = url.startsWith('oci://');
    if (text(object, 'kind') === 'OCIRepository') {
      if (url !== '' && !isOci) yield { pointer: '/spec/url', message: `an OCIRepository needs an address that begins with oci://, not "${url}"` };
    } else if (isOci && text(object, 'spec', 'type') !== 'oci') yield { pointer: '/spec/url', message: 'an oci:// address needs type: oci' };
    else if (!isOci && text(object, 'spec', 'type') === 'oci') yield { pointer: '/spec/type', message: `type oci needs an address that begins with oci://, not "${url}"` };
  },
});
