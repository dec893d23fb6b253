import type { Graph, Resource } from '../model/graph.ts';
import type { JsonObject } from '../model/json.ts';
import type { Hit } from '../model/rule.ts';
import type { ProblemCode } from '../model/problem.ts';
import { map } from '../lib/read.ts';
import { groupOf, isBuiltinGroup, kindName, refOf } from '../lib/kubernetes/kind.ts';
import { admissionErrors } from '../schema/admission/index.ts';
import { evaluatePod } from '../schema/admission/podsecurity/evaluate.ts';
import { policyOf } from '../schema/admission/podsecurity/labels.ts';
import type { FieldError, Reason } from '../schema/errors.ts';
import { kindsOf } from '../schema/store/crd.ts';
import { customKinds } from '../schema/store/folder.ts';
import { applyPolicies } from '../schema/policies/index.ts';
import { openStore, type SchemaStore } from '../schema/store/store.ts';
import { makeJudge, type Judge } from '../schema/verdict.ts';
import { draft, type Draft } from './draft.ts';
import { fromHit } from './run-rules.ts';

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
export function verdicts(graph: Graph): Draft[] {
  const { kubernetesVersion, featureGates, name } = graph.cluster;
  const definitions = graph.ofKind('apiextensions.k8s.io/CustomResourceDefinition').flatMap(({ object }) => kindsOf(object));
  const { facts } = graph.cluster;
  const store = openStore(kubernetesVersion, customKinds(definitions), facts);
  // What the cluster has beside git: its quotas, classes and policies judge what git brings.
  const existing = (facts?.objects ?? []).filter((object) => !isRendered(graph, object));
  const judge = makeJudge(store, kubernetesVersion, { ...(featureGates !== undefined && { featureGates }) });
  const found: Draft[] = store.note === undefined ? [] : [draft('schema/not-checked', store.note, { cluster: name })];
  const unknown = new Map<string, Resource[]>();
  const accepted = new Map<JsonObject, Resource>();
  for (const resource of graph.resources) {
    const { manifest, object } = resource;
    const { errors, decoded } = judge.judge(object);
    if (decoded !== undefined) accepted.set(decoded, resource);
    for (const error of errors) {
      const code = codeOf(error, resource, store);
      if (code === 'schema/no-schema') unknown.set(`${resource.ref.apiVersion} ${resource.ref.kind}`, [...(unknown.get(`${resource.ref.apiVersion} ${resource.ref.kind}`) ?? []), resource]);
      else found.push(fromHit(code, graph, { message: said(error), pointer: error.pointer, ...fixOf(error, code, object, judge, store) }, manifest));
    }
    found.push(...podSecurity(graph, resource));
  }
  for (const { index, error } of admissionErrors([...existing, ...graph.resources.map(({ object }) => object)])) {
    const resource = graph.resources[index - existing.length];
    if (resource !== undefined) found.push(fromHit('schema/admission', graph, { message: said(error), pointer: error.pointer }, resource.manifest));
  }
  for (const { object, action, error } of applyPolicies([...accepted.keys(), ...existing], store)) {
    if (!accepted.has(object)) continue;
    if (action === 'Deny' || action === 'Unknown') found.push(fromHit(action === 'Deny' ? 'schema/admission' : 'schema/not-checked', graph, { message: error.message, pointer: '' }, accepted.get(object)!.manifest));
  }
  for (const [kind, resources] of unknown) {
    const many = resources.length === 1 ? '' : ` (${resources.length} objects)`;
    const absent = graph.unrendered('');
    const way = absent === undefined ? 'render its CustomResourceDefinition in this cluster' : `${absent.kind} ${absent.namespace}/${absent.name}, which was not rendered, or another may bring its CustomResourceDefinition`;
    const message = `no schema of ${kind} is known, so it was not checked${many}; ${way}`;
    found.push(fromHit('schema/no-schema', graph, { message, pointer: '/kind' }, resources[0]!.manifest));
  }
  return found;
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
export function withoutRestated(findings: readonly Draft[], restating: ReadonlySet<string>): Draft[] {
  const identity = ({ cluster, object }: Draft): string => `${cluster} ${object?.apiVersion} ${object?.kind} ${object?.namespace} ${object?.name}`;
  const said = new Map<string, string[]>();
  for (const finding of findings) if (restating.has(finding.rule)) said.set(identity(finding), [...(said.get(identity(finding)) ?? []), finding.pointer ?? '']);
  const covers = (own: string, pointer: string): boolean => own === pointer || pointer.startsWith(`${own}/`) || own.startsWith(`${pointer}/`);
  return findings.filter((finding) => !isVerdict(finding.rule) || !(said.get(identity(finding)) ?? []).some((pointer) => covers(pointer, finding.pointer ?? '')));
}

function isVerdict(rule: string): boolean {
  return Object.values(codes).includes(rule as ProblemCode) || rule === 'schema/invalid';
}
