/** Mends source files: from a rule's change to the text, and the proof that nothing else changes. */
export { applyFixes, type Texts } from './apply.ts';
export { unifiedDiff } from './diff.ts';
export { makeFixer } from './fixer.ts';
export { objection } from './prove.ts';
export { candidatesOf, takeProven, type Candidate, type Refusal } from './select.ts';
export { writeSource } from './write.ts';
