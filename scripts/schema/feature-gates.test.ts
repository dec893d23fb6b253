import { expect, it } from 'vitest';
import { openStore } from './store/store.ts';
import { makeJudge } from './verdict.ts';

const scaler = (metrics: object[]) => ({
  apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'a', namespace: 'n' },
  spec: { minReplicas: 0, maxReplicas: 1, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' }, metrics },
});
const external = [{ type: 'External', external: { metric: { name: 'queue' }, target: { type: 'Value', value: '1' } } }];
const said = (metrics: object[], featureGates?: string[]) => makeJudge(openStore('1.35'), '1.35', { ...(featureGates && { featureGates }) }).judge(scaler(metrics) as never).errors.map(({ field, message }) => `${field}: ${message}`);

it('lets an autoscaler go to zero where the gate is on, and only by an external metric', () => {
  expect(said(external)).toEqual(['spec.minReplicas: 0 must be at least 1; if the API server has the feature gate HPAScaleToZero on, list it under featureGates in validate.yaml']);
  expect(said(external, ['HPAScaleToZero'])).toEqual([]);
  expect(said([], ['HPAScaleToZero'])).not.toEqual([]);
});
