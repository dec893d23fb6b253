import type { Node } from '../../native/kit/node.ts';

/** The labels by which a namespace chooses its policy. Upstream: k8s.io/pod-security-admission api/helpers.go PolicyToEvaluate. */
export type SecurityLevel = 'privileged' | 'baseline' | 'restricted';
export type SecurityMode = 'enforce' | 'audit' | 'warn';
export interface SecurityPolicy {
  readonly level: SecurityLevel;
  /** 35 for v1.35; undefined is the latest. */
  readonly minor: number | undefined;
}
const levels = ['privileged', 'baseline', 'restricted'] as const;
export const labelPrefix = 'pod-security.kubernetes.io/';
const modes: readonly SecurityMode[] = ['enforce', 'audit', 'warn'];

/** The policy of a mode; a namespace without labels is privileged. Invalid levels are taken for restricted, as the server does. */
export function policyOf(labels: Readonly<Record<string, unknown>>, mode: SecurityMode): SecurityPolicy {
  const text = (key: string): string | undefined => {
    const value = Object.hasOwn(labels, labelPrefix + key) ? labels[labelPrefix + key] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const level = text(mode);
  const match = /^v1\.(\d+)$/.exec(text(`${mode}-version`) ?? '');
  return {
    level: level === undefined ? 'privileged' : (levels.find((one) => one === level) ?? 'restricted'),
    minor: match === null ? undefined : Number(match[1]),
  };
}

/** What is wrong with the labels of a namespace, which the admission plugin refuses. */
export function checkSecurityLabels(labels: Node): void {
  for (const mode of modes) {
    const [level, version] = [labels.key(labelPrefix + mode), labels.key(`${labelPrefix}${mode}-version`)];
    if (level.present && !levels.some((one) => one === level.str)) level.invalid(`must be one of ${levels.join(', ')}`);
    if (version.present && version.str !== 'latest' && !/^v1\.([0-9]|[1-9][0-9]*)$/.test(version.str)) version.invalid('must be latest or a version such as v1.35');
  }
}
