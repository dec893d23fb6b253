import { expect, it } from 'vitest';
import { prod, runOver } from '../testing/repository.ts';

const sealed = 'ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]';
const decrypting = { 'clusters/prod/apps.yaml': `${prod['clusters/prod/apps.yaml']}  decryption: {provider: sops}\n` };

it("registries' passwords that SOPS encrypted are what the API server takes", async () => {
  const secret = (type: string, key: string, field: string) => `apiVersion: v1\nkind: Secret\nmetadata: {name: ${type}, namespace: default}\ntype: kubernetes.io/${type}\n${field}: {${key}: "${sealed}"}\nsops: {mac: "${sealed}", version: 3.9.0}\n`;
  const { lines, clusters } = await runOver({ ...prod, ...decrypting, 'apps/secrets.yaml': [secret('dockerconfigjson', '.dockerconfigjson', 'data'), secret('dockercfg', '.dockercfg', 'stringData'), secret('basic-auth', 'password', 'data')].join('---\n') });
  expect(lines).toEqual([]);
  expect(clusters[0]?.units.find(({ id }) => id.name === 'apps')?.manifests.map(({ object }) => object['data'])).toEqual([
    { '.dockerconfigjson': Buffer.from('{"auths":{}}').toString('base64') }, { '.dockercfg': Buffer.from('{}').toString('base64') }, { password: Buffer.from('placeholder-password').toString('base64') },
  ]);
});
