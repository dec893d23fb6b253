import type { JsonObject } from '../model/json.ts';
import { isObject } from '../lib/json.ts';
import { toJson } from '../lib/yaml/index.ts';
import { failBuild } from './failure.ts';
import type { Folder } from './folder.ts';
import { readBytes, readNamed } from './folder.ts';
import type { Definitions } from './openapi.ts';
import { readOpenApi } from './openapi.ts';
import { loadTree } from './load.ts';
import { asYaml } from './tree.ts';
import type { Spot } from './tree.ts';

/** The file of `openapi.path`, JSON or YAML. It has to be there; what it says is read when it is first needed. */
export function readSchemaFile(folder: Folder, path: string, spot: Spot): () => Definitions {
  const { bytes, label } = readBytes(folder, path, spot);
  return () => {
    const document = bytes[0] === 0x7b ? parseJson(bytes) : parseFile(folder, path, spot);
    if (document === undefined) return failBuild(`${label} is no OpenAPI document`, spot);
    return readOpenApi(document);
  };
}

function parseJson(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(value as never) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function parseFile(folder: Folder, path: string, spot: Spot): JsonObject | undefined {
  const root = loadTree(readNamed(folder, path, spot));
  const value = root === undefined ? {} : toJson(asYaml(root), 'sigs');
  return isObject(value) ? value : undefined;
}
