/** The renders of the upstream chart that ours must equal, and the values that it must refuse. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { CHART, documents, type Manifest, type Options } from './render.ts';

const FOLDER = resolve(CHART, '../../../shared/goldens/app-template');

export interface Golden {
  readonly name: string;
  readonly values: string;
  readonly options: Options;
  /** Nothing for values that only have to be refused or accepted. */
  readonly expected?: Manifest[];
  readonly refused: boolean;
}

/** All goldens, or none where the folder is absent. */
export function goldens(): Golden[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER).filter((file) => file.endsWith('.values.yaml')).sort().map((file) => {
    const name = file.replace('.values.yaml', '');
    const values = readFileSync(join(FOLDER, file), 'utf8');
    const header = (key: string) => new RegExp(`^# ${key}: *(.*)$`, 'm').exec(values)?.[1]?.trim() ?? '';
    const options = {
      release: header('release'), namespace: header('namespace'), kubeVersion: header('kube-version'),
      apiVersions: header('api-versions').split(/[ ,]+/).filter((version) => version !== ''),
    };
    const expected = join(FOLDER, `${name}.expected.yaml`);
    if (existsSync(expected)) return { name, values, options, expected: documents(readFileSync(expected, 'utf8')), refused: false };
    const error = parse(readFileSync(join(FOLDER, `${name}.error.yaml`), 'utf8')) as Record<'template' | 'schema', { rejected: boolean }>;
    return { name, values, options, refused: error.template.rejected || error.schema.rejected };
  });
}

/**
 * Objects by kind and name, with checksums masked: what has to be equal. Key order and document order do not count.
 */
export function comparable(manifests: readonly Manifest[]): Record<string, unknown> {
  const text = JSON.stringify(manifests, (key, value: unknown) => (key.startsWith('checksum/') ? String(value).replace(/[0-9a-f]{64}/, 'sha256') : value));
  return Object.fromEntries((JSON.parse(text) as Manifest[]).map((manifest) => [`${manifest.kind} ${String(manifest.metadata['name'])}`, manifest]));
}
