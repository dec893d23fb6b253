import { labelSelector, selects } from '../../lib/kubernetes/selector.ts';
import { object, objects, refOf, text } from '../../lib/object.ts';
import { texts } from '../../lib/read.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { State } from '../state.ts';

/** Sets of inputs, each of which the resources are made for; or the provider whose inputs git does not hold; or what is wrong. */
export type Inputs =
  | { readonly sets: readonly JsonObject[]; /** Nothing is made where providers give nothing. */ readonly isEmpty: boolean }
  | { readonly external: string; readonly type: string; readonly pointer: string }
  | { readonly missing: string; readonly pointer: string }
  | { readonly error: string };

const mostPermutations = 10_000;

/** The sets of inputs of a ResourceSet and its providers (flux-operator internal/controller getInputs, internal/inputs). */
export function inputsOf({ object: set }: Manifest, state: State): Inputs {
  const { namespace } = refOf(set);
  const providers = new Map<string, { readonly provider: JsonObject; readonly pointer: string }>();
  for (const [i, from] of objects(set, 'spec', 'inputsFrom').entries()) {
    const name = text(from, 'name');
    const pointer = `/spec/inputsFrom/${i}${name === '' ? '' : '/name'}`;
    const found = name !== '' ? [state.get('fluxcd.controlplane.io', 'ResourceSetInputProvider', namespace, name)]
      : [...state.ofKind('fluxcd.controlplane.io', 'ResourceSetInputProvider')].filter(({ object: provider }) => refOf(provider).namespace === namespace && selects(labelSelector(object(from, 'selector')), texts(provider, 'metadata', 'labels')));
    for (const provider of found) {
      if (provider === undefined) return { missing: name, pointer };
      providers.set(refOf(provider.object).name, { provider: provider.object, pointer });
    }
  }
  const named: [string, readonly JsonObject[]][] = [[refOf(set).name, objects(set, 'spec', 'inputs').map((input) => from(set, input))]];
  for (const [name, { provider, pointer }] of [...providers].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const type = text(provider, 'spec', 'type');
    if (type !== 'Static') return { external: name, type, pointer };
    // The real id is made of the provider's uid, which only the cluster knows.
    named.push([name, [from(provider, { id: idOf(name), ...object(provider, 'spec', 'defaultValues') })]]);
  }
  const strategy = object(set, 'spec', 'inputStrategy');
  const sets = text(strategy, 'name') === 'Permute' ? permuted(named, strategy['includeEmptyProviders'] === true) : named.flatMap(([, inputs]) => inputs);
  if (typeof sets === 'string') return { error: sets };
  return { sets, isEmpty: sets.length === 0 && objects(set, 'spec', 'inputsFrom').length > 0 };
}

function from(provider: JsonObject, input: JsonObject): JsonObject {
  const { apiVersion, kind, namespace, name } = refOf(provider);
  return { ...input, provider: { apiVersion, kind, name, namespace } };
}

/** Each provider's inputs with each of all others', under the provider's name (internal/inputs/permuter.go). */
function permuted(named: readonly (readonly [string, readonly JsonObject[]])[], includeEmpty: boolean): JsonObject[] | string {
  const used = named.filter(([, inputs]) => includeEmpty || inputs.length > 0);
  const count = used.reduce((product, [, inputs]) => product * inputs.length, used.length === 0 ? 0 : 1);
  if (count > mostPermutations) return `the inputs have ${count.toLocaleString('en')} permutations; at most ${mostPermutations.toLocaleString('en')} are made`;
  let sets: { readonly id: readonly string[]; readonly set: JsonObject }[] = count === 0 ? [] : [{ id: [], set: {} }];
  for (const [name, inputs] of count === 0 ? [] : used) {
    const key = keyOf(name);
    if (key === '') return `normalized provider name is empty: '${name}'`;
    sets = sets.flatMap(({ id, set }) => inputs.map((input, index) => ({ id: [...id, `${key}=${index}`], set: { ...set, [key]: input } })));
  }
  return sets.map(({ id, set }) => ({ ...set, id: idOf(id.join('/')) }));
}

/** internal/inputs/keys.go NormalizeKeyForTemplate. */
function keyOf(name: string): string {
  return name.toLowerCase().replace(/[\s\p{P}]/gu, '_').replace(/[^a-z0-9_]/g, '').split('_').filter((word) => word !== '').join('_');
}

/** Adler-32, as text (internal/inputs/id.go). */
function idOf(name: string): string {
  let [a, b] = [1, 0];
  for (const byte of Buffer.from(name)) b = (b + (a = (a + byte) % 65_521)) % 65_521;
  return String(b * 65_536 + a);
}
