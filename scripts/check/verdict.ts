import type { Graph, Resource } from '../model/graph.ts';
import type { JsonObject } from '../model/json.ts';
import type { Hit } from '../model/rule.ts';
import type { ProblemCode } from '../model/problem.ts';
import { map } from '../lib/read.ts';
import { noRecall, type Recall } from '../lib/recall.ts';
import { mayBeBrought } from './bringer.ts';
import { groupOf, isBuiltinGroup, kindName, refOf } from '../lib/kubernetes/kind.ts';
import { admissionErrors } from '../schema/admission/index.ts';
import { evaluatePod } from '../schema/admission/podsecurity/evaluate.ts';
import { policyOf } from '../schema/admission/podsecurity/labels.ts';
import type { FieldError, Reason } from '../schema/errors.ts';
import { kindsOf } from '../schema/store/crd.ts';
import { customKinds } from '../schema/store/folder.ts';
import { applyPolicies } from '../schema/policies/index.ts';
import { openStore, type SchemaStore } from '../schema/store/store.ts';
import { namesVerdicts } from '../schema/named.ts';
import { makeJudge, type Judge, type Verdict } from '../schema/verdict.ts';
import { draft, type Draft } from './draft.ts';
import { fromHit } from './run-rules.ts';
import { ownManifests, together, type Share } from './share.ts';

const codes: Readonly<Partial<Record<Reason, ProblemCode>>> = {
  'unknown-field': 'schema/unknown-field',
  type: 'schema/type',
  'type-invalid': 'schema/type',
  required: 'schema/missing-field',
  'not-supported': 'schema/not-supported',
  duplicate: 'schema/duplicate',
  cel: 'schema/cel',
  admission: 'schema/admission',
  'not-checked': 'schema/not-checked',
};

/**
 * What the API server would refuse, one finding a field. CRDs that the cluster renders are the authority on their groups.
 * A kind without schema is a finding: nothing of such an object was checked.
 */
export function verdicts(graph: Graph, share?: Share, recall: Recall = noRecall): Draft[] {
  const { kubernetesVersion, featureGates, facts } = graph.cluster;
  const definitions = graph.ofKind('apiextensions.k8s.io/CustomResourceDefinition').map(({ object }) => object);
  const store = openStore(kubernetesVersion, customKinds(definitions.flatMap((crd) => kindsOf(crd))), facts);
  const nameOf = namesVerdicts(store, kubernetesVersion, featureGates, facts);
  const judge = makeJudge(store, kubernetesVersion, { serverSideApply: true, ...(featureGates !== undefined && { featureGates }) });
  const given = new Map<Resource, Verdict>();
  const verdictOf = (resource: Resource): Verdict => {
    const known = given.get(resource) ?? judge.judge(resource.object);
    given.set(resource, known);
    return known;
  };
  const errorsOf = (resource: Resource) => recall.about(resource.object, nameOf(resource.object, definitions, 'apply'), () => verdictOf(resource).errors);
  const isOwn = ownManifests(graph, share);
  const found: Draft[] = [];
  for (const resource of graph.resources) {
    const { manifest, object } = resource;
    if (!isOwn(manifest)) continue;
    for (const error of errorsOf(resource)) {
      const code = codeOf(error, resource, store);
      if (code !== 'schema/no-schema') found.push(fromHit(code, graph, { message: said(error), pointer: error.pointer, ...fixOf(error, code, object, judge, store) }, manifest));
    }
    found.push(...podSecurity(graph, resource));
  }
  return share?.has(together) === false ? found : [...found, ...verdictsTogether(graph, store, verdictOf, errorsOf)];
}

type ErrorsOf = (resource: Resource) => readonly FieldError[];

/** What the server says of objects for the sake of others: quotas and classes, policies, definitions that are missing. */
function verdictsTogether(graph: Graph, store: SchemaStore, verdictOf: (resource: Resource) => Verdict, errorsOf: ErrorsOf): Draft[] {
  const found: Draft[] = store.note === undefined ? [] : [draft('schema/not-checked', store.note, { cluster: graph.cluster.name })];
  // What the cluster has beside git: its quotas, classes and policies judge what git brings.
  const existing = (graph.cluster.facts?.objects ?? []).filter((object) => !isRendered(graph, object));
  for (const { index, error } of admissionErrors([...existing, ...graph.resources.map(({ object }) => object)])) {
    const resource = graph.resources[index - existing.length];
    if (resource !== undefined) found.push(fromHit('schema/admission', graph, { message: said(error), pointer: error.pointer }, resource.manifest));
  }
  const policies = [...existing, ...graph.resources.map(({ object }) => object)].some(({ kind }) => kind === 'ValidatingAdmissionPolicy');
  const accepted = new Map(policies ? graph.resources.flatMap((resource): [JsonObject, Resource][] => {
    const { decoded } = verdictOf(resource);
    return decoded === undefined ? [] : [[decoded, resource]];
  }) : []);
  for (const { object, action, error } of policies ? applyPolicies([...accepted.keys(), ...existing], store) : []) {
    if (!accepted.has(object)) continue;
    if (action === 'Deny' || action === 'Unknown') found.push(fromHit(action === 'Deny' ? 'schema/admission' : 'schema/not-checked', graph, { message: error.message, pointer: '' }, accepted.get(object)!.manifest));
  }
  for (const [kind, resources] of unknownKinds(graph, store, errorsOf)) {
    const many = resources.length === 1 ? '' : ` (${resources.length} objects)`;
    const way = mayBeBrought(graph.cluster.units, groupOf(resources[0]!.ref.apiVersion)) ?? 'render its CustomResourceDefinition in this cluster';
    const message = `no schema of ${kind} is known, so it was not checked${many}; ${way}`;
    found.push(fromHit('schema/no-schema', graph, { message, pointer: '/kind' }, resources[0]!.manifest));
  }
  return found;
}

/** The objects of each kind that there is no schema of; what the server says of a kind, it says of all objects of the kind. */
function unknownKinds(graph: Graph, store: SchemaStore, errorsOf: ErrorsOf): Map<string, Resource[]> {
  const kinds = new Map<string, Resource[]>();
  for (const resource of graph.resources) {
    const kind = `${resource.ref.apiVersion} ${resource.ref.kind}`;
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, [resource]);
    else known.push(resource);
  }
  return new Map([...kinds].filter(([, [first]]) => errorsOf(first!).some((error) => codeOf(error, first!, store) === 'schema/no-schema')));
}

function isRendered(graph: Graph, object: JsonObject): boolean {
  const { apiVersion, kind, namespace, name } = refOf(object);
  return graph.get(kindName(apiVersion, kind), namespace, name) !== undefined;
}

function codeOf({ reason }: FieldError, { ref }: Resource, store: SchemaStore): ProblemCode {
  if (reason !== 'unknown-kind') return codes[reason] ?? 'schema/invalid';
  const wanted = kindName(ref.apiVersion, ref.kind);
  // Built-in kinds have moved between built-in groups (extensions, policy); a kind of strangers is only like-named.
  const isMoved = isBuiltinGroup(groupOf(ref.apiVersion)) && store.builtIns.some(({ kind }) => kind === ref.kind);
  const isServedElsewhere = isMoved || [...store.builtIns, ...store.customNames()].some(({ apiVersion, kind }) => kindName(apiVersion, kind) === wanted);
  return isServedElsewhere ? 'schema/removed-api' : 'schema/no-schema';
}

/** What mends it: the field's own fix, or the one apiVersion under which the object as it stands is taken. */
function fixOf({ fix }: FieldError, code: ProblemCode, object: JsonObject, judge: Judge, store: SchemaStore): Pick<Hit, 'fix'> {
  if (fix !== undefined) return { fix: [fix] };
  if (code !== 'schema/removed-api') return {};
  const [kind, group] = [String(object['kind']), groupOf(String(object['apiVersion']))];
  const served = [...store.builtIns.filter((entry) => entry.served), ...store.customNames()].filter((entry) => entry.kind === kind && (groupOf(entry.apiVersion) === group || (isBuiltinGroup(group) && isBuiltinGroup(groupOf(entry.apiVersion)))));
  const taken = [...new Set(served.map(({ apiVersion }) => apiVersion))].filter((apiVersion) => judge.judge({ ...object, apiVersion }).accepted);
  // An empty selector of policy/v1beta1 selected nothing, of policy/v1 everything.
  const isSame = kind !== 'PodDisruptionBudget' || Object.keys(map(object, 'spec', 'selector')).length > 0;
  return taken.length === 1 && isSame ? { fix: [{ action: 'set', pointer: '/apiVersion', value: taken[0] as string }] } : {};
}

/** Field and message, as the API server words them. */
function said({ field, message }: FieldError): string {
  return field === '' ? message : `${field}: ${message}`;
}

/** What the namespace's pod-security labels make the API server refuse; for workloads it refuses the pods, not the workload. */
function podSecurity(graph: Graph, resource: Resource): Draft[] {
  const { level, minor } = policyOf(graph.namespaceLabels(resource.namespace), 'enforce');
  if (level === 'privileged' || graph.podOf(resource) === undefined) return [];
  const server = Number(graph.cluster.kubernetesVersion.split('.')[1] ?? NaN);
  return evaluatePod(resource.object, level, minor, Number.isNaN(server) ? undefined : server).map((error) =>
    fromHit('schema/pod-security', graph, { message: `namespace ${resource.namespace} enforces ${level}: ${said(error)}`, pointer: error.pointer }, resource.manifest),
  );
}

/**
 * Leaves out what a rule says better: the verdict's findings at, above or below a field on which a rule that restates the
 * server's verdict found something in the same object.
 */
export function withoutRestated<Found extends Draft>(findings: readonly Found[], restating: ReadonlySet<string>): Found[] {
  const identity = ({ cluster, object }: Draft): string => `${cluster} ${object?.apiVersion} ${object?.kind} ${object?.namespace} ${object?.name}`;
  const said = new Map<string, string[]>();
  for (const finding of findings) if (restating.has(finding.rule)) said.set(identity(finding), [...(said.get(identity(finding)) ?? []), finding.pointer ?? '']);
  const covers = (own: string, pointer: string): boolean => own === pointer || pointer.startsWith(`${own}/`) || own.startsWith(`${pointer}/`);
  return findings.filter((finding) => !isVerdict(finding.rule) || !(said.get(identity(finding)) ?? []).some((pointer) => covers(pointer, finding.pointer ?? '')));
}

function isVerdict(rule: string): boolean {
  return Object.values(codes).includes(rule as ProblemCode) || rule === 'schema/invalid';
}
