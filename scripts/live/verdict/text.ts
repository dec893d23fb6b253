import { refOf } from '../../lib/object.ts';
import { testCase } from './case.ts';
import type { Judged } from './judge.ts';

export interface VerdictReport {
  readonly cluster: string;
  readonly context: string;
  readonly kubernetes: string;
  /** `objects`, or `changed objects` where only those were asked about. */
  readonly asked: 'objects' | 'changed objects';
  readonly judged: readonly Judged[];
}

/** Where the two do not say the same: a mistake of the offline verdict. */
export function disagreements({ judged }: Pick<VerdictReport, 'judged'>): readonly Judged[] {
  return judged.filter((each) => isTold(each) && each.offline!.accepted !== (each.server.says === 'accepts'));
}

/** Whether something could not be asked. */
export function isPartial({ judged }: Pick<VerdictReport, 'judged'>): boolean {
  return judged.some(({ server }) => server.says === 'unknown');
}

/** For a person: each disagreement as a test case to paste, what could not be asked, and how often both agree. */
export function verdictText(report: VerdictReport): string {
  const { cluster, context, kubernetes, judged, asked } = report;
  const wrong = disagreements(report);
  const lines: string[] = [];
  for (const each of wrong) {
    const { object, before, offline, server, place } = each;
    const { kind, namespace, name } = refOf(object);
    const what = before === undefined ? '' : 'a change that ';
    lines.push(`disagreement  ${kind} ${namespace === '' ? '' : `${namespace}/`}${name}: ${server.says === 'refuses' ? `the API server refuses ${what || 'what '}validate accepts: ${server.message}` : `the API server accepts ${what || 'what '}validate refuses: ${offline!.messages.join('; ')}`}`);
    if (place !== undefined) lines.push(`  ${place}`);
    lines.push('  a mistake of this tool; report it with this test case (for scripts/schema/verdict.test.ts):', ...testCase(each, kubernetes).split('\n').map((line) => `    ${line}`), '');
  }
  const silent = Map.groupBy(judged.flatMap(({ server }) => (server.says === 'nothing' ? [server.why] : [])), (why) => why);
  for (const [why, those] of silent) lines.push(`not told      ${those.length === 1 ? '1 object' : `${those.length} objects`}: ${why.split('\n', 1)[0]!.slice(0, 300)}`);
  const failed = Map.groupBy(judged.flatMap(({ server }) => (server.says === 'unknown' ? [server.failure.message] : [])), (message) => message);
  for (const [message, those] of failed) lines.push(`not asked     ${those.length === 1 ? '1 object' : `${those.length} objects`}: ${message}`);
  const both = judged.filter(isTold);
  const [creations, changes] = [judged.filter(({ before }) => before === undefined), judged.filter(({ before }) => before !== undefined)];
  const ofChanges = changes.length === 0 ? '' : ` and ${changes.filter(isTold).length} of ${changes.length} ${changes.length === 1 ? 'change' : 'changes'} of what lives`;
  const refused = both.filter(({ server }) => server.says === 'refuses').length;
  const counts = creations.length === 0 ? `no ${asked}; --all asks about every object` : `${creations.filter(isTold).length} of ${creations.length} ${asked}${ofChanges} judged by both, ${both.length - wrong.length} alike (${refused} refused by the server), ${wrong.length} ${wrong.length === 1 ? 'disagreement' : 'disagreements'}${isPartial(report) ? '; partial' : ''}`;
  lines.push(`${cluster}, context "${context}", Kubernetes ${kubernetes}: ${counts}`);
  return `${lines.join('\n')}\n`;
}

/** Whether both have said something. */
function isTold({ offline, server }: Judged): boolean {
  return offline !== undefined && (server.says === 'accepts' || server.says === 'refuses');
}
