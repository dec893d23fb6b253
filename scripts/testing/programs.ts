import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Shell scripts as programs in a folder `bin` of a repository; gives the folder, for PATH. Each answers `version` as the pinned one does. */
export function makePrograms(root: string, scripts: Readonly<Record<'kustomize' | 'helm', string>>): string {
  const bin = join(root, 'bin');
  mkdirSync(bin);
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), `#!/bin/sh\nif [ "$1" = version ]; then echo v${name === 'helm' ? '4.2.4' : '5.8.1'}; exit 0; fi\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

/** A kustomize that knows folders and no kustomizations, and a helm that knows no template actions: both print files as they are. */
export const plainPrograms = {
  kustomize: 'for folder; do :; done; for file in "$folder"/*.yaml; do case "$file" in */kustomization.yaml) ;; *) echo ---; /bin/cat "$file" ;; esac; done',
  helm: 'for file in "$3"/templates/*.yaml; do echo ---; echo "# Source: ${file#*/*/}"; /bin/cat "$file"; done',
} as const;
