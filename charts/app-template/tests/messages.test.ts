import { describe, expect, test } from 'vitest';
import { messageOf, render } from './render.ts';

const app = 'containers: {app: {image: {repository: r, tag: "1"}}}';
const main = `controllers: {main: {${app}}}`;
const two = `controllers: {main: {${app}}, worker: {${app}}}`;
const service = 'service: {web: {ports: {http: {port: 80}}}}';
const services = 'service: {api: {ports: {http: {port: 80}}}, web: {ports: {http: {port: 80}}}}';
const strict = 'global: {strict: true}';

/** Values, and what they fail with. */
const mistakes: [values: string, message: string][] = [
  ['controllers: {main: {containers: {app: {image: {repository: r}}}}}', 'controllers.main.containers.app.image: tag or digest is required; write the version to run'],
  ['controllers: {main: {containers: {app: {image: {tag: "1"}}}}}', 'controllers.main.containers.app.image.repository: required; write the image\'s name without its tag'],
  ['controllers: {main: {containers: {app: {enabled: false}}}}', 'controllers.main.containers: at least one enabled container is required'],
  [`controllers: {main: {${app}, strategy: BlueGreen}}`, 'controllers.main.strategy: \'BlueGreen\' is not a strategy of a deployment; write Recreate or RollingUpdate'],
  [`controllers: {main: {${app}, type: statefulset, strategy: Recreate}}`, 'controllers.main.strategy: \'Recreate\' is not a strategy of a statefulset; write OnDelete or RollingUpdate'],
  [`controllers: {main: {${app}, type: job, pod: {restartPolicy: Always}}}`, 'controllers.main.pod.restartPolicy: \'Always\' is not allowed for a Job; write Never or OnFailure'],
  [`controllers: {main: {${app}, type: daemonset, horizontalPodAutoscaler: {maxReplicas: 2}}}`, 'controllers.main.horizontalPodAutoscaler: a daemonset cannot be scaled; remove it, or make the controller a deployment or a statefulset'],
  [`controllers: {main: {${app}, type: statefulset, statefulset: {serviceName: {identifier: nope}}}}\n${service}`, 'controllers.main.statefulset.serviceName.identifier: no enabled service has the id \'nope\'; enabled services: web'],
  [`controllers: {main: {${app}, serviceAccount: {identifier: nope}}}\nserviceAccount: {a: {}}`, 'controllers.main.serviceAccount.identifier: no enabled service account has the id \'nope\'; enabled accounts: a'],
  [`${main}\nserviceAccount: {a: {}, b: {}}`, 'controllers.main.serviceAccount: required, since there are 2 enabled accounts to choose from; write {identifier: ...} with one of: a, b'],
  ['controllers: {main: {containers: {app: {image: {repository: r, tag: "1"}, dependsOn: nope}}}}', 'controllers.main.containers.app.dependsOn: \'nope\' is not there (or not enabled); known: app'],
  ['controllers: {main: {containers: {app: {image: {repository: r, tag: "1"}, env: {A: {value: a, dependsOn: B}, B: {value: b, dependsOn: A}}}}}}', 'controllers.main.containers.app.env: dependsOn goes in a circle between A, B; remove one of them'],
  ['controllers: {main: {containers: {app: {image: {repository: r, tag: "1"}, envFrom: [{secretRef: {identifier: nope}}]}}}}', 'controllers.main.containers.app.envFrom[0].secretRef.identifier: no enabled secret has the id \'nope\'; enabled under secrets: none'],
  [two + '\n' + service, 'service.web.controller: required, since there are 2 enabled controllers to choose from; write the id of one: main, worker'],
  [`${main}\nservice: {web: {controller: nope, ports: {http: {port: 80}}}}`, 'service.web.controller: no enabled controller has the id \'nope\'; enabled controllers: main'],
  [`${main}\nservice: {web: {ports: {http: {enabled: false, port: 80}}}}`, 'service.web.ports: at least one enabled port is required; write for instance {http: {port: 80}}'],
  [`${main}\n${services}\ningress: {web: {hosts: [{host: a.b, paths: [{path: /}]}]}}`, 'ingress.web.hosts[0].paths[0].service: name or identifier of a service is required, since there are 2 enabled services to choose from: api, web'],
  [`${main}\n${service}\ningress: {web: {hosts: [{host: a.b, paths: [{path: /, service: {identifier: nope}}]}]}}`, 'ingress.web.hosts[0].paths[0].service.identifier: no enabled service has the id \'nope\'; enabled services: web'],
  [`${main}\n${service}\ningress: {web: {hosts: [{host: a.b, paths: [{path: /, service: {port: https}}]}]}}`, 'ingress.web.hosts[0].paths[0].service.port: service.web has no port \'https\'; its ports: http'],
  [`${main}\n${services}\nroute: {web: {parentRefs: [{name: gw, namespace: net}]}}`, 'route.web.rules: required, since there are 2 enabled services to choose from: api, web'],
  [`${main}\n${service}\nroute: {web: {parentRefs: [{name: gw}]}}`, 'route.web.parentRefs[0].namespace: required; write the namespace of the gateway'],
  [`${main}\n${service}\nroute: {web: {parentRefs: [{name: gw, namespace: net}], rules: [{backendRefs: [{identifier: web}], filters: [{type: RequestRedirect}]}]}}`, 'route.web.rules[0]: a RequestRedirect filter and backendRefs exclude each other; remove one'],
  [`${main}\npersistence: {data: {type: configMap, identifier: nope}}`, 'persistence.data.identifier: no enabled configMap has the id \'nope\'; enabled under configMaps: none'],
  [`${main}\npersistence: {data: {existingClaim: c, advancedMounts: {nope: {app: [{path: /a}]}}}}`, 'persistence.data.advancedMounts.nope: no enabled controller has this id; enabled controllers: main'],
  [`${main}\npersistence: {data: {type: hostPath}}`, 'persistence.data.hostPath: required; write the path on the node'],
  [`${main}\nnetworkpolicies: {a: {policyTypes: [Ingress], rules: {}}}`, 'networkpolicies.a: controller or podSelector is required; write the id of a controller (main), or podSelector: {} for every pod of the namespace'],
  [`${main}\nnetworkpolicies: {a: {controller: main, rules: {}}}`, 'networkpolicies.a.policyTypes: required; write [Ingress], [Egress] or both'],
  [`${main}\nserviceMonitor: {a: {endpoints: [{port: http}]}}`, 'serviceMonitor.a.service: name or identifier of a service is required, since there are 0 enabled services to choose from: none'],
  [`${two}\npodMonitor: {a: {podMetricsEndpoints: [{port: http}]}}`, 'podMonitor.a.controller.identifier: required, since there are 2 enabled controllers to choose from: main, worker'],
  ['rbac: {roles: {a: {type: Role, rules: []}}}', 'rbac.roles.a.rules: required; write what the role allows'],
  ['rbac: {bindings: {a: {type: RoleBinding, roleRef: {identifier: nope}, subjects: []}}}', 'rbac.bindings.a.roleRef.identifier: no enabled role has the id \'nope\'; enabled roles: none'],
  ['rbac: {bindings: {a: {type: RoleBinding, roleRef: {kind: Role, name: r}, subjects: [{kind: ServiceAccount, name: s}]}}}', 'rbac.bindings.a.subjects[0].namespace: required for a subject of kind ServiceAccount'],
  ['configMaps: {a: {data: {}}}', 'configMaps.a: data or binaryData is required; write at least one key'],
  [`${strict}\n${main}\nservice: {a: {primary: true, ports: {http: {port: 80}}}, b: {primary: true, ports: {http: {port: 80}}}}`.replace('tag: "1"}', 'tag: "1"}, probes: {liveness: {enabled: true}}'), 'service.b.primary: service.a is primary for controller \'main\' already; keep one'],
  [`${strict}\n${main}\nservice: {a: {ports: {one: {port: 80, primary: true}, two: {port: 81, primary: true}}}}\ningress: {a: {hosts: [{host: a.b, paths: [{path: /}]}]}}`, 'service.a.ports.two.primary: another port of this service is primary already; keep one'],
  [`${strict}\nconfigMaps: {a: {data: {a: b}}}`, 'controllers: no controller is enabled; add one, or set global.strict to false for a release without workloads'],
  [`${strict}\n${main}`.replace('tag: "1"}', 'tag: "1"}, probes: {liveness: {enabled: true}}'), 'controllers.main.containers.app.probes.liveness.port: required, since no enabled service of controller \'main\' has a port; write the port that the container listens on'],
  [`${strict}\n${main}\nnetworkpolicies: {a: {controller: nope, policyTypes: [Ingress], rules: {}}}`, 'networkpolicies.a.controller: no enabled controller has the id \'nope\', so the policy would protect nothing; enabled controllers: main'],
  [`${strict}\n${main}\nservice: {a: {ports: {http: {port: eighty}}}}`, 'service.a.ports.http.port: must be a number, not "eighty"'],
  [`${strict}\ncontrollers: {main: {${app}, podDisruptionBudget: {minAvailable: 1, maxUnavailable: 1}}}`, 'controllers.main.podDisruptionBudget: minAvailable and maxUnavailable exclude each other; keep one'],
];

describe('names the value and what to write', () => {
  test.for(mistakes.map(([values, message]) => [message, values] as const))('%s', ([message, values]) => {
    expect(messageOf(render(values, { kubeVersion: '1.34.0' }))).toBe(message);
  });

  test('a template that breaks the text around it', () => {
    expect(messageOf(render('configMaps: {a: {data: {a: "{{ printf `%c` 39 }} x"}}}'))).toMatch(/^configMaps\.a\.data: what its templates give is not valid YAML: error converting YAML to JSON: yaml: /);
  });
});
