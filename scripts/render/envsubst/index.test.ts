import { expect, test } from 'vitest';
import recorded from './recorded.json' with { type: 'json' };
import { substitute } from './index.ts';

const variables = new Map(Object.entries({ foo: 'abcdef.abc/def', a: 'Hello wörld', b: '', x: 'x1', _u: 'ab/cd/ef' }));

test.each(recorded as { text: string; output?: string; error?: string }[])('$text as github.com/fluxcd/pkg/envsubst answers', ({ text, output, error }) => {
  const result = substitute(text, variables);
  if ('error' in result) expect(result.error).toBe(error);
  else if (result.missing.length > 0) expect(`variable not set (strict mode): "${result.missing[0]}"`).toBe(error);
  else expect(result.text).toBe(output);
});

test('variables read and missing are named', () => {
  expect(substitute('${foo} ${nope} ${other:-${deep}} $$${x}', variables)).toEqual({
    text: 'abcdef.abc/def   ${x}'.replace('${x}', '$x1'),
    used: ['foo', 'nope', 'deep', 'other', 'x'],
    missing: ['nope', 'deep'],
  });
});

test('a thousand nested substitutions are refused', () => {
  expect(substitute('${a:-'.repeat(1000) + '}'.repeat(1000), variables)).toEqual({ error: 'substitutions are nested too deeply' });
});
