import { expect, it } from 'vitest';
import { nearest } from './suggest.ts';

it.each([
  ['replica', ['replicas', 'selector'], 'replicas'], ['contianers', ['containers', 'initContainers'], 'containers'], ['subpath', ['subPath', 'mountPath'], 'subPath'],
  ['accessMode', ['accessModes', 'volumeMode'], 'accessModes'], ['volumeClaimTemplate', ['volumeClaimTemplates', 'template'], 'volumeClaimTemplates'], ['zzz', ['spec', 'status'], undefined],
])('%s -> %3$s', (written, candidates, wanted) => expect(nearest(written, candidates)).toBe(wanted));
