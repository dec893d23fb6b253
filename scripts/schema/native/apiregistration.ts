import { checkText, dns1035Label, dnsSubdomain, pathSegment } from './kit/names.ts';
import type { Node } from './kit/node.ts';
import { checkPortNumber } from './kit/values.ts';

/** APIService. Upstream: k8s.io/kube-aggregator pkg/apis/apiregistration/validation/validation.go. */
export function checkApiService(object: Node): void {
  const [spec, name] = [object.get('spec'), object.get('metadata').get('name')];
  const [group, version, service, bundle, insecure] = ['group', 'version', 'service', 'caBundle', 'insecureSkipTLSVerify'].map((key) => spec.get(key)) as [Node, Node, Node, Node, Node];
  const wanted = `${version.str}.${group.str}`;
  if (name.str !== '' && name.str !== wanted && pathSegment(name.str).length === 0) name.invalid(`must be spec.version and spec.group: ${wanted}`);
  if (group.str === '' && version.str !== 'v1') group.required('only v1 of the core API has no group');
  if (group.str !== '') checkText(group, dnsSubdomain);
  checkText(version, dns1035Label);
  for (const [key, most] of [['groupPriorityMinimum', 20000], ['versionPriority', 1000]] as const) {
    const value = spec.get(key).num;
    if (value <= 0 || value > most) spec.get(key).invalid(`must be between 1 and ${most}`, value);
  }
  if (!service.present) {
    if (bundle.str !== '') bundle.invalid('may not be given without a service', '');
    if (insecure.bool) insecure.invalid('may not be given without a service');
    return;
  }
  for (const key of ['namespace', 'name']) if (service.get(key).str === '') service.get(key).required();
  if (service.has('port')) checkPortNumber(service.get('port'));
  if (insecure.bool && bundle.str !== '') insecure.invalid('may not be true beside a caBundle');
}
