import { expect, it } from 'vitest';
import { stepText } from './way.ts';

it('says each thing once', () => {
  const place = { file: 'charts/app/templates/web.yaml', line: 3, column: 1 };
  expect([
    stepText({ kind: 'template', name: 'app/templates/web.yaml', detail: 'line 3' }),
    stepText({ kind: 'template', name: 'app/templates/web.yaml', detail: 'line 3', place }),
    stepText({ kind: 'chartDefault', name: 'image.tag', place: { ...place, file: 'charts/app/values.yaml' } }),
    stepText({ kind: 'unit', name: 'Kustomization/flux-system/apps' }),
  ]).toEqual(['template app/templates/web.yaml line 3', 'template charts/app/templates/web.yaml:3', 'chart default image.tag charts/app/values.yaml:3', 'unit Kustomization/flux-system/apps']);
});
