import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

const secret = (step: string, data: string): string => `apiVersion: v1
kind: Secret
metadata: { name: db, namespace: randoms, annotations: { example-step: ${step} } }
${data}
`;

testRule({
  folder: import.meta.dirname,
  rule,
  silent: [
    { name: 'a Secret that Flux decrypts', yaml: secret('decryption', 'data: { PASSWORD: cGxhY2Vob2xkZXI= }') },
    { name: 'a value that a variable brings', yaml: secret('substitution', 'stringData: { PASSWORD: placeholder-password }') },
    { name: 'a file that SOPS encrypted, taken in by a generator', yaml: secret('generator', `data: { app.yaml: ${Buffer.from('a: ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]').toString('base64')} }`) },
    { name: 'a password that a chart makes up', yaml: secret('chartDefault', 'data: { password: cGFzc3dvcmQ= }').replace('annotations: {', 'annotations: { example-unit: HelmRelease/randoms/db,') },
  ],
});
