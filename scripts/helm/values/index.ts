/** Values: files, `--set` and its relatives; see ../README.md. */

export { asFloats } from './goYaml.ts';
export { loadValues, mergeMaps } from './load.ts';
