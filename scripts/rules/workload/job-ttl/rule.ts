import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Finished Jobs that nothing owns are cleaned up', level: 'info', source: 'POLICIES job-ttl; kube-linter job-ttl-seconds-after-finished', profiles: { homelab: 'off' } },
  kinds: ['batch/Job'],
  *check(object, manifest) {
    // What Flux applies it would make anew at each interval; what Helm hooks leave behind is Helm's.
    const isFlux = manifest.unit.kind === 'Kustomization';
    const ttl = get(object, 'spec', 'ttlSecondsAfterFinished');
    if (isFlux && ttl !== undefined) yield { pointer: '/spec/ttlSecondsAfterFinished', message: 'the Job is deleted after it ran, and Flux makes it anew at its next interval: it runs again and again; remove it' };
    else if (!isFlux && ttl === undefined && manifest.hooks === undefined) yield { pointer: '/spec', message: 'the finished Job stays for ever; set ttlSecondsAfterFinished' };
  },
});
