import type { Node } from '../../native/kit/node.ts';

/**
 * The controls of the Pod Security Standards, each from the version on in which it came or changed.
 * Upstream: k8s.io/pod-security-admission policy/check_*.go.
 */
export interface Control {
  readonly id: string;
  readonly level: 'baseline' | 'restricted';
  /** By the minor version from which the check holds, ascending; 1.0 is 0. */
  readonly versions: readonly (readonly [minor: number, check: (pod: Pod) => void])[];
  /** The control of baseline that this one of restricted takes the place of. */
  readonly overrides?: string;
}
export interface Pod {
  readonly annotations: Node;
  readonly spec: Node;
  readonly containers: readonly Node[];
}

const security = (owner: Node): Node => owner.get('securityContext');
const owners = (pod: Pod): Node[] => [pod.spec, ...pod.containers];
const inUserNamespace = (pod: Pod): boolean => pod.spec.get('hostUsers').value === false;
const windows = (pod: Pod): boolean => pod.spec.get('os').get('name').str === 'windows';
const unless = (skip: (pod: Pod) => boolean, check: (pod: Pod) => void) => (pod: Pod): void => {
  if (!skip(pod)) check(pod);
};

function hostNamespaces(pod: Pod): void {
  for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) if (pod.spec.get(key).bool) pod.spec.get(key).forbidden('may not be true: the namespaces of the host are not shared');
}
function privileged(pod: Pod): void {
  for (const container of pod.containers) if (security(container).get('privileged').bool) security(container).get('privileged').forbidden('may not be true');
}
const usual = new Set(['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT']);
function usualCapabilities(pod: Pod): void {
  for (const container of pod.containers)
    for (const capability of security(container).get('capabilities').get('add').items()) if (!usual.has(capability.str)) capability.forbidden(`${capability.str} is not among the usual capabilities of containers`);
}
function droppedCapabilities(pod: Pod): void {
  for (const container of pod.containers) {
    const capabilities = security(container).get('capabilities');
    if (!capabilities.get('drop').strings().includes('ALL')) capabilities.get('drop').forbidden('must hold ALL');
    for (const capability of capabilities.get('add').items()) if (capability.str !== 'NET_BIND_SERVICE') capability.forbidden(`${capability.str} may not be added; only NET_BIND_SERVICE may`);
  }
}
function hostPathVolumes(pod: Pod): void {
  for (const volume of pod.spec.get('volumes').items()) if (volume.has('hostPath')) volume.get('hostPath').forbidden('volumes of the host are not allowed');
}
const plainVolumes = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'];
function restrictedVolumes(pod: Pod): void {
  for (const volume of pod.spec.get('volumes').items()) {
    if (plainVolumes.some((kind) => volume.has(kind))) continue;
    const kind = volume.keys().find((key) => key !== 'name' && volume.has(key));
    // without a source it is an emptyDir by default
    if (kind !== undefined) volume.get(kind).forbidden(`volumes of the type ${kind} are not allowed; write one of ${plainVolumes.join(', ')}`);
  }
}
function hostPorts(pod: Pod): void {
  for (const container of pod.containers) for (const port of container.get('ports').items()) if (port.get('hostPort').num !== 0) port.get('hostPort').forbidden('ports of the host are not allowed');
}
function probeHosts(pod: Pod): void {
  for (const container of pod.containers) {
    const lifecycle = container.get('lifecycle');
    const handlers = [...['livenessProbe', 'readinessProbe', 'startupProbe'].map((key) => container.get(key)), lifecycle.get('postStart'), lifecycle.get('preStop')];
    for (const handler of handlers) for (const key of ['httpGet', 'tcpSocket']) if (handler.get(key).get('host').str !== '') handler.get(key).get('host').forbidden('may not be given: a probe asks its own Pod');
  }
}

const appArmorAnnotation = 'container.apparmor.security.beta.kubernetes.io/';
function appArmor(pod: Pod): void {
  for (const owner of owners(pod)) {
    const profile = security(owner).get('appArmorProfile');
    if (profile.present && !['RuntimeDefault', 'Localhost'].includes(profile.get('type').str)) profile.get('type').forbidden('must be RuntimeDefault or Localhost');
  }
  for (const [key, value] of pod.annotations.entries())
    if (key.startsWith(appArmorAnnotation) && value.str !== '' && value.str !== 'runtime/default' && !value.str.startsWith('localhost/')) value.forbidden('must be runtime/default or localhost/<profile>');
}
function seLinux(allowed: readonly string[]) {
  return (pod: Pod): void => {
    for (const owner of owners(pod)) {
      const options = security(owner).get('seLinuxOptions');
      if (!options.present) continue;
      if (options.get('type').str !== '' && !allowed.includes(options.get('type').str)) options.get('type').forbidden(`must be one of ${allowed.join(', ')}`);
      for (const key of ['user', 'role']) if (options.get(key).str !== '') options.get(key).forbidden('may not be set');
    }
  };
}
const seLinuxTypes = ['container_t', 'container_init_t', 'container_kvm_t'];
function procMount(pod: Pod): void {
  for (const container of pod.containers) {
    const mount = security(container).get('procMount');
    if (mount.present && mount.str !== 'Default') mount.forbidden('must be Default');
  }
}

const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/';
function seccompAnnotations(pod: Pod): void {
  for (const key of [seccompPod, ...pod.containers.map((container) => seccompContainer + container.get('name').str)]) {
    const value = pod.annotations.key(key);
    if (value.present && value.str !== 'runtime/default' && value.str !== 'docker/default' && !value.str.startsWith('localhost/')) value.forbidden('must be runtime/default or localhost/<profile>');
  }
}
const goodProfile = (owner: Node): boolean => ['RuntimeDefault', 'Localhost'].includes(security(owner).get('seccompProfile').get('type').str);
function seccompProfiles(pod: Pod): void {
  for (const owner of owners(pod)) if (security(owner).has('seccompProfile') && !goodProfile(owner)) security(owner).get('seccompProfile').get('type').forbidden('must be RuntimeDefault or Localhost');
}
function seccompRequired(pod: Pod): void {
  seccompProfiles(pod);
  const set = goodProfile(pod.spec);
  for (const container of pod.containers) if (!set && !security(container).has('seccompProfile')) security(container).get('seccompProfile').get('type').forbidden('must be RuntimeDefault or Localhost, here or for the whole Pod');
}

const sysctls = ['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start'];
const sysctls27 = [...sysctls, 'net.ipv4.ip_local_reserved_ports'];
const sysctls29 = [...sysctls27, 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'];
const sysctls32 = [...sysctls29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];
function safeSysctls(allowed: readonly string[]) {
  return (pod: Pod): void => {
    for (const sysctl of security(pod.spec).get('sysctls').items()) if (!allowed.includes(sysctl.get('name').str)) sysctl.get('name').forbidden(`${sysctl.get('name').str} is not among the safe sysctls`);
  };
}
function hostProcess(pod: Pod): void {
  for (const owner of owners(pod)) {
    const node = security(owner).get('windowsOptions').get('hostProcess');
    if (node.bool) node.forbidden('may not be true');
  }
}

function noEscalation(pod: Pod): void {
  for (const container of pod.containers) if (security(container).get('allowPrivilegeEscalation').value !== false) security(container).get('allowPrivilegeEscalation').forbidden('must be false');
}
function nonRoot(pod: Pod): void {
  const own = (owner: Node): Node => security(owner).get('runAsNonRoot');
  const [wrong, set] = [owners(pod).filter((owner) => own(owner).value === false), own(pod.spec).bool];
  for (const owner of wrong) own(owner).forbidden('must be true');
  if (wrong.length > 0) return;
  for (const container of pod.containers) if (!own(container).present && !set) own(container).forbidden('must be true, here or for the whole Pod');
}
function nonZeroUser(pod: Pod): void {
  for (const owner of owners(pod)) {
    const user = security(owner).get('runAsUser');
    if (user.present && user.num === 0) user.forbidden('may not be 0, which is root');
  }
}

export const controls: readonly Control[] = [
  { id: 'hostNamespaces', level: 'baseline', versions: [[0, hostNamespaces]] },
  { id: 'privileged', level: 'baseline', versions: [[0, privileged]] },
  { id: 'capabilities_baseline', level: 'baseline', versions: [[0, usualCapabilities]] },
  { id: 'hostPathVolumes', level: 'baseline', versions: [[0, hostPathVolumes]] },
  { id: 'hostPorts', level: 'baseline', versions: [[0, hostPorts]] },
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', versions: [[34, probeHosts]] },
  { id: 'appArmorProfile', level: 'baseline', versions: [[0, appArmor]] },
  { id: 'seLinuxOptions', level: 'baseline', versions: [[0, seLinux(seLinuxTypes)], [31, seLinux([...seLinuxTypes, 'container_engine_t'])]] },
  { id: 'procMount', level: 'baseline', versions: [[0, procMount], [35, unless(inUserNamespace, procMount)]] },
  { id: 'seccompProfile_baseline', level: 'baseline', versions: [[0, seccompAnnotations], [19, seccompProfiles]] },
  { id: 'sysctls', level: 'baseline', versions: [[0, safeSysctls(sysctls)], [27, safeSysctls(sysctls27)], [29, safeSysctls(sysctls29)], [32, safeSysctls(sysctls32)]] },
  { id: 'windowsHostProcess', level: 'baseline', versions: [[0, hostProcess]] },
  { id: 'restrictedVolumes', level: 'restricted', versions: [[0, restrictedVolumes]], overrides: 'hostPathVolumes' },
  { id: 'allowPrivilegeEscalation', level: 'restricted', versions: [[8, noEscalation], [25, unless(windows, noEscalation)]] },
  { id: 'runAsNonRoot', level: 'restricted', versions: [[0, nonRoot], [35, unless(inUserNamespace, nonRoot)]] },
  { id: 'runAsUser', level: 'restricted', versions: [[23, nonZeroUser], [35, unless(inUserNamespace, nonZeroUser)]] },
  { id: 'seccompProfile_restricted', level: 'restricted', versions: [[19, seccompRequired], [25, unless(windows, seccompRequired)]], overrides: 'seccompProfile_baseline' },
  { id: 'capabilities_restricted', level: 'restricted', versions: [[22, droppedCapabilities], [25, unless(windows, droppedCapabilities)]], overrides: 'capabilities_baseline' },
  { id: 'procMount_restricted', level: 'restricted', versions: [[35, procMount]], overrides: 'procMount' },
];
/** The newest version that the controls know; later ones are taken for it. */
export const newestMinor = 35;
