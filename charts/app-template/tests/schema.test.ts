import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Schema } from '../schema/build.ts';
import { generated, outdated } from '../schema/generate.ts';
import { helmRelease } from '../schema/helmrelease.ts';
import { schema } from '../schema/values.ts';
import { CHART } from './render.ts';

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
const errors = (values: string) => (validate(parse(values)) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`));
const image = 'image: {repository: r, tag: "1"}';

/** Every schema inside, with its path. */
function* all(node: unknown, path = ''): Generator<[string, Schema]> {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) yield [path, node as Schema];
  for (const [key, value] of Object.entries(node)) if (!['examples', 'default', 'enum'].includes(key)) yield* all(value, `${path}/${key}`);
}

describe('the schema of the values', () => {
  test('generated files are up to date', () => {
    expect(outdated()).toEqual([]);
    expect(Object.keys(generated())).toEqual(['values.schema.json', 'helmrelease.schema.json', 'README.md']);
  });

  test('refers to nothing outside of itself, and every definition is used', () => {
    const refs = [...all(schema)].flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref] : []));
    expect(refs.filter((ref) => !ref.startsWith('#/definitions/'))).toEqual([]);
    expect(Object.keys(schema['definitions'] as object).filter((name) => !refs.includes(`#/definitions/${name}`))).toEqual([]);
  });

  test('describes every value', () => {
    const bare = [...all(schema)].filter(([path, { description, $ref }]) => /\/properties\/[^/]+$/.test(path) && !/\/(if|then|else|not)\//.test(path) && description === undefined && $ref === undefined);
    expect(bare.map(([path]) => path)).toEqual([]);
  });

  test('every example is valid where it stands', () => {
    const ajv = new Ajv({ allowUnionTypes: true });
    for (const [path, node] of all(schema)) {
      for (const example of (node['examples'] ?? []) as unknown[]) {
        const check = ajv.compile({ ...node, definitions: schema['definitions'] });
        expect(check(example), `${path}: ${JSON.stringify(example)}: ${ajv.errorsText(check.errors)}`).toBe(true);
      }
    }
  });

  test.for([
    [`controllers: {main: {containers: {app: {${image}, imagePullPolicy: Always}}}}`, '/controllers/main/containers/app must NOT have additional properties'],
    [`controllers: {main: {replicas: "2", containers: {app: {${image}}}}}`, '/controllers/main/replicas must be integer,null'],
    ['controllers: {main: {type: cronjob}}', '/controllers/main must have required property \'cronjob\''],
    ['persistence: {data: {type: nfs, path: /a}}', '/persistence/data must have required property \'server\''],
    ['persistence: {data: {type: emptyDir, size: 1Gi}}', '/persistence/data must NOT have additional properties'],
    ['persistence: {data: {size: 1Gi}}', '/persistence/data must have required property \'accessMode\''],
    ['defaultPodOptions: {securitycontext: {}}', '/defaultPodOptions must NOT have additional properties'],
    ['service: {a: {ports: {http: {}}}}', '/service/a/ports/http must have required property \'port\''],
    ['networkpolicies: {a: {controller: main, policyTypes: [Ingress]}}', '/networkpolicies/a must have required property \'rules\''],
    ['global: {strict: true}\ncontroller: {}', ' property name must be valid'],
  ])('says of the branch that was meant: %s', ([values, error]) => {
    expect(errors(values!)).toContain(error);
    expect(errors(values!).filter((each) => /oneOf|anyOf/.test(each) && !values!.includes('ports'))).toEqual([]);
  });

  test.for([
    ['an unknown key at the top, where strict is not asked for', 'controller: {}\nx-anchor: 1'],
    ['null for an entry', 'controllers: {a: null}\nservice: {a: null}\npersistence: {a: null}\nconfigMaps: {a: null}\nsecrets: {a: null}\nrawResources: {a: null}'],
    ['environment in all forms', `controllers: {main: {containers: {app: {${image}, env: {A: 1, B: true, C: null, D: {value: x, dependsOn: A}, E: {secretKeyRef: {name: s, key: k}}, F: {valueFrom: {fieldRef: {fieldPath: metadata.name}}}}}, b: {${image}, env: [{name: A, value: x}]}}}}`],
  ])('accepts %s', ([, values]) => {
    expect(errors(values!)).toEqual([]);
  });
});

test('the schema of HelmReleases checks spec.values and nothing else of Flux', () => {
  const check = new Ajv({ allowUnionTypes: true }).compile(helmRelease(schema));
  const release = (values: unknown) => ({ apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata: { name: 'a' }, spec: { interval: '1h', values } });
  expect(check(release({ controllers: {} }))).toBe(true);
  expect(check(release({ controller: {} }))).toBe(false);
  expect(check(release({ service: { a: { ports: { http: {} } } } }))).toBe(false);
  expect(JSON.parse(readFileSync(join(CHART, 'helmrelease.schema.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(helmRelease(schema))));
});
