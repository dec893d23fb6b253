import { defineRule } from '../../../model/rule.ts';
import type { Json } from '../../../model/json.ts';
import { isObject } from '../../../lib/json.ts';
import { below } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Keys of hand-written manifests are sorted', level: 'off', source: 'POLICIES keys-sorted; kube-linter sorted-keys' },
  *check(object, manifest) {
    if (manifest.unit.kind !== 'Kustomization') return;
    const found: { pointer: string; message: string }[] = [];
    const visit = (value: Json, pointer: string): void => {
      if (Array.isArray(value)) value.forEach((entry, index) => visit(entry, below(pointer, index)));
      if (!isObject(value)) return;
      const keys = Object.keys(value);
      const wrong = keys.findIndex((key, index) => index > 0 && key < keys[index - 1]!);
      if (wrong > 0) found.push({ pointer, message: `keys are not sorted: "${keys[wrong]}" stands behind "${keys[wrong - 1]}"` });
      for (const key of keys) visit(value[key]!, below(pointer, key));
    };
    visit(object, '');
    yield* found;
  },
});
