import type { Node } from '../kit/node.ts';
import { checkEnum } from '../kit/names.ts';

/** What a Pod may say for its operating system. Upstream: pkg/apis/core/validation/validation.go validateOS, validateWindows, validateWindowsHostProcessPod. */
export function checkOs(spec: Node, containers: readonly Node[]): void {
  const os = spec.get('os');
  checkHostProcess(spec, containers);
  if (!os.present) return;
  const name = os.get('name');
  if (name.str === '') return name.required('write linux or windows');
  if (!checkEnum(name.named(os), ['linux', 'windows'])) return;
  if (name.str === 'linux') {
    for (const owner of [spec, ...containers]) if (owner.get('securityContext').has('windowsOptions')) owner.get('securityContext').get('windowsOptions').forbidden('may not be set for a Linux Pod');
  } else checkWindows(spec, containers);
}

const podFields = ['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'sysctls', 'runAsUser', 'runAsGroup', 'supplementalGroups', 'supplementalGroupsPolicy', 'seLinuxChangePolicy'];
const containerFields = ['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup'];
function checkWindows(spec: Node, containers: readonly Node[]): void {
  const refuse = (node: Node): void => {
    const empty = (Array.isArray(node.value) && node.length === 0 && node.field.endsWith('sysctls')) || (node.value === false && /host(PID|IPC)$/.test(node.field));
    if (node.present && !empty) node.forbidden('may not be set for a Windows Pod');
  };
  for (const key of podFields) refuse(spec.get('securityContext').get(key));
  for (const key of ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace']) refuse(spec.get(key));
  for (const container of containers) for (const key of containerFields) refuse(container.get('securityContext').get(key));
}

function checkHostProcess(spec: Node, containers: readonly Node[]): void {
  const own = (owner: Node): Node => owner.get('securityContext').get('windowsOptions').get('hostProcess');
  const pod = own(spec).value;
  let count = 0;
  for (const container of containers) {
    const value = own(container).value;
    if (pod !== undefined && value !== undefined && pod !== value) own(container).invalid(`must be the Pod's own value, ${String(pod)}`);
    if ((value ?? pod) === true) count++;
  }
  if (count === 0) return;
  if (count !== containers.length) spec.invalid('all containers must be HostProcess containers where one is', '');
  if (!spec.get('hostNetwork').bool) spec.get('hostNetwork').invalid('must be true where there are HostProcess containers', false);
}
