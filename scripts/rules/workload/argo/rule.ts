import { defineRule } from '../../../model/rule.ts';
import type { Hit } from '../../../model/rule.ts';
import type { JsonObject } from '../../../model/json.ts';
import { find, get, list, text } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Objects of Argo have safe settings', level: 'off', source: 'POLICIES argo-specific; datree 35-44' },
  kinds: ['argoproj.io/Workflow', 'argoproj.io/WorkflowTemplate', 'argoproj.io/CronWorkflow', 'argoproj.io/Rollout', 'argoproj.io/AppProject', 'ConfigMap'],
  *check(object) {
    const kind = text(object, 'kind');
    if (kind === 'Rollout') yield* rollout(object);
    else if (kind === 'AppProject') {
      if (text(object, 'metadata', 'namespace') !== 'argocd') yield { pointer: '/metadata/namespace', message: 'Argo CD reads AppProjects of namespace argocd only' };
    } else if (kind === 'ConfigMap') {
      if (/^argocd-(?:cm|rbac-cm|cmd-params-cm)$/.test(text(object, 'metadata', 'name') ?? '') && text(object, 'metadata', 'labels', 'app.kubernetes.io/part-of') !== 'argocd') yield { pointer: '/metadata', message: 'Argo CD overlooks its ConfigMaps without the label app.kubernetes.io/part-of: argocd' };
    } else yield* workflow(object, kind === 'CronWorkflow' ? ['spec', 'workflowSpec'] : ['spec']);
  },
});

function* workflow(object: JsonObject, path: readonly string[]): Generator<Hit> {
  const spec = get(object, ...path);
  const pointer = `/${path.join('/')}`;
  const account = text(spec, 'serviceAccountName');
  if (account === undefined || account === 'default') yield { pointer: account === undefined ? pointer : `${pointer}/serviceAccountName`, message: 'the Workflow runs as the default ServiceAccount; give it one of its own' };
  for (const { value, pointer: at } of find(object, `${path.join('.')}.templates[].dag.failFast`)) if (value === false) yield { pointer: at, message: 'the other tasks go on after one has failed; take failFast: false out' };
  if (get(spec, 'retryStrategy') === undefined && !list(spec, 'templates').some((template) => get(template, 'retryStrategy') !== undefined)) yield { pointer, message: 'a step that fails is not tried again; set retryStrategy.limit' };
}

function* rollout(object: JsonObject): Generator<Hit> {
  if (get(object, 'spec', 'revisionHistoryLimit') === 0) yield { pointer: '/spec/revisionHistoryLimit', message: 'without history there is nothing to roll back to; keep at least one revision' };
  if (get(object, 'spec', 'progressDeadlineAbort') === false) yield { pointer: '/spec/progressDeadlineAbort', message: 'a roll-out that makes no progress goes on for ever; set progressDeadlineAbort: true' };
  for (const strategy of ['blueGreen', 'canary']) {
    const delay = get(object, 'spec', 'strategy', strategy, 'scaleDownDelaySeconds');
    if (typeof delay === 'number' && delay < 30) yield { pointer: `/spec/strategy/${strategy}/scaleDownDelaySeconds`, message: 'old pods go before every node has heard of the new ones; wait 30 seconds or more' };
  }
  for (const { value, pointer } of find(object, 'spec.strategy.canary.steps[].pause')) if (get(value, 'duration') === undefined) yield { pointer, message: 'the roll-out waits here until somebody lets it go on; set a duration' };
}
