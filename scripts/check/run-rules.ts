import { digestOf } from '../lib/digest.ts';
import { atPointer } from '../lib/json.ts';
import { noRecall, type Recall } from '../lib/recall.ts';
import type { ChartField } from '../model/finding.ts';
import type { Change, Mend } from '../model/fix.ts';
import type { Graph } from '../model/graph.ts';
import type { Manifest } from '../model/manifest.ts';
import { newStep } from '../lib/new-step.ts';
import type { ClusterChange, Removal } from '../model/change.ts';
import type { ChangeRule, ClusterRule, Hit, ManifestRule, Rule, SourceRule } from '../model/rule.ts';
import { refOf, showRef } from '../lib/kubernetes/kind.ts';
import type { LoadedRule } from '../rules/index.ts';
import { draft, type Draft } from './draft.ts';
import { ownManifests, pieceOfRule, type Share } from './share.ts';

function isManifestRule(rule: Rule): rule is ManifestRule {
  return 'check' in rule;
}
function isClusterRule(rule: Rule): rule is ClusterRule {
  return 'checkCluster' in rule;
}
export function isSourceRule(rule: Rule): rule is SourceRule {
  return 'checkSource' in rule;
}
export function isChangeRule(rule: Rule): rule is ChangeRule {
  return 'checkChange' in rule;
}

/** Runs manifest and cluster rules over a cluster, those of `only` and what a share holds of them. A rule that throws is found, and the others go on. */
export function runRules(graph: Graph, rules: readonly LoadedRule[], { share, only, recall = noRecall }: { readonly share?: Share; readonly only?: ReadonlySet<string>; readonly recall?: Recall } = {}): Draft[] {
  const found: Draft[] = [];
  const isOwn = ownManifests(graph, share);
  const known = knownHits(graph, rules, isOwn, recall);
  for (const { id, rule, isForeign } of rules) {
    if (only?.has(id) === false) continue;
    if (isManifestRule(rule)) {
      for (const manifest of manifestsFor(rule, graph).filter(isOwn)) {
        const hits = isForeign === true ? undefined : known.get(manifest);
        if (hits === undefined) collect(found, id, graph, manifest, () => rule.check(manifest.object, manifest, graph.cluster));
        else if (hits.has(id)) collect(found, id, graph, manifest, () => hits.get(id)!);
      }
    } else if (isClusterRule(rule) && share?.has(pieceOfRule(id)) !== false) collect(found, id, graph, undefined, () => rule.checkCluster(graph));
  }
  return found;
}

/**
 * What the tool's own rules over one manifest find, by manifest and rule: all of them are asked at once, so that an earlier run's answer is one. A
 * manifest on which a rule throws is not in it.
 */
function knownHits(graph: Graph, rules: readonly LoadedRule[], isOwn: (manifest: Manifest) => boolean, recall: Recall): ReadonlyMap<Manifest, ReadonlyMap<string, readonly Hit[]>> {
  const known = new Map<Manifest, ReadonlyMap<string, readonly Hit[]>>();
  if (recall === noRecall) return known;
  const own = rules.flatMap(({ id, rule, isForeign }) => (isManifestRule(rule) && isForeign !== true ? [{ id, rule }] : []));
  const forAll = own.filter(({ rule }) => rule.kinds === undefined);
  const forKind = new Map<string, { id: string; rule: ManifestRule }[]>();
  for (const one of own) for (const kind of one.rule.kinds ?? []) forKind.set(kind, [...(forKind.get(kind) ?? []), one]);
  // What rules are told of the cluster beside the manifest.
  const question = `rules ${digestOf([graph.cluster.imageRegistries, own.map(({ id }) => id)])}`;
  for (const { manifest, kind } of graph.resources) {
    if (!isOwn(manifest)) continue;
    try {
      const found = recall.about(manifest.object, question, () => [...forAll, ...(forKind.get(kind) ?? [])].flatMap(({ id, rule }) => {
        const hits = [...rule.check(manifest.object, manifest, graph.cluster)];
        return hits.length === 0 ? [] : [[id, hits] as const];
      }));
      known.set(manifest, new Map(found));
    } catch {
      // The rule that throws is found when it is run by itself.
    }
  }
  return known;
}

/** Runs change rules over base and head of a cluster; what they find in an object of base stands on a line that is gone. */
export function runChangeRules(change: ClusterChange, rules: readonly LoadedRule[]): Draft[] {
  const found: Draft[] = [];
  const inHead = new Set(change.head.cluster.manifests);
  const removals = new Map(change.removed.map((removal) => [removal.resource.manifest, removal]));
  for (const { id, rule } of rules) {
    if (!isChangeRule(rule)) continue;
    const drafts: Draft[] = [];
    const hits = function* () {
      for (const hit of rule.checkChange(change)) {
        if (inHead.has(hit.manifest)) yield hit;
        else drafts.push({ ...fromHit(id, change.base, hit, hit.manifest), ...(lineOf(removals.get(hit.manifest), hit.pointer) ?? { side: 'base' }) });
      }
    };
    const own: Draft[] = [];
    collect(own, id, change.head, undefined, hits);
    found.push(...own.map((finding) => withNewLine(finding, change)));
    for (const draft of drafts) found.push(draft);
  }
  return found;
}

/** What the change writes is where the finding stands, where that is on the way to the field; an object stands where it is written. */
function withNewLine(finding: Draft, { isNew }: ClusterChange): Draft {
  const place = finding.origin === undefined || (finding.pointer ?? '') === '' ? undefined : newStep(finding.origin, (step) => isNew('head', step))?.place;
  return place === undefined ? finding : { ...finding, place };
}

/** The line by which an object went, where it is known. */
function lineOf(removal: Removal | undefined, pointer = ''): Pick<Draft, 'place' | 'origin' | 'side'> | undefined {
  const cause = pointer === '' ? removal?.cause() : undefined;
  if (cause?.place === undefined) return undefined;
  return { place: cause.place, origin: { steps: cause.steps, certainty: cause.certainty }, ...(cause.side === 'base' && { side: 'base' }) };
}

function manifestsFor(rule: ManifestRule, graph: Graph): readonly Manifest[] {
  if (rule.kinds === undefined) return graph.cluster.manifests;
  return rule.kinds.flatMap((kind) => graph.ofKind(kind).map(({ manifest }) => manifest));
}

/** Turns hits into findings; what the rule yielded before it threw stands. */
function collect(found: Draft[], rule: string, graph: Graph, manifest: Manifest | undefined, hits: () => Iterable<Hit & { manifest?: Manifest }>): void {
  try {
    for (const hit of hits()) found.push(fromHit(rule, graph, hit, hit.manifest ?? manifest));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const on = manifest === undefined ? '' : ` on ${showRef(refOf(manifest.object))}`;
    const crash = { message: `rule ${rule} crashed${on}: ${reason}; nothing is known of what it would have found` };
    found.push(fromHit('internal/rule-crashed', graph, crash, manifest));
  }
}

export function fromHit(rule: string, graph: Graph, { message, pointer, part, absent, help, fix }: Hit, manifest: Manifest | undefined): Draft {
  return draft(rule, message, {
    cluster: graph.cluster.name,
    ...(manifest !== undefined && { object: graph.of(manifest)?.ref ?? refOf(manifest.object), pointer: pointer ?? '', unit: manifest.unit, ...located(manifest, pointer ?? '', part) }),
    ...(help !== undefined && { help }),
    ...(manifest?.chart !== undefined && { askChart: () => chartField(manifest, pointer ?? '', absent) }),
    ...(fix !== undefined && manifest !== undefined && { mends: fix.map((change) => mend(manifest, { ...change, pointer: change.pointer ?? pointer ?? '' })) }),
  });
}

/** The values key for a field; undefined where the user's own values hold it already, so that the finding stands there. */
function chartField({ chart, unit, originOf }: Manifest, pointer: string, absent: string | undefined): ChartField | undefined {
  if (chart === undefined) return undefined;
  const [step] = absent === undefined ? originOf(pointer).steps : [];
  if (step?.place !== undefined && step.kind !== 'chartDefault' && step.kind !== 'template') return undefined;
  const key = absent === undefined ? (step?.kind === 'chartDefault' ? step.name : undefined) : chart.offeredBy(pointer + absent);
  return { name: chart.name, release: `${unit.namespace}/${unit.name}`, ...(key !== undefined && { key }) };
}

function mend(manifest: Manifest, change: Change & { readonly pointer: string }): Mend {
  const value = atPointer(manifest.object, change.pointer);
  return { change, origin: manifest.originOf(change.pointer), ...(value !== undefined && { value }) };
}

function located(manifest: Manifest, pointer: string, part: string | undefined): Pick<Draft, 'origin' | 'place'> {
  const origin = manifest.originOf(pointer, part);
  // A chart's own template lies in no file of the repository; the release that renders it does.
  const place = origin.steps.find((step) => step.place !== undefined)?.place;
  return { origin, ...(place !== undefined && { place }) };
}
