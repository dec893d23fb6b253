/** The parts of an image reference as distribution/reference splits them; '' for what is not written. */
export interface Image {
  /** Host with port, or '' for Docker Hub's. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

/**
 * Splits `registry:5000/team/app:1.2@sha256:…`. A first segment is a registry when it holds a dot or a colon or is
 * `localhost`. Undefined where the text is no image reference (spaces, `<IMAGE>`, upper-case repository, empty).
 * Source: distribution/reference reference.go, splitDockerDomain.
 */
export function parseImage(image: string): Image | undefined {
  const at = image.indexOf('@');
  const digest = at < 0 ? '' : image.slice(at + 1);
  const name = at < 0 ? image : image.slice(0, at);
  const slash = name.indexOf('/');
  const head = slash < 0 ? '' : name.slice(0, slash);
  const isRegistry = head !== '' && (/[.:]/.test(head) || head === 'localhost');
  const rest = isRegistry ? name.slice(slash + 1) : name;
  const colon = rest.lastIndexOf(':');
  const tag = colon > rest.lastIndexOf('/') ? rest.slice(colon + 1) : '';
  const repository = tag === '' && colon < 0 ? rest : rest.slice(0, colon < 0 ? undefined : colon);
  if (!/^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/.test(repository)) return undefined;
  if (colon >= 0 && !/^\w[\w.-]{0,127}$/.test(tag)) return undefined;
  if (at >= 0 && !/^[a-z0-9]+:[0-9a-fA-F]{32,}$/.test(digest)) return undefined;
  if (isRegistry && !/^[a-zA-Z0-9.-]+(?::\d+)?$/.test(head)) return undefined;
  return { registry: isRegistry ? head : '', repository, tag, digest };
}

/** Tags that name a stream, never a version. */
const streams = new Set([
  'latest', 'stable', 'edge', 'nightly', 'main', 'master', 'develop', 'dev', 'development', 'release', 'canary', 'rolling', 'unstable', 'testing',
  'snapshot', 'head', 'trunk', 'beta', 'alpha', 'next', 'current', 'prod', 'production', 'staging', 'lts', 'registry', 'local',
]);

/** Whether what the name stands for can change: no digest, and no tag or one that names a stream. */
export function isFloating(image: Image): boolean {
  return image.digest === '' && (image.tag === '' || streams.has(image.tag.toLowerCase()) || /^(?:main|master|nightly|edge|dev)-?(?:latest)?$/i.test(image.tag) || /(?:^|-)latest(?:-|$)/i.test(image.tag));
}

/** The name of an image, and its version: `tag`, `tag@digest` or `@digest`. A text that is no reference is all name. */
export function imageVersion(image: string): { readonly name: string; readonly version: string } {
  const parsed = parseImage(image);
  if (parsed === undefined) return { name: image, version: '' };
  const { registry, repository, tag, digest } = parsed;
  return { name: `${registry === '' ? '' : `${registry}/`}${repository}`, version: `${tag}${digest === '' ? '' : `@${digest}`}` };
}
