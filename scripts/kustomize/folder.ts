import type { Problem } from '../model/problem.ts';
import type { YamlFile } from '../lib/yaml/index.ts';
import { didYouMean, failBuild } from './failure.ts';
import type { Entry, KustomizeFs } from './files.ts';
import { isBelow, joinPath, whyNoText } from './files.ts';
import type { BuildOptions } from './options.ts';
import type { Provenance } from './provenance.ts';
import type { SchemaState } from './schemas.ts';
import type { Spot } from './tree.ts';

/** Where a kustomization stands, and how the files that it names are read. */
export interface Folder {
  readonly fs: KustomizeFs;
  readonly dir: string;
  /** The folders on the way here, and how they were reached, outermost first. */
  readonly parents: readonly Folder[];
  readonly via: readonly Spot[];
  readonly options: BuildOptions;
  /** Where the folder is, for `buildMetadata`; undefined where the top kustomization asks for none. */
  readonly at: Provenance | undefined;
  /** What the build knows of the kinds of objects. */
  readonly schemas: SchemaState;
  /** What is wrong although the build goes on; of all folders of a build. */
  readonly problems: Problem[];
}

export const joinName = (dir: string, name: string): string => (dir === '' ? name : `${dir}/${name}`);
export const showDir = (dir: string): string => (dir === '' ? 'the root' : dir);

export function readYaml(folder: Folder, path: string, spot: Spot | undefined): YamlFile {
  const { fs } = folder;
  const entry = fs.entry(path);
  if (entry.kind === 'file') {
    const file = fs.yaml(path);
    if (file !== undefined) return file;
    return failBuild(`${fs.label(path)} ${whyNoText(entry)}`, startOf(fs.label(path)), { code: 'yaml/unreadable' });
  }
  return failRead(folder, path, entry, spot);
}

export function failRead(folder: Folder, path: string, entry: Entry, spot: Spot | undefined): never {
  const { fs } = folder;
  switch (entry.kind) {
    case 'symlink': return failBuild(`${fs.label(path)} is, or lies behind, a symbolic link, which is not followed`, spot);
    case 'refused': return failBuild(`${fs.label(path)} ${entry.reason}`, startOf(fs.label(path)), { code: 'yaml/unreadable' });
    case 'dir': return failBuild(`${fs.label(path)} is a folder, a file is expected here`, spot);
    default: return failBuild(`there is no ${fs.label(path)}`, spot, near(folder, path));
  }
}

/** The bytes of a file, as generators take them. */
export function readBytes(folder: Folder, path: string, spot: Spot): { readonly bytes: Uint8Array; readonly label: string } {
  const joined = resolveFile(folder, path, spot);
  const entry = folder.fs.entry(joined);
  return entry.kind === 'file' ? { bytes: entry.bytes, label: folder.fs.label(joined) } : failRead(folder, joined, entry, spot);
}

/** The YAML of a file that a field names. */
export function readNamed(folder: Folder, path: string, spot: Spot): YamlFile {
  return readYaml(folder, resolveFile(folder, path, spot), spot);
}

/** The start of a file that has no text to show. */
function startOf(file: string): Spot {
  return { source: { file, text: '' }, start: 0, end: 0 };
}

/** The name in the same folder that the missing one may have meant. */
function near(folder: Folder, path: string): { help?: string } {
  const slash = path.lastIndexOf('/');
  const parent = folder.fs.entry(slash < 0 ? '' : path.slice(0, slash));
  const suggestion = parent.kind === 'dir' ? didYouMean(path.slice(slash + 1), parent.names) : '';
  return suggestion.includes('did you mean') ? { help: suggestion.slice(suggestion.indexOf('did')) } : {};
}

/** Resolves a path of a kustomization to one of the file system, within its restrictions. */
export function resolvePath(folder: Folder, path: string, spot: Spot): string {
  if (path === '') failBuild('a path is empty', spot);
  if (path.startsWith('/')) failBuild(`${path} is an absolute path; write it relative to its kustomization`, spot);
  const joined = joinPath(folder.dir, path);
  if (joined === undefined) return failBuild(`${path} leads out of the repository`, spot);
  return joined;
}

export function resolveFile(folder: Folder, path: string, spot: Spot): string {
  if (isRemote(path)) failBuild(`${path} would be fetched; only bases can be remote here`, spot, { code: 'kustomize/remote-base' });
  const joined = resolvePath(folder, path, spot);
  if (folder.options.loadRestriction !== 'none' && !isBelow(joined, folder.dir)) failBuild(`${path} lies outside of the folder of its kustomization, ${showDir(folder.dir)}, where Kustomize reads no files`, spot);
  return joined;
}

export function isRemote(path: string): boolean {
  return /^(?:https?|ssh|git|file):\/\//i.test(path) || /^git@[^/]+:/.test(path) || /^git::/.test(path);
}

/** git.NewRepoSpecFromURL takes these as repositories too, without a scheme. */
export function looksRemote(path: string): boolean {
  return isRemote(path) || /^(?:www\.)?github\.com[/:]/i.test(path) || /[?&]ref=/.test(path) || /_git\//.test(path) || /\.git(?:$|\/|\?)/.test(path);
}
