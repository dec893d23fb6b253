import { checkEnum, checkRequiredEnum, checkText, dnsSubdomain } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { localDescendingPath } from '../kit/paths.ts';
import { boolOr, inRange } from '../kit/values.ts';

/** Security contexts. Upstream: pkg/apis/core/validation/validation.go ValidateSecurityContext, validatePodSpecSecurityContext. */
const maxId = 2147483647;
const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function checkId(node: Node): void {
  if (node.present) inRange(node, 0, maxId);
}

export function checkPodSecurity(spec: Node): void {
  const context = spec.get('securityContext');
  for (const key of ['fsGroup', 'runAsUser', 'runAsGroup']) checkId(context.get(key));
  for (const group of context.get('supplementalGroups').items()) checkId(group);
  const share = spec.get('shareProcessNamespace');
  if (share.bool && spec.get('hostPID').bool) share.named(context.as('shareProcessNamespace')).invalid('may not stand beside hostPID: true');
  checkSysctls(context.get('sysctls'), spec);
  checkOptionalEnum(context.get('fsGroupChangePolicy'), ['Always', 'OnRootMismatch']);
  checkOptionalEnum(context.get('supplementalGroupsPolicy'), ['Merge', 'Strict']);
  // MountOption needs the gate SELinuxMount
  checkOptionalEnum(context.get('seLinuxChangePolicy'), ['Recursive']);
  checkProfiles(context);
}
function checkOptionalEnum(node: Node, supported: readonly string[]): void {
  if (node.present) checkEnum(node, supported);
}

/** Of one container. `hostUsers`: whether the Pod uses the host's user namespace, as it does by default. */
export function checkContainerSecurity(context: Node, hostUsers: boolean): void {
  if (!context.present) return;
  for (const key of ['runAsUser', 'runAsGroup']) checkId(context.get(key));
  const mount = context.get('procMount');
  checkOptionalEnum(mount, ['Default', 'Unmasked']);
  if (hostUsers && mount.str === 'Unmasked') mount.invalid('needs hostUsers: false in the Pod');
  if (!boolOr(context.get('allowPrivilegeEscalation'), true)) {
    if (context.get('privileged').bool) context.invalid('allowPrivilegeEscalation: false may not stand beside privileged: true');
    for (const capability of context.get('capabilities').get('add').strings())
      if (capability === 'CAP_SYS_ADMIN') context.invalid('allowPrivilegeEscalation: false may not stand beside the capability CAP_SYS_ADMIN');
  }
  checkProfiles(context);
}

function checkProfiles(context: Node): void {
  const [seccomp, appArmor] = [context.get('seccompProfile'), context.get('appArmorProfile')];
  if (seccomp.present) {
    const [type, profile] = [seccomp.get('type'), seccomp.get('localhostProfile')];
    checkRequiredEnum(type, profileTypes);
    if (type.str === 'Localhost') {
      if (!profile.present) profile.required('type Localhost needs it');
      else localDescendingPath(profile);
    } else if (profile.present) profile.invalid('may only be given with type Localhost');
  }
  if (appArmor.present) checkAppArmor(appArmor);
  checkWindowsOptions(context.get('windowsOptions'));
}
function checkAppArmor(node: Node): void {
  const [type, profile] = [node.get('type'), node.get('localhostProfile')];
  if (type.str === 'Localhost') {
    if (!profile.present || profile.str === '') profile.required('type Localhost needs it');
    else if (profile.str.trim() !== profile.str) profile.invalid('must not be padded with spaces');
    if (profile.str.length > 4095) profile.tooLong(4095);
  } else if (checkRequiredEnum(type, profileTypes) && profile.present) profile.invalid('may only be given with type Localhost');
}

const sysctlName = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
function checkSysctls(sysctls: Node, spec: Node): void {
  const seen = new Set<string>();
  for (const sysctl of sysctls.items()) {
    const name = sysctl.get('name');
    if (name.str === '') name.required();
    else if (name.str.length > 253 || !sysctlName.test(name.str)) name.invalid("must be at most 253 lower case letters, digits, '-', '_', and '.' or '/' between the parts");
    else if (seen.has(name.str)) name.duplicate();
    seen.add(name.str);
    const dotted = name.str.replaceAll('/', '.');
    if (spec.get('hostNetwork').bool && dotted.startsWith('net.')) name.invalid('may not be set where hostNetwork is true');
    if (spec.get('hostIPC').bool && (/^(kernel\.(shm|msg)|fs\.mqueue\.)/.test(dotted) || dotted === 'kernel.sem')) name.invalid('may not be set where hostIPC is true');
  }
}

const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const domainName = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
function checkWindowsOptions(options: Node): void {
  const [name, credentials, user] = [options.get('gmsaCredentialSpecName'), options.get('gmsaCredentialSpec'), options.get('runAsUserName')];
  if (name.present) checkText(name, dnsSubdomain);
  if (credentials.present && credentials.str === '') credentials.invalid('must not be empty');
  if (Buffer.byteLength(credentials.str) > 65536) credentials.invalid('must be under 64 KiB', '');
  if (user.present) for (const problem of userProblems(user.str)) user.invalid(problem);
}
function userProblems(name: string): string[] {
  if (name === '') return ['must not be empty'];
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(name)) return ['must not contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['must not contain more than one backslash'];
  const user = parts[parts.length - 1] ?? '';
  const domain = parts.length === 2 ? parts[0] : undefined;
  const problems: string[] = [];
  if (domain !== undefined && domain.length >= 256) problems.push('must have a domain of less than 256 characters');
  if (domain !== undefined && !netBios.test(domain) && !domainName.test(domain)) problems.push('must have a NetBIOS or DNS name as domain');
  if (user === '') problems.push('must have a user');
  if (user.length > 104) problems.push('must have a user of no more than 104 characters');
  if (/^[. ]+$/.test(user)) problems.push('must not have a user of dots and spaces only');
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) problems.push('must not have any of "/\\:;|=,+*?<>@[] in the user');
  return problems;
}
