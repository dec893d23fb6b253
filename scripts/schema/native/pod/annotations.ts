import type { Node } from '../kit/node.ts';
import { localDescendingPath } from '../kit/paths.ts';
import { checkTolerations } from './spec.ts';

/**
 * Annotations that the server reads on Pods and templates.
 * Upstream: pkg/apis/core/validation/validation.go ValidatePodSpecificAnnotations, validateSeccompAnnotationsAndFields.
 */
const mirror = 'kubernetes.io/config.mirror';
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/';
const appArmor = 'container.apparmor.security.beta.kubernetes.io/';

export function checkPodAnnotations(annotations: Node, spec: Node, containers: readonly Node[]): void {
  if (annotations.length === 0) return;
  const at = (key: string): Node => annotations.key(key);
  if (at(mirror).present && spec.get('nodeName').str === '') at(mirror).invalid('needs spec.nodeName');
  checkTolerationsAnnotation(annotations.get('scheduler.alpha.kubernetes.io/tolerations'), annotations);
  const cost = at(deletionCost);
  if (cost.present && !validCost(cost.str)) cost.invalid('must be a 32 bit integer');
  for (const [key, value] of annotations.entries()) {
    if (key === seccompPod || key.startsWith(seccompContainer)) checkSeccomp(value.named(annotations.as(key)));
    if (!key.startsWith(appArmor)) continue;
    const name = key.slice(appArmor.length);
    if (!containers.some((container) => container.get('name').str === name)) value.invalid('is no container of this Pod', name);
    if (value.str !== '' && value.str !== 'runtime/default' && value.str !== 'unconfined' && !value.str.startsWith('localhost/')) value.invalid('is no AppArmor profile');
  }
  checkProfilesMatch(annotations, spec, containers);
}
function validCost(text: string): boolean {
  return text === '' || (/^(0|-?[1-9]\d*)$/.test(text) && Number(text) >= -2147483648 && Number(text) <= 2147483647);
}
function checkTolerationsAnnotation(node: Node, annotations: Node): void {
  if (node.str === '') return;
  let parsed: unknown;
  try {
    parsed = JSON.parse(node.str);
  } catch {
    // Said below, as of anything else that is no list.
  }
  if (Array.isArray(parsed)) checkTolerations(node.named(annotations.as('scheduler.alpha.kubernetes.io/tolerations')).parsed(parsed));
  else node.named(annotations).invalid('must hold a JSON list of tolerations');
}
function checkSeccomp(node: Node): void {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(node.str)) return;
  if (node.str.startsWith('localhost/')) localDescendingPath(node, node.str.slice('localhost/'.length));
  else node.invalid('is no seccomp profile');
}

function checkProfilesMatch(annotations: Node, spec: Node, containers: readonly Node[]): void {
  const windows = spec.get('os').get('name').str === 'windows';
  const podContext = spec.get('securityContext');
  match(annotations.get(seccompPod), podContext.get('seccompProfile'), ['runtime/default', 'docker/default']);
  for (const container of containers) {
    const [name, context] = [container.get('name').str, container.get('securityContext')];
    match(annotations.get(seccompContainer + name), context.get('seccompProfile'), ['runtime/default', 'docker/default']);
    const profile = context.has('appArmorProfile') ? context.get('appArmorProfile') : podContext.get('appArmorProfile').named(context.get('appArmorProfile'));
    if (!windows) match(annotations.get(appArmor + name), profile, ['runtime/default']);
  }
}
function match(annotation: Node, profile: Node, runtime: readonly string[]): void {
  if (!annotation.present || !profile.present) return;
  const [type, text] = [profile.get('type'), annotation.str];
  const words = 'must match the annotation of the same meaning';
  if (type.str === 'Unconfined' ? text !== 'unconfined' : type.str === 'RuntimeDefault' ? !runtime.includes(text) : type.str === 'Localhost' && !text.startsWith('localhost/')) type.forbidden(words);
  else if (type.str === 'Localhost' && text.slice('localhost/'.length) !== profile.get('localhostProfile').value) profile.get('localhostProfile').forbidden(words);
}
