import { cronProblem, timeZoneProblem } from './kit/cron.ts';
import { byteLength, checkDomainPrefixedPath, checkEnum, checkRequiredEnum, checkText, dnsLabel, labelValue, qualifiedName } from './kit/names.ts';
import type { Node } from './kit/node.ts';
import { checkLabelSelector, selectorMatches } from './kit/selector.ts';
import { nonNegative, strOr } from './kit/values.ts';
import { checkInheritedLabels } from './core/others.ts';
import { checkPodTemplate } from './pod/template.ts';

/** Job and CronJob. Upstream: pkg/apis/batch/validation/validation.go, pkg/apis/batch/v1/defaults.go. */
export function checkJob(object: Node): void {
  const [spec, name] = [object.get('spec'), object.get('metadata').get('name')];
  checkInheritedLabels(object, spec.get('template').get('metadata').get('labels'));
  checkGeneratedSelector(spec, name.str);
  checkJobSpec(spec, true);
  const completions = completionsOf(spec);
  if (spec.get('completionMode').str === 'Indexed' && completions !== undefined && completions > 0) {
    const hostname = `${name.str}-${completions - 1}`;
    if (dnsLabel(hostname).length > 0) name.invalid(`would make Pods with the name ${hostname}, which is no valid DNS label`);
  }
}
/** Without manualSelector the server makes the selector and the labels; others may not be added. */
function checkGeneratedSelector(spec: Node, name: string): void {
  const [selector, labels] = [spec.get('selector'), spec.get('template').get('metadata').get('labels')];
  checkLabelSelector(selector);
  if (spec.get('manualSelector').bool) {
    if (!selector.present) selector.required();
    if (!selectorMatches(selector, labels.object())) labels.invalid('must match the selector', '');
    return;
  }
  for (const problem of labelValue(name)) spec.get('template').as('labels').invalid(problem, name);
  const names = { 'job-name': name, 'batch.kubernetes.io/job-name': name };
  for (const [key, value] of Object.entries(names)) if (labels.has(key) && labels.get(key).str !== value) labels.key(key).invalid(`must be the Job's name, ${value}`);
  for (const key of ['controller-uid', 'batch.kubernetes.io/controller-uid']) if (labels.has(key)) labels.key(key).invalid('is set by the server');
  if (!selector.present) return;
  const generated = { ...names, 'controller-uid': 'x', 'batch.kubernetes.io/controller-uid': 'x' };
  if (!selectorMatches(selector, generated)) selector.invalid('is made by the server; leave it out, or set manualSelector: true', '');
  if (!selectorMatches(selector, { ...labels.object(), ...generated })) labels.invalid('must match the selector', '');
}
function completionsOf(spec: Node): number | undefined {
  if (spec.has('completions')) return spec.get('completions').num;
  return spec.has('parallelism') ? undefined : 1;
}

/** `defaulted`: a Job's own spec; the template of a CronJob keeps its fields absent. */
function checkJobSpec(spec: Node, defaulted: boolean): void {
  for (const key of ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex', 'maxFailedIndexes']) nonNegative(spec.get(key));
  const [perIndex, maxFailed, manager] = [spec.get('backoffLimitPerIndex'), spec.get('maxFailedIndexes'), spec.get('managedBy')];
  if (maxFailed.present && !perIndex.present) perIndex.required('maxFailedIndexes needs it');
  if (manager.present) {
    checkDomainPrefixedPath(manager);
    if (byteLength(manager.str) > 63) manager.tooLong(63);
  }
  const completions = defaulted ? completionsOf(spec) : spec.has('completions') ? spec.get('completions').num : undefined;
  checkIndexed(spec, completions);
  if (spec.has('podFailurePolicy')) checkFailurePolicy(spec);
  const success = spec.get('successPolicy');
  if (success.present) {
    if (spec.get('completionMode').str !== 'Indexed') success.invalid('needs completionMode: Indexed');
    else checkSuccessPolicy(success, completions ?? 0);
  }
  const replacement = spec.get('podReplacementPolicy');
  if (replacement.present) checkEnum(replacement, spec.has('podFailurePolicy') ? ['Failed'] : ['Failed', 'TerminatingOrFailed']);
  checkPodTemplate(spec.get('template'));
  const policy = spec.get('template').get('spec').get('restartPolicy');
  if (policy.str === '' || policy.str === 'Always') policy.required('write OnFailure or Never');
  else if (policy.str !== 'OnFailure' && policy.str !== 'Never') policy.notSupported(['OnFailure', 'Never']);
  else if (spec.has('podFailurePolicy') && policy.str !== 'Never') policy.invalid('must be Never where there is a podFailurePolicy');
}

function checkIndexed(spec: Node, completions: number | undefined): void {
  const [mode, perIndex, maxFailed, parallelism] = [spec.get('completionMode'), spec.get('backoffLimitPerIndex'), spec.get('maxFailedIndexes'), spec.get('parallelism')];
  if (mode.present) checkEnum(mode, ['NonIndexed', 'Indexed']);
  if (mode.str === 'Indexed') {
    if (completions === undefined) spec.get('completions').required('completionMode Indexed needs it');
    if (parallelism.num > 100_000) parallelism.invalid('must be at most 100000 with completionMode Indexed');
    if (completions !== undefined && maxFailed.num > completions) maxFailed.invalid('must be at most completions');
    if (maxFailed.num > 100_000) maxFailed.invalid('must be at most 100000');
    if ((completions ?? 0) > 100_000 && perIndex.present) {
      if (!maxFailed.present) maxFailed.required('more than 100000 completions need it');
      if (parallelism.num > 10_000) parallelism.invalid('must be at most 10000 with more than 100000 completions');
      if (maxFailed.num > 10_000) maxFailed.invalid('must be at most 10000 with more than 100000 completions');
    }
  } else if (!mode.present || mode.str === 'NonIndexed') {
    for (const node of [perIndex, maxFailed]) if (node.present) node.invalid('needs completionMode: Indexed');
  }
}

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
function checkFailurePolicy(spec: Node): void {
  const rules = spec.get('podFailurePolicy').get('rules');
  if (rules.length > 20) rules.tooMany(20);
  const template = spec.get('template').get('spec');
  const containers = new Set(['containers', 'initContainers'].flatMap((key) => template.get(key).items()).map((container) => container.get('name').str));
  for (const rule of rules.items()) {
    const [action, codes, conditions] = [rule.get('action'), rule.get('onExitCodes'), rule.get('onPodConditions')];
    if (checkRequiredEnum(action, actions) && action.str === 'FailIndex' && !spec.has('backoffLimitPerIndex')) action.invalid('needs backoffLimitPerIndex');
    if (codes.present) checkExitCodes(codes, containers);
    if (conditions.length > 20) conditions.tooMany(20);
    for (const condition of conditions.items()) {
      checkText(condition.get('type'), qualifiedName);
      checkEnum(condition.get('status'), ['False', 'True', 'Unknown'], strOr(condition.get('status'), 'True'));
    }
    if (codes.present === conditions.length > 0) rule.invalid('must have onExitCodes or onPodConditions, and not both', '');
  }
}
function checkExitCodes(codes: Node, containers: ReadonlySet<string>): void {
  const [operator, name, values] = [codes.get('operator'), codes.get('containerName'), codes.get('values')];
  checkRequiredEnum(operator, ['In', 'NotIn']);
  if (name.present && !containers.has(name.str)) name.invalid('is no container of the template');
  if (values.length === 0) values.invalid('must have at least one value', '');
  else if (values.length > 255) values.tooMany(255);
  const seen = new Set<number>();
  let ordered = true;
  let last = -Infinity;
  for (const value of values.items()) {
    if (operator.str === 'In' && value.num === 0) value.invalid('must not be 0 with the operator In');
    if (seen.has(value.num)) value.duplicate();
    seen.add(value.num);
    ordered &&= last <= value.num;
    last = value.num;
  }
  if (!ordered) values.invalid('must be in ascending order', '');
}

function checkSuccessPolicy(policy: Node, completions: number): void {
  const rules = policy.get('rules');
  if (rules.length === 0) rules.required('write at least one rule');
  if (rules.length > 20) rules.tooMany(20);
  for (const rule of rules.items()) {
    const [count, indexes] = [rule.get('succeededCount'), rule.get('succeededIndexes')];
    if (!count.present && !indexes.present) rule.required('write succeededCount or succeededIndexes');
    let total = 0;
    if (indexes.present) {
      if (byteLength(indexes.str) > 65536) indexes.tooLong(65536);
      const parsed = parseIndexes(indexes.str, completions);
      if (typeof parsed === 'string') indexes.invalid(parsed);
      else total = parsed;
    }
    if (!count.present) continue;
    nonNegative(count);
    if (count.num > completions) count.invalid(`must be at most the number of completions, ${completions}`);
    if (indexes.present && count.num > total) count.invalid(`must be at most the number of indexes in succeededIndexes, ${total}`);
  }
}
/** How many indexes a list such as `0,2-4` holds, or what is wrong with it. */
function parseIndexes(text: string, completions: number): number | string {
  if (text === '') return 0;
  let [total, last] = [0, -1];
  for (const part of text.split(',')) {
    const ends = part.split('-');
    if (ends.length > 2 || !ends.every((end) => /^\+?\d+$/.test(end))) return "must be indexes and ranges such as '0,2-4'";
    const [from = 0, to = from] = ends.map(Number);
    if (Math.max(from, to) >= completions) return `must have indexes below completions, ${completions}`;
    if (from <= last || (ends.length === 2 && from >= to)) return 'must have increasing indexes';
    total += to - from + 1;
    last = to;
  }
  return total;
}

export function checkCronJob(object: Node): void {
  const spec = object.get('spec');
  const [schedule, zone, name, job] = [spec.get('schedule'), spec.get('timeZone'), object.get('metadata').get('name'), spec.get('jobTemplate').get('spec')];
  if (schedule.str === '') schedule.required();
  else {
    const problem = cronProblem(schedule.str);
    if (problem !== undefined) schedule.invalid(problem);
    if (schedule.str.includes('TZ')) schedule.invalid('may not hold a time zone; write it in timeZone');
  }
  if (zone.present) {
    const problem = timeZoneProblem(zone.str);
    if (problem !== undefined) zone.invalid(problem);
  }
  for (const key of ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit']) nonNegative(spec.get(key));
  if (spec.get('concurrencyPolicy').str !== '') checkEnum(spec.get('concurrencyPolicy'), ['Allow', 'Forbid', 'Replace']);
  checkJobSpec(job, false);
  if (job.has('selector')) job.get('selector').invalid('is made by the server; leave it out', '');
  if (job.get('manualSelector').bool) job.get('manualSelector').notSupported(['false']);
  if (byteLength(name.str) > 52) name.invalid('must be no more than 52 characters, so that the names of its Jobs fit');
}
