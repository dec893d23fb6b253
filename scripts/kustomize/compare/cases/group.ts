import type { Case } from '../random.ts';

/** Files by path: below the kustomization's folder, or with a leading "/" below the root. */
export type Files = Readonly<Record<string, string>>;

const folder = 'k';

/** Cases that share files and differ in one text, the kustomization, or in some files. */
export function group(name: string, shared: Files, cases: Readonly<Record<string, string | Files>>): Case[] {
  return Object.entries(cases).map(([label, own]) => {
    const files = { ...shared, ...(typeof own === 'string' ? { 'kustomization.yaml': own } : own) };
    return { name: `${name}: ${label}`, dir: folder, files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path.startsWith('/') ? path.slice(1) : `${folder}/${path}`, text])) };
  });
}
