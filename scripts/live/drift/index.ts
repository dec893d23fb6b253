export { compareCluster, isFlux } from './cluster.ts';
export { desiredOf, type Desired } from './desired.ts';
export { driftJson, type DriftReport, driftText, failing, isPartial } from './text.ts';
export type { Outcome } from './check.ts';
export type { Extra } from './extra.ts';
