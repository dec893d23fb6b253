import type { GivenKustomization } from './data.ts';
import type { KustomizeFs } from './files.ts';

/** Where a remote base can be had: the file system of its content; why there is none; undefined where it is not at hand. */
export type FetchRemote = (url: string) => { readonly fs: KustomizeFs; readonly dir: string } | { readonly problem: string } | undefined;

export interface BuildOptions {
  /** Instead of the kustomization file of the top folder. */
  readonly kustomization?: GivenKustomization;
  /** 'root-only' (kustomize's default): files lie in or below the folder of their kustomization. 'none': anywhere below the root of `fs`. */
  readonly loadRestriction?: 'root-only' | 'none';
  /** The order where no sortOptions say: 'legacy' as the kustomize command, 'none' (the default) as the library. */
  readonly order?: 'legacy' | 'none';
  /** What `buildMetadata: [managedByLabel]` writes behind `kustomize-`: `v5.8.1` by default, as the binary says; a program that links the library says `(devel)`. */
  readonly version?: string;
  /** Remote bases; where it is missing, or gives undefined, they end the build with `kustomize/remote-base`. */
  readonly fetchRemote?: FetchRemote;
}
