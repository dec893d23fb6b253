import { expect, test } from 'vitest';
import { atPointer, getKey, pointerToken, pointerTokens, setKey } from './json.ts';

test('a key named __proto__ is an ordinary key', () => {
  const object = {};
  setKey(object, '__proto__', { polluted: true });
  expect(Object.keys(object)).toEqual(['__proto__']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(getKey(object, '__proto__')).toEqual({ polluted: true });
  expect(getKey(object, 'constructor')).toBeUndefined();
});

test('pointers are escaped and read as RFC 6901 says', () => {
  expect(pointerToken('a/b~c')).toBe('a~1b~0c');
  expect(pointerTokens('/a~1b~0c/0')).toEqual(['a/b~c', '0']);
  expect(atPointer({ 'a/b': [{ c: 1 }] }, '/a~1b/0/c')).toBe(1);
  expect(atPointer({ a: 'text' }, '/a/length')).toBeUndefined();
  expect(atPointer({ a: 1 }, '')).toEqual({ a: 1 });
});
