import { join } from 'node:path';
import { createRenderer, type Renderer } from '../../helm/render/index.ts';
import type { Problem } from '../../model/problem.ts';
import { findTool, type Tool, type ToolchainOptions } from '../../toolchain/index.ts';
import { openSandbox } from '../../toolchain/sandbox.ts';
import { createFallback, type Fallback } from './fallback.ts';
import { helmRenderer } from './helm.ts';
import { createVerifier, type Verifier } from './verify.ts';

export interface BinaryOptions {
  /** Who renders charts. */
  readonly helm?: 'engine' | 'binary';
  readonly verifyRender?: boolean;
  readonly network: 'auto' | 'online' | 'offline';
  readonly cacheDir: string;
  readonly env: ToolchainOptions['env'];
  /** As Node names system and processor; the own one where absent. */
  readonly platform?: string;
}

export interface Renderers {
  readonly renderChart: Renderer;
  readonly verifier?: Verifier;
  readonly fallback: Fallback;
  close(): void;
}

/** The renderers that a run asks for, with the binaries that they need; a binary that is not to be had is a problem. */
export async function openBinaries(options: BinaryOptions): Promise<Renderers | { readonly problems: readonly Problem[] }> {
  const own = createRenderer();
  const names = options.verifyRender === true ? (['kustomize', 'helm'] as const) : options.helm === 'binary' ? (['helm'] as const) : [];
  const tools: Partial<Record<'kustomize' | 'helm', Tool>> = {};
  const problems: Problem[] = [];
  const find = (name: 'kustomize' | 'helm') => findTool(name, { cacheDir: join(options.cacheDir, 'toolchain'), env: options.env, offline: options.network === 'offline', platform: options.platform ?? `${process.platform}-${process.arch}` });
  for (const name of names) {
    const found = await find(name);
    if (found.ok) tools[name] = found.tool;
    else problems.push({ code: 'config/tool-missing', message: found.message });
  }
  if (problems.length > 0) return { problems };
  const { kustomize, helm } = tools;
  const verifier = options.verifyRender === true && kustomize !== undefined && helm !== undefined ? createVerifier({ kustomize, helm }, own) : undefined;
  const sandbox = options.helm === 'binary' ? openSandbox() : undefined;
  const fallback = createFallback(() => find('kustomize').then((found) => (found.ok ? found.tool : found.message)));
  return {
    fallback,
    renderChart: sandbox !== undefined && helm !== undefined ? helmRenderer(helm, sandbox, own) : own,
    ...(verifier !== undefined && { verifier }),
    close() {
      verifier?.close();
      sandbox?.close();
      fallback.close();
    },
  };
}
