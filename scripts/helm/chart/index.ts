/** Loading of charts; see ../README.md. */
import type { ChartSource, LoadResult } from '../types.ts';
import { loadChart as load, type ChartCache } from './load.ts';

export { withoutIgnored } from './directory.ts';
export { readMetadata } from './metadata.ts';

// memory of what was loaded, by content: the same answer with or without it, only faster
const charts: ChartCache = new Map();

/** Loads a chart; one that was loaded before (by content and location) is the same object, with all that is compiled from it. */
export function loadChart(source: ChartSource): LoadResult {
  return load(source, charts);
}
