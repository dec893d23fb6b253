import { originInFile } from '../lib/source-origin.ts';
import { isObject } from '../lib/json.ts';
import { text } from '../lib/object.ts';
import { parseYaml, toJson } from '../lib/yaml/index.ts';
import type { ExternalInput } from '../model/cluster.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Problem } from '../model/problem.ts';
import { isEncrypted, replaceEncrypted } from './sops.ts';

export interface Files {
  readonly files: readonly string[];
  readonly read: (file: string) => string | undefined;
}

/** The objects of external inputs with a `file`: of this repository, and applied by hand before Flux comes. */
export function appliedByHand(external: readonly ExternalInput[], { read }: Pick<Files, 'read'>): { readonly manifests: readonly Manifest[]; readonly problems: readonly Problem[] } {
  const manifests: Manifest[] = [];
  const problems: Problem[] = [];
  for (const input of external) {
    if (input.file === undefined) continue;
    const content = read(input.file);
    const manifest = content === undefined ? undefined : objectsIn(content, input.file).find(({ object: body }) => isMeant(body, input));
    if (manifest !== undefined) manifests.push({ ...manifest, object: { ...manifest.object, metadata: { ...(manifest.object['metadata'] as JsonObject), ...(input.namespace !== undefined && { namespace: input.namespace }) } } });
    else problems.push({ code: 'config/invalid', message: content === undefined ? `external ${input.kind} ${input.name}: there is no file "${input.file}"` : `external ${input.kind} ${input.name}: "${input.file}" holds no such object`, ...(input.place !== undefined && { place: input.place }) });
  }
  return { manifests, problems };
}

/** A file that holds an object of that kind and name though nothing applies it in time; the one that lies nearest to `near`. */
export function writtenAt({ files, read }: Files, kind: string, name: string, near: string): string | undefined {
  const found = files.filter((file) => {
    if (!/\.ya?ml$/.test(file)) return false;
    const content = read(file);
    return content !== undefined && content.includes(kind) && content.includes(name) && objectsIn(content, file).some(({ object: body }) => isMeant(body, { kind, name }));
  });
  const shared = (file: string): number => {
    let i = 0;
    while (i < file.length && file[i] === near[i]) i++;
    return i;
  };
  return found.sort((a, b) => shared(b) - shared(a) || (a < b ? -1 : 1))[0];
}

function isMeant(body: JsonObject, { kind, name }: Pick<ExternalInput, 'kind' | 'name'>): boolean {
  return body['kind'] === kind && text(body, 'metadata', 'name') === name;
}

function objectsIn(content: string, file: string): Manifest[] {
  return parseYaml(content, file).documents.flatMap(({ root }) => {
    const value = root === undefined ? null : toJson(root, 'sigs');
    if (root === undefined || !isObject(value)) return [];
    const body = isEncrypted(value) ? replaceEncrypted(value) : value;
    return [{ object: body, unit: { kind: 'Kustomization' as const, namespace: '', name: '' }, originOf: originInFile(root) }];
  });
}
