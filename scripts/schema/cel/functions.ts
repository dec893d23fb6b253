import { collections } from './library/collections.ts';
import { conversions } from './library/conversions.ts';
import { formats } from './library/formats.ts';
import { networks } from './library/networks.ts';
import { quantities } from './library/quantities.ts';
import { strings } from './library/strings.ts';
import { times } from './library/times.ts';
import { versions } from './library/versions.ts';
import type { Run } from './run.ts';

/**
 * Every function of the Kubernetes CEL environment by name: `size`, `.size` for a member, `sets.contains` with its
 * namespace. Source: k8s.io/apiserver/pkg/cel/environment/base.go and pkg/cel/library
 */
export const functions: Readonly<Record<string, Run>> = {
  ...collections, ...conversions, ...formats, ...networks, ...quantities, ...strings, ...times, ...versions,
};
