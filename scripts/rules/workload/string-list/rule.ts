import { defineRule } from '../../../model/rule.ts';
import { below, get, list } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';

const lists = ['command', 'args'] as const;
/** A word that no shell reads in another way: what has quotes, variables or pipes in it needs a person. */
const plain = /^[\w@%+=:,./-]+$/;

export default defineRule({
  meta: { summary: 'Commands and arguments are lists of text', level: 'error', source: 'SYSTEMS.md randoms', restatesVerdict: true },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer } of containersOf(object))
      for (const key of lists) {
        const value = get(container, key);
        if (typeof value === 'string') {
          const words = value.trim().split(/\s+/);
          yield { pointer: below(pointer, key), message: `${key} is text where a list is required; write ${key}: [${words.map((word) => JSON.stringify(word)).join(', ')}]`, ...(words.every((word) => plain.test(word)) && { fix: [{ action: 'set', value: words }] }) };
        }
        else for (const [index, entry] of list(container, key).entries())
          if (typeof entry !== 'string') yield { pointer: below(pointer, key, index), message: `${key} holds ${JSON.stringify(entry)} where text is required; write ${JSON.stringify(String(entry))}`, ...(typeof entry !== 'object' && { fix: [{ action: 'quote' }] }) };
      }
  },
});
