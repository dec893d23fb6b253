import type { Chart, RenderRequest, RenderResult } from '../../helm/types.ts';
import type { Renderer } from '../../helm/render/index.ts';
import { count } from '../../lib/count.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Problem } from '../../model/problem.ts';
import { pinnedVersion, type Tool, type ToolName } from '../../toolchain/index.ts';
import { openSandbox, type Ran } from '../../toolchain/sandbox.ts';
import type { Tree } from '../source/tree.ts';
import { difference, sorted, unstableFields, withLastingNames } from './compare.ts';
import { documentsOf, helmTemplate } from './helm.ts';
import { kustomizeBuild } from './kustomize.ts';

/** Renders again with the binaries what the engines rendered, and tells where they differ. */
export interface Verifier {
  build(tree: Tree, folder: string, kustomization: JsonObject, fileName: string, ours: readonly JsonObject[]): Problem | undefined;
  release(chart: Chart, request: RenderRequest): Problem | undefined;
  /** How much was compared, and with what. */
  summary(): string;
  close(): void;
}

function helpFor(name: ToolName, { version }: Tool): string {
  const pinned = pinnedVersion(name);
  const minor = (one: string) => one.split('.').slice(0, 2).join('.');
  if (minor(version) !== minor(pinned)) return `Flux is built with ${name} ${pinned}, which may render as the engine does: put it on PATH to know`;
  return 'the binary is right: report this with the two renders; what was checked is what the engine rendered';
}

export function createVerifier(tools: { readonly kustomize: Tool; readonly helm: Tool }, renderChart: Renderer): Verifier {
  const sandbox = openSandbox();
  const kustomize = kustomizeBuild(tools.kustomize);
  const template = helmTemplate(tools.helm, sandbox);
  let builds = 0;
  let releases = 0;
  return {
    summary: () => `${count(builds, 'build')} compared with kustomize ${tools.kustomize.version}, ${count(releases, 'release')} with helm ${tools.helm.version}`,
    build(tree, folder, kustomization, fileName, ours) {
      builds++;
      const built = kustomize.build(tree, folder, kustomization, fileName);
      // The command sorts what it prints, Flux does not.
      const found = built.ok ? difference(sorted(built.objects), sorted(ours)) : `it refuses: ${built.message}`;
      return found === undefined ? undefined : { code: 'kustomize/render-differs', message: `kustomize ${tools.kustomize.version} builds ${folder === '' ? 'the root' : folder} otherwise: ${found}`, help: helpFor('kustomize', tools.kustomize) };
    },
    release(chart, request) {
      releases++;
      // The binary has no way to be told all API versions, only further ones, nor what is in the cluster.
      const { lookup: _, helmVersion, ...rest } = request;
      const asked: RenderRequest = { ...rest, apiVersionsOnly: false, ...(helmVersion !== undefined && { helmVersion: { ...helmVersion, version: `v${tools.helm.version}` } }) };
      const found = differs((request) => template(chart, request), (request) => renderChart(chart, request), asked);
      return found === undefined ? undefined : { code: 'helm/render-differs', message: `helm ${tools.helm.version} renders ${chart.metadata.name} ${chart.metadata.version} otherwise: ${found}`, help: helpFor('helm', tools.helm) };
    },
    close() {
      sandbox.close();
      kustomize.close();
    },
  };
}

function differs(binary: (request: RenderRequest) => Ran, engine: (request: RenderRequest) => RenderResult, asked: RenderRequest): string | undefined {
  const theirs = binary(asked);
  const ours = engine(asked);
  if (!theirs.ok) {
    // A schema that lies on the network: the binary cannot have it, the engine says that it was not checked.
    if (asked.skipSchema !== true && /failing loading "https?:/.test(theirs.message)) return differs(binary, engine, { ...asked, skipSchema: true });
    return ours.ok ? `it refuses: ${theirs.message}` : undefined;
  }
  if (!ours.ok) return `it renders, here it fails: ${ours.error.split('\n', 1)[0]}`;
  if (theirs.output === ours.text) return undefined;
  const again = binary(asked);
  const rendered = objectsOf(theirs.output);
  const own = ours.manifests.map(({ object }) => object);
  if (!again.ok || rendered.length !== own.length) return difference(rendered, own);
  const other = objectsOf(again.output);
  // An object with a name of its own in each render is compared with none.
  const lasting = withLastingNames(rendered, other);
  return difference(lasting(rendered), lasting(own), unstableFields(lasting(rendered), lasting(other)));
}

function objectsOf(output: string): JsonObject[] {
  return documentsOf(output).flatMap(({ object }) => (object === undefined ? [] : [object]));
}
