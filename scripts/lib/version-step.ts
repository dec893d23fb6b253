import { compareVersions, parseVersion, type Version } from './semver.ts';
import type { VersionChange } from '../model/diff.ts';

/** How far a version goes: tags with a prefix or a variant (`v1.2`, `1.2-alpine`) are read as versions where both sides have the same form. */
export function versionChange(before: string, after: string): VersionChange {
  const [old, now] = [split(before), split(after)];
  const step = stepOf(old, now);
  return { before, after, step, downgrade: old.version !== undefined && now.version !== undefined && old.variant === now.variant && compareVersions(now.version, old.version) < 0 };
}

interface Parts {
  readonly version: Version | undefined;
  readonly tag: string;
  readonly variant: string;
  readonly digest: string;
}

function split(text: string): Parts {
  const at = text.indexOf('@');
  const tag = at < 0 ? text : text.slice(0, at);
  const [, number = '', variant = ''] = /^(v?\d+(?:\.\d+){0,3})(.*)$/i.exec(tag) ?? [];
  // Four numbers are a version and a build.
  const [head, build] = [number.split('.').slice(0, 3).join('.'), number.split('.')[3]];
  const isPrerelease = /^[-.]?(?:alpha|beta|rc|pre|dev)/i.test(variant);
  const parsed = parseVersion(tag.replace(/^V/, 'v')) ?? parseVersion(`${head}${isPrerelease ? `-${variant.replace(/^[-.]/, '').replace(/[^0-9A-Za-z.-]/g, '-')}` : ''}`);
  return { version: number === '' || parsed === undefined ? undefined : isPrerelease ? parsed : { ...parsed, prerelease: build ?? '' }, tag, variant: isPrerelease ? '' : variant, digest: at < 0 ? '' : text.slice(at + 1) };
}

function stepOf(old: Parts, now: Parts): VersionChange['step'] {
  if (old.tag === now.tag) return old.digest === now.digest ? 'other' : 'digest';
  if (old.version === undefined || now.version === undefined || old.variant !== now.variant) return 'other';
  if (old.version.major !== now.version.major) return 'major';
  return old.version.minor === now.version.minor ? 'patch' : 'minor';
}
