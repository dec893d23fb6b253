import type { FunctionEntry, Functions, KnownFunctions } from '../template/state.ts';
import { builtins } from './builtins.ts';
import { collectionFunctions } from './collections.ts';
import { convertFunctions } from './convert.ts';
import { cryptoFunctions } from './crypto.ts';
import { dateFunctions } from './dates.ts';
import { durationFunctions } from './durations.ts';
import { numberFunctions } from './numbers.ts';
import { semverFunctions } from './semver.ts';
import { stringFunctions } from './strings.ts';
import { textToolFunctions } from './text-tools.ts';
import { urlFunctions } from './url.ts';

/** The functions that do not depend on the release, made once. */
const shared: ReadonlyMap<string, FunctionEntry> = new Map(
  [builtins, stringFunctions, collectionFunctions, numberFunctions, convertFunctions, textToolFunctions, urlFunctions, semverFunctions, durationFunctions].flatMap((table) => Object.entries(table)),
);

/**
 * All functions of a Helm template but those that reach into the release (include, tpl, required, fail, lookup), which the
 * engine adds. `env` and `expandenv` do not exist, as in Helm.
 */
export function makeFunctions(options: { readonly now: () => number; readonly seed: () => string; readonly own: Readonly<Record<string, FunctionEntry>> }): Functions {
  const own = new Map(Object.entries(options.own));
  let late: ReadonlyMap<string, FunctionEntry> | undefined;
  return {
    // few releases need the time or a secret
    get: (name) => own.get(name) ?? (lateNames.has(name) ? (late ??= new Map([dateFunctions(options.now), cryptoFunctions(options.seed)].flatMap((table) => Object.entries(table)))).get(name) : shared.get(name)),
  };
}

const lateNames: ReadonlySet<string> = new Set([...Object.keys(dateFunctions(() => 0)), ...Object.keys(cryptoFunctions(() => ''))]);

/** All names that a template may call. */
export const functionNames: ReadonlySet<string> = new Set([...shared.keys(), ...lateNames, 'include', 'tpl', 'required', 'fail', 'lookup']);

/** What the parser and the compiler know before there is a release. */
export const knownFunctions: KnownFunctions = { has: (name) => functionNames.has(name), get: (name) => shared.get(name) };
