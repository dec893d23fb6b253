import type { Pair, Refusal } from '../../../model/change.ts';
import { defineRule } from '../../../model/rule.ts';
import { refusals } from '../refusals.ts';

const loss = 'it is gone in between';
const first = 'delete the object first, or';
const keeps = (instead: string) => ({ instead, loss });

export default defineRule({
  meta: { summary: 'What is there can be applied over', level: 'error', source: 'sigs.k8s.io/structured-merge-diff merge/update.go, typed/remove.go; kubernetes defaults.go' },
  *checkChange(change) {
    yield* refusals(change, (kind) => kind === 'Service', keeps(`${first} make one of another name`), (refusal, pair) => told('default', refusal, pair));
    yield* refusals(change, (kind) => kind !== 'Service', keeps(`${first} write that in an earlier change, so that this one takes it out`), (refusal, pair) => told('default', refusal, pair));
    yield* refusals(change, () => true, keeps('take out the field itself, or leave something in it'), (refusal, pair) => told('null', refusal, pair));
  },
});

function told(wanted: Refusal['left'], { field, message, left }: Refusal, { after }: Pair): string | undefined {
  if (left !== wanted) return undefined;
  // Helm keeps to the way in which a release was installed.
  const where = after.manifest.unit.kind === 'HelmRelease' ? ' where Helm applies on the server' : '';
  return left === 'null' ? `${field} is left empty: the server takes out all that stood in it, and refuses the null that is left${where}` : `${field} ${message}; that is not in git, but the server keeps it from before${where}`;
}
