import { isObject } from '../../lib/json.ts';
import { parseYaml, toJson } from '../../lib/yaml/index.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Tool } from '../../toolchain/index.ts';
import { openSandbox, type Sandbox } from '../../toolchain/sandbox.ts';
import type { Tree } from '../source/tree.ts';

export type BinaryBuild = { readonly ok: true; readonly objects: readonly JsonObject[] } | { readonly ok: false; readonly message: string };

/**
 * `kustomize build` over a copy of a tree, with the kustomization that Flux puts into the folder. Only for a build that the
 * engine has done: the binary itself would follow a path out of the copy.
 */
export function kustomizeBuild(tool: Tool): { readonly build: (tree: Tree, folder: string, kustomization: JsonObject, fileName: string) => BinaryBuild; readonly close: () => void } {
  const copies = new Map<Tree, Sandbox>();
  return {
    build(tree, folder, kustomization, fileName) {
      const sandbox = copies.get(tree) ?? copy(tree);
      copies.set(tree, sandbox);
      const file = folder === '' ? fileName : `${folder}/${fileName}`;
      const before = tree.kind(file) === 'file' ? tree.read(file) : undefined;
      sandbox.write(file, JSON.stringify(kustomization));
      const ran = sandbox.run(tool, ['--load-restrictor', 'LoadRestrictionsNone', folder === '' ? '.' : folder]);
      if (before === undefined) sandbox.remove(file);
      else sandbox.write(file, before);
      if (!ran.ok) return { ok: false, message: ran.message.replace(/^Error: /, '') };
      return { ok: true, objects: parseYaml(ran.output).documents.flatMap(({ root }) => {
        const value = root === undefined ? null : toJson(root, 'sigs');
        return isObject(value) ? [value] : [];
      }) };
    },
    close: () => copies.forEach((sandbox) => sandbox.close()),
  };
}

function copy(tree: Tree): Sandbox {
  const sandbox = openSandbox();
  for (const file of tree.files) {
    try {
      const data = tree.kind(file) === 'file' ? tree.read(file) : undefined;
      if (data !== undefined) sandbox.write(file, data);
    } catch {
      // What cannot be read took no part in the engine's build either.
    }
  }
  return sandbox;
}
