import { checkEnum, checkText, httpHeaderName } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { checkPort, nonNegative } from '../kit/values.ts';

/** Probes and lifecycle handlers. Upstream: pkg/apis/core/validation/validation.go validateProbe, validateHandler. */
export function checkProbes(container: Node, grace: number): void {
  for (const key of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container.get(key);
    if (!probe.present) continue;
    checkProbe(probe, grace);
    const threshold = probe.get('successThreshold');
    if (key === 'readinessProbe') {
      if (probe.has('terminationGracePeriodSeconds')) probe.get('terminationGracePeriodSeconds').invalid('must not be set for a readiness probe');
    } else if (threshold.num !== 0 && threshold.num !== 1) threshold.invalid(`must be 1 for a ${key === 'livenessProbe' ? 'liveness' : 'startup'} probe`);
  }
}
function checkProbe(probe: Node, grace: number): void {
  checkHandler(probe, ['exec', 'httpGet', 'tcpSocket', 'grpc'], grace);
  for (const key of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold']) nonNegative(probe.get(key));
  const own = probe.get('terminationGracePeriodSeconds');
  if (own.present && own.num <= 0) own.invalid('must be greater than 0');
}

export function checkLifecycle(lifecycle: Node, grace: number): void {
  for (const key of ['postStart', 'preStop']) if (lifecycle.has(key)) checkHandler(lifecycle.get(key), ['exec', 'httpGet', 'tcpSocket', 'sleep'], grace);
}

function checkHandler(node: Node, kinds: readonly string[], grace: number): void {
  const present = kinds.filter((kind) => node.has(kind));
  for (const kind of present.slice(1)) node.get(kind).forbidden(`may not stand beside ${present[0]}: a handler has one type`);
  const [kind] = present;
  if (kind === undefined) return node.required(`write one of ${kinds.join(', ')}`);
  const handler = node.get(kind);
  if (kind === 'exec') {
    if (handler.get('command').length === 0) handler.get('command').required();
  } else if (kind === 'httpGet') {
    checkPort(handler.get('port'));
    if (handler.get('scheme').str !== '') checkEnum(handler.get('scheme'), ['HTTP', 'HTTPS']);
    const headers = handler.get('httpHeaders');
    for (const header of headers.items()) checkText(header.get('name').named(headers), httpHeaderName, header.get('name').str);
  } else if (kind === 'sleep') {
    const seconds = handler.get('seconds').num;
    if (seconds < 0 || seconds > grace) handler.invalid(`must be between 0 and terminationGracePeriodSeconds (${grace})`, seconds);
  } else checkPort(handler.get('port'));
}
