import { joinPath } from './artifact.ts';
import { missingRef } from './refs.ts';
import type { Checkout } from './types.ts';

/** A git address in a kustomization: `https://host/org/repo.git//path?ref=v1` (kustomize api/internal/git/repospec.go). */
export interface RemoteBase {
  readonly url: string;
  /** '' is the root. */
  readonly path: string;
  /** Branch, tag or commit; '' is the default branch. */
  readonly ref: string;
}

/** Undefined for what does not say where the repository ends and the path begins. */
export function parseRemote(text: string): RemoteBase | undefined {
  const [address = '', query = ''] = text.replace(/^git::/, '').split('?', 2);
  const parameters = new URLSearchParams(query);
  const ref = parameters.get('ref') ?? parameters.get('version') ?? '';
  const scheme = /^(?:[a-z+]+:\/\/|[^/@]+@)/i.exec(address)?.[0] ?? '';
  const rest = address.slice(scheme.length);
  const cut = /^(.+?)\/\/(.*)$/.exec(rest) ?? /^(.+?\.git)\/(.*)$/.exec(rest) ?? /^((?:www\.)?github\.com[:/][^/]+\/[^/]+)\/?(.*)$/.exec(rest);
  if (cut !== null) return { url: scheme + (cut[1] as string), path: joinPath('', cut[2] ?? ''), ref };
  return rest.endsWith('.git') || query !== '' ? { url: address, path: '', ref } : undefined;
}

/** The folder that stands in for a remote base; a message where its repository does not have what is asked for. */
export function findRemote(text: string, standIns: (name: string) => Checkout | undefined): { readonly checkout: Checkout; readonly path: string } | { readonly missing: string } | undefined {
  const base = parseRemote(text);
  const checkout = base === undefined ? undefined : standIns(base.url) ?? standIns(`${base.url}.git`) ?? standIns(base.url.replace(/\.git$/, ''));
  if (base === undefined || checkout === undefined) return undefined;
  const { refs, tree } = checkout;
  const isCommit = /^[0-9a-f]{7,40}$/.test(base.ref);
  const lacks = base.ref === '' || refs === undefined ? undefined : isCommit ? missingRef({ commit: base.ref }, refs) : missingRef({ branch: base.ref }, refs) && missingRef({ tag: base.ref }, refs);
  if (lacks !== undefined) return { missing: `the repository of the remote base ${text} has no branch, tag or commit "${base.ref}"` };
  if (tree.kind(base.path) !== 'directory') return { missing: `the repository of the remote base ${text} has no folder "${base.path}"` };
  return { checkout, path: base.path };
}
