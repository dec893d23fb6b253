import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../../../model/json.ts';
import { evaluatePod } from './evaluate.ts';
import { policyOf } from './labels.ts';

const pod = (spec: string): JsonObject => parse(`{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: ${spec}}`) as JsonObject;
const said = (object: JsonObject, level: 'baseline' | 'restricted', minor?: number): string[] => evaluatePod(object, level, minor).map((error) => `${error.control} ${error.field}: ${error.message}`);

describe('Pod Security', () => {
  it('says what baseline forbids', () => {
    expect(said(pod('{hostNetwork: true, volumes: [{name: h, hostPath: {path: /}}], containers: [{name: a, ports: [{hostPort: 80}], securityContext: {privileged: true, capabilities: {add: [SYS_ADMIN]}}}]}'), 'baseline')).toEqual([
      'hostNamespaces spec.hostNetwork: may not be true: the namespaces of the host are not shared',
      'privileged spec.containers[0].securityContext.privileged: may not be true',
      'capabilities_baseline spec.containers[0].securityContext.capabilities.add[0]: SYS_ADMIN is not among the usual capabilities of containers',
      'hostPathVolumes spec.volumes[0].hostPath: volumes of the host are not allowed',
      'hostPorts spec.containers[0].ports[0].hostPort: ports of the host are not allowed',
    ]);
  });
  it('says what restricted asks for', () => {
    expect(said(pod('{containers: [{name: a}]}'), 'restricted')).toEqual([
      'allowPrivilegeEscalation spec.containers[0].securityContext.allowPrivilegeEscalation: must be false',
      'runAsNonRoot spec.containers[0].securityContext.runAsNonRoot: must be true, here or for the whole Pod',
      'seccompProfile_restricted spec.containers[0].securityContext.seccompProfile.type: must be RuntimeDefault or Localhost, here or for the whole Pod',
      'capabilities_restricted spec.containers[0].securityContext.capabilities.drop: must hold ALL',
    ]);
  });
  it('goes by the version of the policy', () => {
    const sysctl = pod('{containers: [], securityContext: {sysctls: [{name: net.ipv4.tcp_rmem, value: "1"}]}}');
    expect(said(sysctl, 'baseline', 31)).toEqual(['sysctls spec.securityContext.sysctls[0].name: net.ipv4.tcp_rmem is not among the safe sysctls']);
    expect(said(sysctl, 'baseline', 32)).toEqual([]);
  });
  it('reads the labels of a namespace', () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'baseline', 'pod-security.kubernetes.io/enforce-version': 'v1.30', 'pod-security.kubernetes.io/warn': 'wrong' };
    expect(policyOf(labels, 'enforce')).toEqual({ level: 'baseline', minor: 30 });
    expect(policyOf(labels, 'warn')).toEqual({ level: 'restricted', minor: undefined });
    expect(policyOf({}, 'audit')).toEqual({ level: 'privileged', minor: undefined });
  });

  const module = join(process.env['GOMODCACHE'] ?? join(process.env['HOME'] ?? '', 'go/pkg/mod'), 'k8s.io/pod-security-admission@v0.35.4/test/testdata');
  // the versions in which a control changes, and what lies before the first of them; the others repeat their fixtures
  const versions = [0, 8, 19, 22, 23, 25, 27, 29, 31, 32, 34, 35].map((minor) => `v1.${minor}`);
  it.skipIf(!existsSync(module))('agrees with the fixtures of k8s.io/pod-security-admission (needs v0.35.4 in the Go module cache)', () => {
    const wrong: string[] = [];
    let count = 0;
    for (const level of ['baseline', 'restricted'] as const)
      for (const version of versions)
        for (const verdict of ['pass', 'fail'])
          for (const file of readdirSync(join(module, level, version, verdict))) {
            const object = parse(readFileSync(join(module, level, version, verdict, file), 'utf8')) as JsonObject;
            count++;
            if ((evaluatePod(object, level, Number(version.slice(3))).length === 0) !== (verdict === 'pass')) wrong.push(`${level} ${version} ${verdict} ${file}`);
          }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(1000);
  });
});
