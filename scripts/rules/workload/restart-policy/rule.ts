import { defineRule } from '../../../model/rule.ts';
import { below, text } from '../../../lib/read.ts';
import { kindName, refOf } from '../../../lib/kubernetes/kind.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';

const allowed: Readonly<Record<string, readonly string[]>> = { 'batch/Job': ['Never', 'OnFailure'], 'batch/CronJob': ['Never', 'OnFailure'] };

export default defineRule({
  meta: { summary: 'Pods have a restartPolicy that their workload allows', level: 'error', source: 'SYSTEMS.md; POLICIES restart-policy; batch/v1 validation', restatesVerdict: true },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    const { apiVersion, kind } = refOf(object);
    if (pod === undefined || kind === 'Pod') return;
    const policies = allowed[kindName(apiVersion, kind)] ?? ['Always'];
    const policy = text(pod.spec, 'restartPolicy');
    if (policies.includes(policy ?? 'Always')) return;
    if (policy === undefined) yield { pointer: pod.pointer, message: `a ${kind} needs restartPolicy: Never or OnFailure` };
    else yield { pointer: below(pod.pointer, 'restartPolicy'), message: `restartPolicy ${policy} is refused in a ${kind}; write ${policies.join(' or ')}` };
  },
});
