/**
 * What a source's artifact leaves out: `.sourceignore` files, `spec.ignore` and Flux's own lists, by the matching rules of
 * github.com/fluxcd/pkg/sourceignore v0.18.0 (a fork of go-git's gitignore, which differs from git's own).
 */
export interface IgnorePattern {
  /** Folder (path components from the root) below which the pattern counts. */
  readonly domain: readonly string[];
  readonly parts: readonly { readonly text: string; readonly test: NameTest }[];
  readonly include: boolean;
  readonly directoryOnly: boolean;
  readonly glob: boolean;
}

/** Whether a component of a path is what a part of a pattern says. */
type NameTest = (name: string) => boolean;

const versionControl = ['.git/', '.gitignore', '.gitmodules', '.gitattributes'];
const defaults = [
  '*.jpg', '*.jpeg', '*.gif', '*.png', '*.wmv', '*.flv', '*.tar.gz', '*.zip',
  '.github/', '.circleci/', '.travis.yml', '.gitlab-ci.yml', 'appveyor.yml', '.drone.yml', 'cloudbuild.yaml', 'codeship-services.yml', 'codeship-steps.yml',
  '**/.goreleaser.yml', '**/.sops.yaml', '**/.flux.yaml',
];

/** The patterns of one ignore file; a line that begins with `#` is a comment. */
export function readPatterns(text: string, domain: readonly string[] = []): IgnorePattern[] {
  return text.split(/\r?\n/).filter((line) => !line.startsWith('#') && line.trim() !== '').map((line) => parsePattern(line, domain));
}

function parsePattern(line: string, domain: readonly string[]): IgnorePattern {
  const include = line.startsWith('!');
  let text = include ? line.slice(1) : line;
  if (!text.endsWith('\\ ')) text = text.replace(/ +$/, '');
  const directoryOnly = text.endsWith('/');
  if (directoryOnly) text = text.slice(0, -1);
  return { domain, parts: text.split('/').map((part) => ({ text: part, test: nameTest(part) })), include, directoryOnly, glob: text.includes('/') };
}

/**
 * Says which files, or folders, an artifact leaves out. With patterns of the user's own, Flux's default list (pictures, CI files) no
 * longer counts, only that of version control (source-controller, pkg/artifact storage.SourceIgnoreFilter).
 */
export function artifactFilter(user: readonly IgnorePattern[]): (path: string, isFolder?: boolean) => boolean {
  const base = user.length > 0 ? versionControl : [...versionControl, ...defaults];
  const patterns = [...base.map((line) => parsePattern(line, [])), ...user].reverse();
  return (path, isFolder = false) => {
    const parts = path.split('/');
    const hit = patterns.find((pattern) => matches(pattern, parts, isFolder));
    return hit !== undefined && !hit.include;
  };
}

function matches(pattern: IgnorePattern, path: readonly string[], isFolder: boolean): boolean {
  const { domain } = pattern;
  if (path.length <= domain.length || domain.some((part, i) => path[i] !== part)) return false;
  const below = path.slice(domain.length);
  return pattern.glob ? matchesGlob(pattern, below, isFolder) : matchesName(pattern, below, isFolder);
}

/** A pattern without a slash matches any component of a path, so all that lies below a matching folder. */
function matchesName(pattern: IgnorePattern, path: readonly string[], isFolder: boolean): boolean {
  const at = path.findIndex((name) => pattern.parts[0]?.test(name));
  return at >= 0 && !(pattern.directoryOnly && !isFolder && at === path.length - 1);
}

function matchesGlob(pattern: IgnorePattern, path: readonly string[], isFolder: boolean): boolean {
  let matched = false;
  let anyDepth = false;
  let rest = path;
  for (const [i, { text: part, test }] of pattern.parts.entries()) {
    if (part === '') {
      anyDepth = false;
    } else if (part === '**') {
      if (i === pattern.parts.length - 1) break;
      anyDepth = true;
    } else if (part.includes('**') || rest.length === 0) {
      return false;
    } else if (anyDepth) {
      anyDepth = false;
      const at = rest.findIndex((name) => test(name));
      matched = at >= 0;
      rest = at >= 0 ? rest.slice(at + 1) : [];
    } else {
      if (!test(rest[0] as string)) return false;
      matched = true;
      rest = rest.slice(1);
    }
  }
  return matched && !(pattern.directoryOnly && !isFolder && rest.length === 0);
}

/** Go's filepath.Match for one path component; a malformed pattern matches nothing. Names and endings, which most patterns are, need no regular expression. */
function nameTest(pattern: string): NameTest {
  if (!/[\\[*?]/.test(pattern)) return (name) => name === pattern;
  const ending = /^\*([^\\[*?]+)$/.exec(pattern)?.[1];
  if (ending !== undefined) return (name) => name.endsWith(ending);
  const regExp = toRegExp(pattern);
  return (name) => regExp !== undefined && regExp.test(name);
}

function toRegExp(pattern: string): RegExp | undefined {
  const body = pattern.replace(/\\(.)|\[(\^?)((?:\\.|[^\]\\])+)\]|([*]+)|([?])|([^*?[\\])/gsu, (_, escaped, negated, set, star, one, plain) => {
    if (escaped !== undefined) return quote(escaped);
    if (set !== undefined) return `[${negated}${set.replace(/[[&|]/g, '\\$&')}]`;
    if (star !== undefined) return '[^/]*';
    return one !== undefined ? '[^/]' : quote(plain);
  });
  try {
    return new RegExp(`^${body}$`, 'su');
  } catch {
    return undefined;
  }
}

function quote(char: string): string {
  return char.replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&');
}
