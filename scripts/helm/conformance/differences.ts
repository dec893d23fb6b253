/** Cases in which this engine differs from Helm, each with its cause. */
export const differences: ReadonlyMap<string, string> = new Map<string, string>([]);
