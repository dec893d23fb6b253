import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { documents, render } from './render.ts';

// Values of our own and what they render to, which was compared with upstream's 4.6.2 when it was written. UPDATE_CASES=1 writes anew.
const folder = join(import.meta.dirname, 'cases');
const options = { release: 'shop', namespace: 'apps', kubeVersion: '1.35.0', apiVersions: ['gateway.networking.k8s.io/v1/HTTPRoute'] };
const cases = readdirSync(folder).filter((file) => !file.endsWith('.expected.yaml'));

describe('renders', () => {
  test.for(cases)('%s', (file) => {
    const rendered = render(readFileSync(join(folder, file), 'utf8'), options);
    expect(rendered.error).toBeUndefined();
    const expected = join(folder, file.replace('.yaml', '.expected.yaml'));
    if (process.env['UPDATE_CASES'] !== undefined || !existsSync(expected)) {
      writeFileSync(expected, rendered.manifests!.map((manifest) => `---\n${stringify(manifest, { sortMapEntries: true, aliasDuplicateObjects: false })}`).join(''));
    }
    expect(rendered.manifests).toEqual(documents(readFileSync(expected, 'utf8')));
  });
});
