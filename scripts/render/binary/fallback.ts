import { encodeYaml } from '../../lib/yaml/encode.ts';
import type { Tool } from '../../toolchain/index.ts';
import type { OriginOf } from '../../model/origin.ts';
import type { Resource, Unbuilt } from '../resource.ts';
import type { Tree } from '../source/tree.ts';
import { kustomizeBuild } from './kustomize.ts';

export interface Fallback {
  /** The objects that the binary makes of the folder, or why there are none. Of their fields only the folder is known. */
  build(unbuilt: Unbuilt, originOf: OriginOf): Promise<readonly Resource[] | string>;
  /** What the binary built, a line each. */
  readonly built: readonly string[];
  close(): void;
}

/** Hands what the engine cannot build to the kustomize binary, which is only looked for when it is needed. */
export function createFallback(find: () => Promise<Tool | string>): Fallback {
  const built: string[] = [];
  let opened: Promise<{ readonly tool: Tool; readonly kustomize: ReturnType<typeof kustomizeBuild> } | string> | undefined;
  let close = (): void => undefined;
  return {
    built,
    close: () => close(),
    async build({ tree, folder, kustomization, fileName, reason }, originOf) {
      if (tree.files.some((file) => climbsOut(tree, file))) return `${reason}; the kustomize binary is not asked, for a file here names a path out of the repository`;
      opened ??= find().then((tool) => {
        if (typeof tool === 'string') return tool;
        const kustomize = kustomizeBuild(tool);
        close = kustomize.close;
        return { tool, kustomize };
      });
      const binary = await opened;
      if (typeof binary === 'string') return `${reason}, and ${binary}`;
      const result = binary.kustomize.build(tree, folder, kustomization, fileName);
      if (!result.ok) return result.message;
      const line = `${folder === '' ? 'the root' : folder} by kustomize ${binary.tool.version}: ${reason}`;
      if (!built.includes(line)) built.push(line);
      return result.objects.map((object) => ({ object, originOf, yaml: () => encodeYaml(object) }));
    },
  };
}

/** Whether a kustomization, or what it may read as a configuration, holds a path with more `..` than the file lies deep. */
function climbsOut(tree: Tree, file: string): boolean {
  if (!/\.ya?ml$|(?:^|\/)[Kk]ustomization$/.test(file)) return false;
  const depth = file.split('/').length - 1;
  try {
    const text = Buffer.from(tree.read(file) ?? new Uint8Array()).toString();
    return (text.match(/[^\s"'[\],]*\.\.\/[^\s"'[\],]*|[^\s"'[\],]*\/\.\.(?=[\s"',\]]|$)/g) ?? []).some((path) => path.split('/').filter((part) => part === '..').length > depth);
  } catch {
    return false;
  }
}
