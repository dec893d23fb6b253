import { defineRule } from '../../../model/rule.ts';
import { below, text } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';
import { parseImage } from '../../../lib/kubernetes/image.ts';

/** Images whose makers have ended them: repository, until which version (none: all), what to say. */
const retired: readonly { readonly repository: RegExp; readonly before?: number; readonly why: string }[] = [
  { repository: /(?:^|\/)ingress-nginx\/(?:controller|kube-webhook-certgen|nginx-ingress-controller)$|(?:^|\/)nginx-ingress-controller$/, why: 'ingress-nginx was archived in March 2026 and gets no security fixes; move to traefik or a Gateway' },
  { repository: /(?:^|\/)rabbitmq$/, before: 4, why: 'RabbitMQ 3 gets no fixes any more; take 4' },
  { repository: /^(?:library\/)?postgres$/, before: 14, why: 'this PostgreSQL gets no fixes any more; take 17 or newer' },
  { repository: /^(?:library\/)?redis$/, before: 7, why: 'this Redis gets no fixes any more; take 7.4 or newer, or Valkey' },
  { repository: /^(?:library\/)?node$/, before: 20, why: 'this Node.js gets no fixes any more; take an LTS version' },
  { repository: /(?:^|\/)cert-manager-(?:controller|webhook|cainjector)$/, before: 1.17, why: 'this cert-manager gets no fixes any more; take a supported version' },
  { repository: /^(?:docker\.io\/)?bitnami\/(?!sealed-secrets-)/, why: 'Bitnami ended its public image catalogue in August 2025; take the upstream image' },
];

export default defineRule({
  meta: { summary: 'Images still get security fixes', level: 'error', source: 'SYSTEMS.md; endoflife.date', profiles: { homelab: 'warn' } },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer } of containersOf(object)) {
      const image = parseImage(text(container, 'image') ?? '');
      const version = /^v?(\d+(?:\.\d+)?)/.exec(image?.tag ?? '')?.[1];
      const end = retired.find(({ repository, before }) => image !== undefined && repository.test(image.registry === 'docker.io' || image.registry === '' ? image.repository : `${image.registry}/${image.repository}`) && (before === undefined || (version !== undefined && older(version, before))));
      if (end !== undefined) yield { pointer: below(pointer, 'image'), message: `image "${text(container, 'image')}": ${end.why}` };
    }
  },
});

function older(version: string, before: number): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [limit = 0, limitMinor = 0] = String(before).split('.').map(Number);
  return major < limit || (major === limit && version.includes('.') && minor < limitMinor);
}
