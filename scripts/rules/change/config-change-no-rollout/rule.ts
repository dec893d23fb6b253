import { equalJson } from '../../../lib/equal.ts';
import { atPointer, pointerToken } from '../../../lib/json.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';
import { containersIn, podOf } from '../../../lib/kubernetes/pod.ts';
import { list as items, text, texts } from '../../../lib/read.ts';
import type { Pair } from '../../../model/change.ts';
import type { Graph, Reference, Resource } from '../../../model/graph.ts';
import type { Json } from '../../../model/json.ts';
import { defineRule } from '../../../model/rule.ts';

/** Kinds that become a Secret or ConfigMap of their own name. */
const sources: Readonly<Record<string, string>> = { ConfigMap: 'ConfigMap', Secret: 'Secret', 'bitnami.com/SealedSecret': 'Secret' };
const contents = /^\/(?:data|binaryData|stringData|spec\/encryptedData)(?:\/(.*))?$/;

export default defineRule({
  meta: { summary: 'Pods restart when the configuration that they read at start changes', level: 'warn', source: 'CHECKS 45; fluxcd/flux#3469' },
  *checkChange({ head, pairs }) {
    const workloads = new Map<Resource, Pair>(pairs.map((pair) => [pair.after, pair]));
    for (const { after, changed, fields } of pairs) {
      const kind = Object.hasOwn(sources, after.kind) ? sources[after.kind] : undefined;
      const changes = changed && kind !== undefined ? fields().filter(({ pointer }) => contents.test(pointer)) : [];
      const [first] = changes;
      if (first === undefined) continue;
      const keys = new Set(changes.map(({ pointer }) => contents.exec(pointer)?.[1]));
      const stale = stalePods(head, { ...after, kind: kind! }, workloads, (key) => keys.has(undefined) || keys.has(pointerToken(key)));
      if (stale.length > 0) yield { manifest: after.manifest, pointer: first.change === 'removed' ? '' : first.pointer, message: `${showRef(after.ref)} changes, but ${list(stale)} ${stale.length === 1 ? 'does' : 'do'} not restart and ${stale.length === 1 ? 'goes' : 'go'} on with what it was; put a hash of it into the pod template, or generate it with a hash in its name` };
    }
  },
});

/** The workloads that read the object when they start, and whose pods head leaves as they are. */
function stalePods(head: Graph, source: Resource, workloads: ReadonlyMap<Resource, Pair>, isChanged: (key: string) => boolean): string[] {
  const names = head.referencesTo(source).filter((reference) => readsAtStart(reference, isChanged)).flatMap(({ from }) => {
    const pair = workloads.get(from);
    return pair === undefined || from.manifest.hooks !== undefined || isReloaded(from) || restarts(pair) ? [] : [showRef(from.ref)];
  });
  return [...new Set(names)].sort();
}

/** Environment variables, files that are mounted one by one, and Jobs, which run once; a mounted folder follows the object. Keys that stay as they are do not count. */
function readsAtStart({ from, type, pointer }: Reference, isChanged: (key: string) => boolean): boolean {
  const pod = podOf(from.object);
  if (pod === undefined || from.kind === 'batch/CronJob') return false;
  if (type === 'envFrom') return true;
  if (type === 'env') {
    const key = text(atPointer(from.object, pointer.replace(/\/name$/, '')), 'key');
    return key === undefined || isChanged(key);
  }
  if (type !== 'volume') return false;
  const volume = atPointer(from.object, pointer.replace(/^(.*\/volumes\/\d+)\/.*$/, '$1'));
  if (from.kind === 'batch/Job') return true;
  return mountsOf(pod.spec).some((mount) => {
    if (text(mount, 'name') !== text(volume, 'name')) return false;
    const path = text(mount, 'subPath');
    return path === undefined ? text(mount, 'subPathExpr') !== undefined : isChanged(keyAt(volume, path));
  });
}

/** The key whose content lies at a path of a volume. */
function keyAt(volume: Json | undefined, path: string): string {
  const listed = ['configMap', 'secret'].flatMap((source) => [...items(volume, source, 'items')]).find((item) => text(item, 'path') === path);
  return text(listed, 'key') ?? path;
}

function mountsOf(spec: Parameters<typeof containersIn>[0]) {
  return containersIn(spec, '').flatMap(({ container }) => [...items(container, 'volumeMounts')]);
}

function restarts({ after, complete }: Pair): boolean {
  const template = podOf(after.object)?.template ?? '';
  return !equalJson(atPointer(complete.before, template), atPointer(complete.after, template));
}

/** Stakater's and Wave's controllers restart what asks for it. */
function isReloaded({ object }: Resource): boolean {
  const marks = { ...texts(object, 'metadata', 'annotations'), ...texts(object, 'spec', 'template', 'metadata', 'annotations') };
  return Object.keys(marks).some((key) => /reloader\.stakater\.com|wave\.pusher\.com/.test(key));
}

function list(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
