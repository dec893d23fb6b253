import { describe, expect, test } from 'vitest';
import { comparable, goldens } from './goldens.ts';
import { render } from './render.ts';

const cases = goldens();

describe('renders as the upstream chart does', () => {
  test.skipIf(cases.length > 0)('skipped: no ../shared/goldens/app-template', () => {});
  test.for(cases.map((golden) => [golden.name, golden] as const))('%s', ([, golden]) => {
    const rendered = render(golden.values, golden.options);
    expect(rendered.error === undefined, rendered.error).toBe(!golden.refused);
    if (golden.expected) expect(comparable(rendered.manifests!)).toEqual(comparable(golden.expected));
  });
});
