import { isObject } from '../../lib/json.ts';
import { groupOf, refOf, text } from '../../lib/object.ts';
import { kindName } from '../../lib/kubernetes/kind.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Client, isFinal, type Result } from '../connect/index.ts';
import { type Discovery } from '../objects/discovery.ts';
import { list } from '../objects/list.ts';
import { explainUnserved } from '../objects/unserved.ts';
import { checkObject, type CheckOptions, type Outcome, scaledBy } from './check.ts';
import type { Desired } from './desired.ts';
import { type Extra, findExtra } from './extra.ts';

export interface Compared {
  readonly outcomes: readonly { readonly desired: Desired; readonly outcome: Outcome }[];
  readonly extra: readonly Extra[];
  /** What could not be read, each once. */
  readonly notRead: readonly string[];
}

export interface DriftOptions extends Pick<CheckOptions, 'ignored'> {
  readonly discovery: Discovery;
  readonly onProgress: (line: string) => void;
  /** Secrets are neither read nor compared. */
  readonly withoutSecrets: boolean;
}

/**
 * Compares what git wants with what lives, and looks for what lives and git does not want. Only asks. A cluster that is gone before anything
 * was compared is a failure; after that, what is missing is named in `notRead`.
 */
export async function compareCluster(client: Client, desired: readonly Desired[], { discovery, ignored, onProgress, withoutSecrets }: DriftOptions): Promise<Result<Compared>> {
  const autoscaler = discovery.preferred('autoscaling', 'HorizontalPodAutoscaler');
  const living = autoscaler === undefined ? undefined : await list(client, autoscaler);
  if (living?.ok === false && isFinal(living.failure)) return living;
  const scaled = scaledBy([...desired.map(({ object }) => object).filter(({ kind }) => kind === 'HorizontalPodAutoscaler'), ...(living?.ok === true ? living.value : [])]);
  const asked = withoutSecrets ? desired.filter(({ object }) => object['kind'] !== 'Secret') : desired;
  const unserved = explainUnserved(client, discovery);
  let done = 0;
  const outcomes = await Promise.all(asked.map(async (each) => {
    const outcome = await checkObject(client, each, { discovery, unserved, scaled, ignored });
    onProgress(`${++done} of ${asked.length} objects`);
    return { desired: each, outcome };
  }));
  const failures = outcomes.flatMap(({ outcome }) => (outcome.is === 'unknown' ? [outcome.failure] : []));
  const over = failures.find(isFinal);
  if (over !== undefined && (over.why === 'interrupted' || failures.length === outcomes.length)) return { ok: false, failure: over };
  const wanted = new Set(desired.flatMap(({ object }) => [identity(object), ...chartOf(object)]));
  let kinds = 0;
  const extra = await findExtra(client, withoutSecrets ? withoutKind(discovery, 'Secret') : discovery, (ref) => wanted.has(`${kindName(ref.apiVersion, ref.kind)} ${ref.namespace}/${ref.name}`), () => onProgress(`extra objects, ${++kinds} lists`));
  if (!extra.ok && (extra.failure.why === 'interrupted' || outcomes.length === 0)) return extra;
  const stale = discovery.stale.map((apiVersion) => `extra objects of ${apiVersion}: its API server does not answer`);
  const unlooked = extra.ok ? [...extra.value.notRead, ...stale] : [`extra objects: ${extra.failure.message}`];
  const skipped = desired.length - asked.length;
  return { ok: true, value: { outcomes, extra: extra.ok ? extra.value.extra : [], notRead: [...counted(failures.map(({ message }) => message)), ...unlooked, ...(skipped > 0 ? [`${skipped} Secrets: left out (--without-secrets)`] : [])] } };
}

/** Each once, with how many objects it holds for. */
function counted(messages: readonly string[]): string[] {
  return [...Map.groupBy(messages, (message) => message)].map(([message, those]) => (those.length === 1 ? message : `${those.length} objects: ${message}`));
}

function identity(body: JsonObject): string {
  const { apiVersion, kind, namespace, name } = refOf(body);
  return `${groupOf(apiVersion) === '' ? kind : `${groupOf(apiVersion)}/${kind}`} ${namespace}/${name}`;
}

/** The HelmChart that helm-controller makes for a HelmRelease, under its labels (api v2 GetHelmChartName). */
function chartOf(body: JsonObject): string[] {
  const { namespace, name } = refOf(body);
  return isFlux(body, 'HelmRelease') ? [`source.toolkit.fluxcd.io/HelmChart ${text(body, 'spec', 'chart', 'spec', 'sourceRef', 'namespace') || namespace}/${namespace}-${name}`] : [];
}

function withoutKind(discovery: Discovery, kind: string): Discovery {
  return { ...discovery, kinds: discovery.kinds.filter((each) => each.kind !== kind || each.group !== '') };
}

/** Whether a value is one of Flux's objects, for those who look for the Flux object of a unit. */
export function isFlux(body: unknown, kind: string): body is JsonObject {
  return isObject(body) && body['kind'] === kind && String(body['apiVersion']).includes('.toolkit.fluxcd.io/');
}
