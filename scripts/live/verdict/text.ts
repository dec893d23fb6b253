import { isObject } from '../../lib/json.ts';
import { refOf } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Answer } from './ask.ts';

/** One object with both verdicts. `offline` is absent where validate had no schema or could not tell. */
export interface Judged {
  readonly object: JsonObject;
  readonly offline?: { readonly accepted: boolean; readonly messages: readonly string[] };
  readonly server: Answer;
  /** `apps/web.yaml:3:5` */
  readonly place?: string;
}

export interface VerdictReport {
  readonly cluster: string;
  readonly context: string;
  readonly kubernetes: string;
  readonly judged: readonly Judged[];
}

/** Where the two do not say the same: a mistake of the offline verdict. */
export function disagreements({ judged }: VerdictReport): readonly Judged[] {
  return judged.filter(({ offline, server }) => offline !== undefined && (server.says === 'accepts' || server.says === 'refuses') && offline.accepted !== (server.says === 'accepts'));
}

export function unasked({ judged }: VerdictReport): readonly string[] {
  return [...new Set(judged.flatMap(({ server }) => (server.says === 'unknown' ? [server.failure.message] : [])))];
}

/** For a person: each disagreement as a test case to paste, what could not be asked, and how often both agree. */
export function verdictText(report: VerdictReport): string {
  const { cluster, context, kubernetes, judged } = report;
  const wrong = disagreements(report);
  const lines: string[] = [];
  for (const { object, offline, server, place } of wrong) {
    const { kind, namespace, name } = refOf(object);
    lines.push(`disagreement  ${kind} ${namespace === '' ? '' : `${namespace}/`}${name}: ${server.says === 'refuses' ? `the API server refuses what validate accepts: ${server.message}` : `the API server accepts what validate refuses: ${offline!.messages.join('; ')}`}`);
    if (place !== undefined) lines.push(`  ${place}`);
    lines.push('  a mistake of this tool; report it with this test case:', ...testCase(object, server, kubernetes).split('\n').map((line) => `    ${line}`), '');
  }
  const silent = Map.groupBy(judged.flatMap(({ server }) => (server.says === 'nothing' ? [server.why] : [])), (why) => why);
  for (const [why, those] of silent) lines.push(`not told      ${those.length === 1 ? '1 object' : `${those.length} objects`}: ${why.split('\n', 1)[0]!.slice(0, 300)}`);
  for (const message of unasked(report)) lines.push(`not asked     ${message}`);
  const both = judged.filter(({ offline, server }) => offline !== undefined && (server.says === 'accepts' || server.says === 'refuses'));
  const refused = both.filter(({ server }) => server.says === 'refuses').length;
  lines.push(`${cluster}, context "${context}", Kubernetes ${kubernetes}: ${both.length} of ${judged.length} objects judged by both, ${both.length - wrong.length} alike (${refused} refused by the server), ${wrong.length} ${wrong.length === 1 ? 'disagreement' : 'disagreements'}`);
  return `${lines.join('\n')}\n`;
}

function testCase(object: JsonObject, server: Answer, kubernetes: string): string {
  const minor = /^1\.\d+/.exec(kubernetes)?.[0] ?? kubernetes;
  const { kind, name } = refOf(object);
  return [
    `it('judges ${kind} ${name} as Kubernetes ${kubernetes} does', () => {`,
    ...(server.says === 'refuses' ? [`  // ${server.message.split('\n', 1)[0]!.slice(0, 300)}`] : []),
    `  const object = ${JSON.stringify(withoutSecrets(object), (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))};`,
    `  expect(makeJudge(openStore('${minor}'), '${minor}').judge(object).accepted).toBe(${server.says === 'accepts'});`,
    '});',
  ].join('\n');
}

function withoutSecrets(object: JsonObject): JsonObject {
  if (object['kind'] !== 'Secret') return object;
  const hidden = (part: string, as: string): JsonObject => (isObject(object[part] ?? null) ? { [part]: Object.fromEntries(Object.keys(object[part] as JsonObject).map((key) => [key, as])) } : {});
  return { ...object, ...hidden('data', 'KioqKio='), ...hidden('stringData', '*****') };
}
