import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import type { JsonObject } from '../../model/json.ts';

/** The valid manifests that mutations start from: `bases.yaml`, in its order. */
export function readBases(): JsonObject[] {
  const file = fileURLToPath(new URL('./bases.yaml', import.meta.url));
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as JsonObject);
}
/** `Deployment/web`: how a base is called in reports and recorded verdicts. */
export function nameOfBase(base: JsonObject): string {
  return `${String(base['kind'])}/${String((base['metadata'] as JsonObject)['name'])}`;
}
