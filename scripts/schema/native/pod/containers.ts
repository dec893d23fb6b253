import { checkEnum, checkRequiredText, dnsLabel, portName, portNumber } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { strOr } from '../kit/values.ts';
import { checkEnv, checkEnvFrom } from './env.ts';
import { checkDevices, checkMounts, type Volumes } from './mounts.ts';
import { checkLifecycle, checkProbes } from './probes.ts';
import { checkRequirements } from './resources.ts';
import { checkContainerSecurity } from './security.ts';

/** What the containers of a Pod share. */
export interface PodFacts {
  readonly volumes: Volumes;
  readonly claims: ReadonlySet<string>;
  readonly grace: number;
  readonly restartPolicy: string;
  readonly hostUsers: boolean;
  /** A Pod itself, not a template: the defaults of Pods apply. */
  readonly isPod: boolean;
  readonly hostNetwork: boolean;
}

/** Upstream: pkg/apis/core/validation/validation.go validateContainers. */
export function checkContainers(containers: Node, facts: PodFacts): void {
  if (containers.length === 0) return containers.required('write at least one container');
  const names = new Set<string>();
  const hostPorts = new Set<string>();
  for (const container of containers.items()) {
    checkContainer(container, facts);
    const name = container.get('name');
    if (names.has(name.str)) name.duplicate(name.str);
    names.add(name.str);
    checkLifecycle(container.get('lifecycle'), facts.grace);
    checkProbes(container, facts.grace);
    checkRestartRules(container);
    checkHostPorts(container, hostPorts, container, facts);
  }
}

/** Upstream: validateInitContainers; those with restartPolicy Always are sidecars. */
export function checkInitContainers(containers: Node, regular: Node, facts: PodFacts): void {
  const names = new Set(regular.items().map((container) => container.get('name').str));
  for (const container of containers.items()) {
    checkContainer(container, facts);
    const [policy, rules, name] = [container.get('restartPolicy'), container.get('restartPolicyRules'), container.get('name')];
    if (policy.present && policy.str === 'Always') {
      if (rules.length > 0) rules.forbidden('may not be given for an init container with restartPolicy Always');
    } else checkRestartRules(container);
    if (names.has(name.str)) name.duplicate(name.str);
    else if (name.str !== '') names.add(name.str);
    checkHostPorts(container, new Set(), containers.as(0), facts);
    if (policy.str === 'Always') {
      checkLifecycle(container.get('lifecycle'), facts.grace);
      checkProbes(container, facts.grace);
    } else for (const key of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']) {
      if (container.has(key)) container.get(key).forbidden('may not be set for an init container without restartPolicy: Always');
    }
  }
}

/** Upstream: validateContainerCommon. */
export function checkContainer(container: Node, facts: PodFacts): void {
  checkRequiredText(container.get('name'), dnsLabel);
  if (container.get('image').str === '') container.get('image').required();
  const policy = container.get('terminationMessagePolicy');
  if (policy.str !== '') checkEnum(policy, ['FallbackToLogsOnError', 'File']);
  checkPorts(container.get('ports'), facts.isPod && facts.hostNetwork);
  checkEnv(container.get('env'));
  checkEnvFrom(container.get('envFrom'));
  const [mounts, devices, security] = [container.get('volumeMounts'), container.get('volumeDevices'), container.get('securityContext')];
  checkMounts(mounts, devices, facts.volumes, security.get('privileged').bool);
  checkDevices(devices, mounts, facts.volumes);
  if (container.get('imagePullPolicy').str !== '') checkEnum(container.get('imagePullPolicy'), ['Always', 'IfNotPresent', 'Never']);
  checkRequirements(container.get('resources'), facts.claims, facts.isPod);
  checkResizePolicy(container.get('resizePolicy'), facts.restartPolicy);
  checkContainerSecurity(security, facts.hostUsers);
}

const protocols = ['SCTP', 'TCP', 'UDP'];
/** `asHostPorts`: the ports of a Pod on the host's network are host ports by default. */
function checkPorts(ports: Node, asHostPorts: boolean): void {
  const names = new Set<string>();
  for (const port of ports.items()) {
    const [name, number, hostPort] = [port.get('name'), port.get('containerPort'), port.get('hostPort')];
    if (name.str !== '') {
      const problems = portName(name.str);
      for (const problem of problems) name.invalid(problem);
      if (problems.length === 0 && names.has(name.str)) name.duplicate();
      if (problems.length === 0) names.add(name.str);
    }
    if (number.num === 0) number.required('write a port between 1 and 65535');
    else if (!portNumber(number.num)) number.invalid('must be a port between 1 and 65535');
    if (hostPort.num === 0 && asHostPorts && number.num !== 0 && !portNumber(number.num)) number.named(hostPort).invalid('must be a port between 1 and 65535');
    if (hostPort.num !== 0 && !portNumber(hostPort.num)) hostPort.invalid('must be a port between 1 and 65535');
    if (port.get('protocol').str !== '') checkEnum(port.get('protocol'), protocols);
  }
}
/** Upstream: AccumulateUniqueHostPorts. With hostNetwork, a Pod's ports are host ports by default. */
function checkHostPorts(container: Node, taken: Set<string>, path: Node, facts: PodFacts): void {
  container.get('ports').items().forEach((port, index) => {
    const own = port.get('hostPort').num;
    const number = own === 0 && facts.isPod && facts.hostNetwork ? port.get('containerPort').num : own;
    if (number === 0) return;
    const key = `${strOr(port.get('protocol'), 'TCP')}/${port.get('hostIP').str}/${number}`;
    if (taken.has(key)) port.get('hostPort').named(path.get('ports').as(index, 'hostPort')).duplicate(key);
    taken.add(key);
  });
}

function checkResizePolicy(policies: Node, restartPolicy: string): void {
  const seen = new Set<string>();
  for (const item of policies.items()) {
    const [resource, policy] = [item.get('resourceName').named(policies), item.get('restartPolicy').named(policies)];
    if (seen.has(resource.str)) item.duplicate(resource.str);
    seen.add(resource.str);
    if (resource.str === '') resource.required();
    else checkEnum(resource, ['cpu', 'memory']);
    if (policy.str === '') policy.required();
    else checkEnum(policy, ['NotRequired', 'RestartContainer']);
    if (restartPolicy === 'Never' && policy.str !== 'NotRequired') policy.invalid("must be NotRequired where the Pod's restartPolicy is Never", policy.str);
  }
}

/** Upstream: validateContainerRestartPolicy (gate ContainerRestartRules, on since 1.35). */
function checkRestartRules(container: Node): void {
  const [policy, rules] = [container.get('restartPolicy'), container.get('restartPolicyRules')];
  if (policy.present) checkEnum(policy, ['Always', 'Never', 'OnFailure']);
  else if (rules.length > 0) policy.required('restartPolicyRules need one');
  if (rules.length > 20) rules.tooLong(20);
  for (const rule of rules.items()) {
    checkEnum(rule.get('action'), ['Restart']);
    const codes = rule.get('exitCodes');
    if (!codes.present) codes.required();
    else {
      checkEnum(codes.get('operator'), ['In', 'NotIn']);
      if (codes.get('values').length > 255) codes.get('values').tooLong(255);
    }
  }
}
