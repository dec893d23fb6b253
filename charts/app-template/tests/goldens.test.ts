import { describe, expect, test } from 'vitest';
import { comparable, goldens } from './goldens.ts';
import { helmBinary, renderWithHelm } from './render.ts';

const helm = helmBinary();
const cases = helm ? goldens() : [];

describe('renders as the upstream chart does', () => {
  test.skipIf(cases.length > 0)('skipped: no helm binary on PATH or in $ORACLES, or no ../shared/goldens/app-template', () => {});
  test.for(cases.map((golden) => [golden.name, golden] as const))('%s', ([, golden]) => {
    const rendered = renderWithHelm(helm!, golden.values, golden.options);
    if (golden.refused) expect(rendered.error).toContain('Error: ');
    else expect(rendered.error).toBeUndefined();
    if (golden.expected) expect(comparable(rendered.manifests!)).toEqual(comparable(golden.expected));
  });
});
