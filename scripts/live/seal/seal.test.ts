import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../connect/index.ts';
import { json, serveFake, version } from '../testing/fake.ts';
import { unseal } from '../testing/unseal.ts';
import { type SealingKey, readCertificate, seal } from './crypt.ts';
import { fetchCertificate, newDocument, readValues, readWanted, reseal, sealedDocuments, withResource, withValues } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'seal-'));
let key: SealingKey;
let privateKey: string;

beforeAll(async () => {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=x', '-keyout', join(folder, 'k'), '-out', join(folder, 'c')], { stdio: 'ignore' });
  privateKey = readFileSync(join(folder, 'k'), 'utf8');
  key = (await readCertificate(readFileSync(join(folder, 'c'), 'utf8'))) as SealingKey;
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

test('a sealed value opens with the private key under the label of its scope alone', async () => {
  const value = Buffer.from('pässwörd\n');
  expect(unseal(await seal(value, key, 'strict', 'shop', 'db'), privateKey, 'shop/db')).toBe('pässwörd\n');
  expect(unseal(await seal(value, key, 'namespace-wide', 'shop', 'db'), privateKey, 'shop')).toBe('pässwörd\n');
  expect(unseal(await seal(value, key, 'cluster-wide', 'shop', 'db'), privateKey, '')).toBe('pässwörd\n');
  const strict = await seal(value, key, 'strict', 'shop', 'db');
  expect(() => unseal(strict, privateKey, 'shop/other')).toThrow();
  expect(await seal(value, key, 'strict', 'shop', 'db')).not.toBe(strict);
});

test('what is no RSA certificate', async () => {
  expect(await readCertificate('hello')).toBe('is no certificate in PEM form (-----BEGIN CERTIFICATE-----)');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=x', '-keyout', join(folder, 'ek'), '-out', join(folder, 'ec')], { stdio: 'ignore' });
  expect(await readCertificate(readFileSync(join(folder, 'ec'), 'utf8'))).toBe('the certificate has a key of type ec, not RSA');
});

describe('the file', () => {
  const source = `# Placeholders
kind: SealedSecret
metadata: {name: a, namespace: shop}
spec:
  encryptedData:
    # of the database
    PASSWORD: "PLACEHOLDER: it"   # keep

    USER: old
  template: {}
---
kind: SealedSecret
metadata:
  name: b
  namespace: shop
  annotations: {sealedsecrets.bitnami.com/cluster-wide: "true"}
spec: {encryptedData: {A: "x"}}
`;
  test('keeps every character but the values', () => {
    expect(withValues(source, 'shop', 'a', new Map([['PASSWORD', 'AgA=='], ['NEW', 'AgB==']]))).toBe(source.replace('"PLACEHOLDER: it"', 'AgA==').replace('USER: old\n', 'USER: old\n    NEW: AgB==\n'));
    expect(withValues(source, 'shop', 'a', new Map([['USER', 'AgC==']]))).toBe(source.replace('USER: old', 'USER: AgC=='));
  });
  test('is left alone where values are not on lines of their own', () => {
    expect(withValues(source, 'shop', 'b', new Map([['A', 'y']]))).toBe(undefined);
    expect(withValues(source, 'shop', 'c', new Map([['A', 'y']]))).toBe(undefined);
  });
  test('tells names, scopes and values', () => {
    expect(sealedDocuments(source).map(({ namespace, name, scope, values }) => [namespace, name, scope, values])).toEqual([['shop', 'a', 'strict', { PASSWORD: 'PLACEHOLDER: it', USER: 'old' }], ['shop', 'b', 'cluster-wide', { A: 'x' }]]);
  });
  test('is new where there was none, and listed', () => {
    expect(newDocument('shop', 'tls', 'namespace-wide', 'kubernetes.io/tls', new Map([['tls.key', 'AgA==']]))).toBe(`apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: tls
  namespace: shop
  annotations:
    sealedsecrets.bitnami.com/namespace-wide: "true"
spec:
  encryptedData:
    tls.key: AgA==
  template:
    metadata:
      name: tls
      namespace: shop
      annotations:
        sealedsecrets.bitnami.com/namespace-wide: "true"
    type: kubernetes.io/tls
`);
    expect(withResource('resources:\n  - ../base # all\n', 'sealedsecret.yaml')).toBe('resources:\n  - ../base # all\n  - sealedsecret.yaml\n');
    expect(withResource('resources:\n- a.yaml', 'b.yaml')).toBe('resources:\n- a.yaml\n- b.yaml');
    expect(withResource('resources: [a.yaml]\n', 'b.yaml')).toBe('resources: [a.yaml, b.yaml]\n');
    expect(withResource('resources: []\n', 'b.yaml')).toBe(undefined);
    expect(withResource('resources:\n  - b.yaml\n', 'b.yaml')).toBe(undefined);
  });
});

describe('values', () => {
  test.each([
    [[], 'name the Secret: <namespace>/<name> KEY=-'],
    [['db', 'A=-'], '"db" is no <namespace>/<name>, such as shop/database'],
    [['shop/db'], 'name what to seal: shop/db KEY=-'],
    [['shop/db', 'A=hunter2'], "the value of A must not stand on the command line, where the shell's history and every process see it: write A=- and give it on standard input, or A=@FILE"],
    [['shop/db', 'A B=-'], '"A B" is no key of a Secret: letters, digits, "-", "_" and "."'],
    [['shop/db', 'A=-', 'A=@x'], 'A is given twice'],
  ])('%j', (operands, message) => {
    expect(readWanted(operands)).toBe(message);
  });

  const read = async (operands: string[], input: string, keepNewline = false): Promise<unknown> => {
    const wanted = readWanted(['shop/db', ...operands]);
    if (typeof wanted === 'string') return wanted;
    const values = await readValues(wanted.wanted, { stdin: Readable.from([Buffer.from(input)]), prompt: process.stderr, fileOf: (path) => path, keepNewline });
    return typeof values === 'string' ? values : Object.fromEntries([...values].map(([name, value]) => [name, Buffer.from(value).toString()]));
  };
  test('come from standard input, without its last newline, or from files', async () => {
    writeFileSync(join(folder, 'v'), 'from a file\n');
    expect(await read(['A=-'], 'hunter2\n')).toEqual({ A: 'hunter2' });
    expect(await read(['A=-'], 'two\nlines\r\n')).toEqual({ A: 'two\nlines' });
    expect(await read(['A=-'], 'hunter2\n', true)).toEqual({ A: 'hunter2\n' });
    expect(await read(['A=-', `B=@${join(folder, 'v')}`], 'x')).toEqual({ A: 'x', B: 'from a file\n' });
    expect(await read(['A=-', 'B=-'], 'x')).toBe('standard input holds one value, and A and B want theirs; seal one at a time, or give files: KEY=@FILE');
    expect(await read(['A=-'], '\n')).toBe('A: the value is empty');
    expect(await read(['A=@/no/such'], '')).toBe('A: /no/such cannot be read');
    expect(await read(['A=-'], 'x'.repeat(1_100_000))).toBe('A: the value is larger than 1 MiB, more than a Secret can hold');
  });
});

test('certificate and newer values come through the API server; what is forbidden is said', async () => {
  const asked: string[] = [];
  const fake = await serveFake((request, response) => {
    if (request.url === '/version') return json(response, version);
    asked.push(`${request.method} ${request.url}`);
    if (asked.length > 2) return json(response, { kind: 'Status', message: 'services "http:sealed-secrets:" is forbidden: User "ci" cannot get resource "services/proxy" in API group "" in the namespace "sealed-secrets"' }, 403);
    return request.method === 'GET' ? void response.end('-----BEGIN') : json(response, { spec: { encryptedData: { A: 'new' } } });
  });
  const connected = await connect({ file: fake.kubeconfig, env: {}, qps: 100, timeoutMs: 2_000 });
  if (!connected.ok) throw new Error(connected.failure.message);
  const controller = { namespace: 'sealed-secrets', name: 'sealed-secrets' };
  expect(await fetchCertificate(connected.value, controller)).toEqual({ ok: true, value: '-----BEGIN' });
  expect(await reseal(connected.value, controller, {})).toEqual({ ok: true, value: new Map([['A', 'new']]) });
  expect(await fetchCertificate(connected.value, controller)).toEqual({ ok: false, failure: { why: 'forbidden', status: 403, message: 'user "ci" may not get services/proxy "http:sealed-secrets:" in namespace sealed-secrets; docs/live.md has the Role' } });
  expect(asked.slice(0, 2)).toEqual(['GET /api/v1/namespaces/sealed-secrets/services/http:sealed-secrets:/proxy/v1/cert.pem', 'POST /api/v1/namespaces/sealed-secrets/services/http:sealed-secrets:/proxy/v1/rotate']);
  connected.value.close();
  await fake.close();
});
