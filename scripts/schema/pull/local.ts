import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../lib/json.ts';
import type { Json } from '../../model/json.ts';
import { customKindsOfFolder } from '../store/folder.ts';
import type { CustomKind } from '../store/types.ts';
import { crdFiles, kubernetesText } from './bundle.ts';
import { bundleOf } from './openapi.ts';

/** The bundle of custom kinds with those of a folder of CRDs added or put in place of the old ones: file -> text. */
export function addCrds(schemas: string, folder: string): Map<string, string> {
  const added = customKindsOfFolder(folder).all();
  if (added.length === 0) throw new Error(`the folder ${folder} holds no CustomResourceDefinition`);
  const isNew = (kind: CustomKind): boolean => !added.some((each) => each.group === kind.group && each.kind === kind.kind);
  const indexFile = join(schemas, 'crds', 'index.json');
  const index = existsSync(indexFile) ? (JSON.parse(readFileSync(indexFile, 'utf8')) as [string, string, string, string[], string][]) : [];
  const sources = new Map(index.map(([file, , , , source]) => [file, source]));
  const old = index.flatMap(([file]) => JSON.parse(readFileSync(join(schemas, 'crds', file), 'utf8')) as CustomKind[]).filter(isNew);
  const made = crdFiles([...old, ...added], (kind) => (isNew(kind) ? (sources.get(`${kind.group}_${kind.plural}.json`) ?? '') : 'a folder of CRDs'));
  return new Map([...made].map(([name, text]) => [`crds/${name}`, text]));
}

/** The bundle of a cluster's own OpenAPI v2 document; its version is that of the document. */
export function fromOpenApi(text: string, file: string): Map<string, string> {
  let document: Json;
  try {
    document = JSON.parse(text) as Json;
  } catch {
    throw new Error(`${file} is no JSON; write it with: kubectl get --raw /openapi/v2`);
  }
  const info = isObject(document) ? document['info'] : undefined;
  const version = isObject(info) ? /^v?(1\.\d+)/.exec(String(info['version']))?.[1] : undefined;
  if (!isObject(document) || version === undefined) throw new Error(`${file} is no OpenAPI v2 document of a Kubernetes cluster; write it with: kubectl get --raw /openapi/v2`);
  return new Map([[`kubernetes-${version}.json`, kubernetesText(bundleOf(document, version, `a cluster of Kubernetes ${version}`))]]);
}
