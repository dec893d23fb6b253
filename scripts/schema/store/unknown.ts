import type { Json } from '../../model/json.ts';
import { child, fieldError, type FieldError } from '../errors.ts';
import { nearest } from '../suggest.ts';
import type { CustomName, SchemaStore } from './store.ts';

/** Says why nothing can be sent to the server for this apiVersion and kind; undefined where the kind is known and served. */
export function kindProblem(apiVersion: Json | undefined, kind: Json | undefined, store: SchemaStore): FieldError | undefined {
  if (typeof apiVersion !== 'string' || apiVersion === '') return wrong('apiVersion', apiVersion);
  if (typeof kind !== 'string' || kind === '') return wrong('kind', kind);
  const entry = store.builtIn(apiVersion, kind);
  if (entry?.served === true || store.custom(apiVersion, kind)?.served === true) return undefined;
  const fate = store.lifecycles().fate(apiVersion, kind, store.kubernetes.kubernetes);
  if (entry === undefined && fate?.state === 'removed') return unknown('apiVersion', fate.message);
  const versions = versionsOf(kind, store);
  if (entry !== undefined) {
    const instead = versions.length === 0 ? '' : `; served is ${versions.join(', ')}`;
    return unknown('apiVersion', `${apiVersion} ${kind} is not served unless the API server is told to (--runtime-config)${instead}`);
  }
  const known = versionKnown(apiVersion, store);
  if (versions.length > 0) return unknown(known ? 'kind' : 'apiVersion', `no kind "${kind}" in ${apiVersion}; it is in ${versions.join(', ')}`);
  const near = nearest(kind, kindsIn(apiVersion, store));
  if (near !== undefined) return unknown('kind', `no kind "${kind}" in ${apiVersion}; did you mean "${near}"?`);
  return unknown(
    known ? 'kind' : 'apiVersion',
    `no kind "${kind}" in ${apiVersion} is known: add its CustomResourceDefinition to the cluster's manifests, give a folder with it (--crds), or correct the name`,
  );
}

/** The served apiVersions that hold a kind of this name. */
function versionsOf(kind: string, store: SchemaStore): string[] {
  return servedIn(store).filter((each) => each.kind === kind).map((each) => each.apiVersion);
}

function versionKnown(apiVersion: string, store: SchemaStore): boolean {
  return servedIn(store).some((each) => each.apiVersion === apiVersion);
}

function kindsIn(apiVersion: string, store: SchemaStore): string[] {
  return servedIn(store).filter((each) => each.apiVersion === apiVersion).map((each) => each.kind);
}

function servedIn(store: SchemaStore): CustomName[] {
  return [...store.builtIns.filter((entry) => entry.served), ...store.customNames()];
}

function wrong(field: string, value: Json | undefined): FieldError {
  const message = value === undefined || value === null || value === '' ? 'is not set' : `must be a string, not ${typeof value === 'object' ? 'a structure' : String(value)}`;
  return fieldError(child(undefined, field), 'unknown-kind', message);
}

function unknown(field: string, message: string): FieldError {
  return fieldError(child(undefined, field), 'unknown-kind', message);
}
