import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import type { JsonObject } from '../../model/json.ts';
import { complete } from '../../schema/defaults/index.ts';
import { shapeOf } from '../../schema/shape.ts';
import { kindsOf } from '../../schema/store/crd.ts';
import { customKinds } from '../../schema/store/folder.ts';
import { openStore, type SchemaStore } from '../../schema/store/store.ts';
import { applied } from '../../schema/update/applied.ts';
import { transitionErrors, updateErrors } from '../../schema/update/index.ts';
import { makeJudge } from '../../schema/verdict.ts';
import { replaced } from './mutate.ts';

/** One object with changes of it that a kube-apiserver was asked about: pointers to what is set, null for what is taken out. */
export interface Changes {
  /** The definition of the object's kind, where it is a custom one. */
  readonly crd?: JsonObject;
  readonly base: JsonObject;
  /** What controllers have written by the time of the change. */
  readonly status?: JsonObject;
  readonly live?: JsonObject;
  readonly taken?: readonly JsonObject[];
  readonly refused?: readonly JsonObject[];
}

/** Written by hand, verdicts by a real server: `changes.yaml`. */
export function readChanges(): Changes[] {
  const file = fileURLToPath(new URL('changes.yaml', import.meta.url));
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Changes);
}

export function headOf(base: JsonObject, set: JsonObject): JsonObject {
  return Object.entries(set).reduce((object, [pointer, value]) => replaced(object, pointer, value ?? undefined), base);
}

export function storeFor({ crd }: Changes): SchemaStore {
  return openStore('1.35', customKinds(crd === undefined ? [] : kindsOf(crd)));
}

/** What we say is refused of a change: what `npm run diff` tells, and what `npm run validate` says of head alone. */
export function refusedByUs(base: JsonObject, head: JsonObject, store: SchemaStore): { readonly change: readonly string[]; readonly head: readonly string[] } {
  const [apiVersion, kind] = [String(head['apiVersion']), String(head['kind'])];
  const held = applied(base, head, store);
  const [old, now] = [complete(base, store), complete(held, store)];
  const isCustom = store.builtIn(apiVersion, kind) === undefined;
  const judge = makeJudge(store, '', { serverSideApply: true });
  const alone = judge.judge(head).errors;
  const known = new Set(alone.map(({ field }) => field));
  const errors = [...(isCustom ? transitionErrors(old, now, store) : updateErrors(old, now, shapeOf(store, apiVersion, kind))), ...judge.judge(held).errors.filter(({ field }) => !known.has(field))];
  return { change: errors.map(({ field, message }) => `${field} ${message}`), head: alone.map(({ field, message }) => `${field} ${message}`) };
}
