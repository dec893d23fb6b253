import type { Place } from '../model/place.ts';
import type { ForgeName } from './forge.ts';

/**
 * The page of a server that shows a line of a commit: `https://git.example.com/me/gitops/src/commit/1a2b…/apps/web.yaml#L7`. Files are named in Markdown
 * behind it, so nothing in the address can end it. `prefix` is the folder of the repository that was looked at: `kubernetes/`, or nothing.
 */
export function lineAddress({ forge, url, repo, prefix = '' }: { readonly forge: ForgeName; readonly url: string; readonly repo: string; readonly prefix?: string }): (place: Pick<Place, 'file' | 'line'>, commit: string) => string {
  const at = { gitea: 'src/commit', forgejo: 'src/commit', github: 'blob', gitlab: '-/blob' }[forge];
  // What Gitea and GitHub render is asked for as text, which has lines.
  const plain = (file: string) => (forge !== 'gitlab' && /\.(?:md|markdown|ipynb|csv|svg)$/i.test(file) ? (forge === 'github' ? '?plain=1' : '?display=source') : '');
  return ({ file, line }, commit) => `${encode(encodeURI(url))}/${segments(repo)}/${at}/${commit}/${segments(`${prefix}${file}`)}${plain(file)}#L${line}`;
}

function segments(path: string): string {
  return path.toWellFormed().split('/').map((part) => encode(encodeURIComponent(part))).join('/');
}

/** What JavaScript leaves as it is, and Markdown does not. */
function encode(address: string): string {
  return address.replace(/[!'()*_~[\]]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
