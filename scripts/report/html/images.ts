import { parseImage } from '../../lib/kubernetes/image.ts';
import type { Drawing } from '../../model/drawing.ts';
import { visible } from '../visible.ts';
import type { PageImage } from './data.ts';

const mostImages = 3_000;
const mostUsers = 5;

/** Which images run where, by name and version. */
export function pageImages(drawings: readonly Drawing[]): { readonly images: PageImage[]; readonly cut: number } {
  const found = new Map<string, { clusters: Set<number>; users: Set<string> }>();
  drawings.forEach((drawing, at) => {
    for (const [image, users] of drawing.images) {
      const entry = found.get(image) ?? { clusters: new Set(), users: new Set() };
      entry.clusters.add(at);
      for (const user of users) entry.users.add(user);
      found.set(image, entry);
    }
  });
  const images = [...found].map(([image, { clusters, users }]): PageImage => {
    const parts = parseImage(image);
    const name = parts === undefined ? image : `${parts.registry === '' ? '' : `${parts.registry}/`}${parts.repository}`;
    return { name: visible(name), version: visible(parts?.tag ?? ''), digest: visible(parts?.digest ?? ''), clusters: [...clusters], used: [...users].slice(0, mostUsers).map(visible), more: Math.max(0, users.size - mostUsers) };
  }).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
  return { images: images.slice(0, mostImages), cut: Math.max(0, images.length - mostImages) };
}
