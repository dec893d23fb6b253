export { type Expected, judge, type Judged } from './causes.ts';
export { type Progress, progressOf } from './commit.ts';
export { type FluxObject, keyOf, readFlux } from './read.ts';
export { statusJson, type StatusReport, statusText } from './text.ts';
