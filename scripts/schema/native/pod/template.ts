import { checkLabels } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { checkAnnotations } from '../metadata.ts';
import { checkPodAnnotations } from './annotations.ts';
import { checkPodSpec, containersOf } from './spec.ts';

/** Upstream: pkg/apis/core/validation/validation.go ValidatePodTemplateSpec. The server names labels without `metadata`. */
export function checkPodTemplate(template: Node): void {
  const [meta, spec] = [template.get('metadata'), template.get('spec')];
  const annotations = meta.get('annotations').named(template.as('annotations'));
  checkLabels(meta.get('labels').named(template.as('labels')));
  checkAnnotations(annotations);
  checkPodAnnotations(annotations, spec, containersOf(spec));
  checkPodSpec(spec);
  if (spec.get('ephemeralContainers').length > 0) spec.get('ephemeralContainers').forbidden('may not be given in a template');
}

/** Upstream: ValidatePodCreate, which adds to the spec what holds for a Pod alone. */
export function checkPod(pod: Node): void {
  const spec = pod.get('spec');
  checkPodAnnotations(pod.get('metadata').get('annotations'), spec, containersOf(spec));
  checkPodSpec(spec, pod);
  for (const key of ['containers', 'initContainers'])
    for (const container of spec.get(key).items()) {
      const image = container.get('image');
      if (image.str.trim() !== image.str) image.invalid('must not have spaces around it');
    }
  if (spec.get('serviceAccountName').str === '' && spec.get('serviceAccount').str === '')
    for (const volume of spec.get('volumes').items())
      for (const source of volume.get('projected').get('sources').items())
        if (source.has('serviceAccountToken')) source.get('serviceAccountToken').forbidden('needs a serviceAccountName');
  if (spec.get('ephemeralContainers').length > 0) spec.get('ephemeralContainers').forbidden('may not be given when a Pod is created');
  if (spec.get('nodeName').str !== '' && spec.get('schedulingGates').length > 0) spec.get('nodeName').forbidden('may not be set while there are schedulingGates');
}
