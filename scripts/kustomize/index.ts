/** Build of a kustomization, in process: `kustomize build` v5.8.1 with the origin of every field. See README.md. */
export { build } from './build.ts';
export type { BuildOutcome, BuiltResource } from './build.ts';
export type { BuildOptions, FetchRemote } from './options.ts';
export type { GivenKustomization } from './data.ts';
export { diskFs, joinPath, makeFs, memoryFs, whyNoText } from './files.ts';
export type { Entry, KustomizeFs } from './files.ts';
export { kustomizationNames } from './kustomization.ts';
export { scalarWrittenAt } from './written.ts';
