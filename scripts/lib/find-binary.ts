import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Finds a binary to compare with: in `more`, in KUBEBUILDER_ASSETS (the convention of envtest), in `$ORACLES` and its folders, else on PATH. */
export function findBinary(name: string, ...more: readonly (string | undefined)[]): string | undefined {
  const { KUBEBUILDER_ASSETS, ORACLES, PATH = '' } = process.env;
  const folders = [...more, KUBEBUILDER_ASSETS, ...(ORACLES === undefined ? [] : [ORACLES, join(ORACLES, 'bin'), join(ORACLES, 'flux-live', 'bin')]), ...PATH.split(delimiter)];
  return folders.filter((folder) => folder !== undefined && folder !== '').map((folder) => join(folder!, name)).find((path) => existsSync(path));
}
