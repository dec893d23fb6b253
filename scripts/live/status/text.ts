import type { Judged } from './causes.ts';
import { keyOf } from './read.ts';

export interface StatusReport {
  readonly cluster: string;
  readonly context: string;
  readonly kubernetes: string;
  /** `main@sha1:…` of the root source; '' where there is none. */
  readonly revision: string;
  readonly objects: readonly Judged[];
  /** What could not be read; the report is partial then. */
  readonly notRead: readonly string[];
}

/** The state of Flux in one cluster for a person: causes first, then what waits for them; ready ones in one line each with `verbose`. */
export function statusText({ cluster, context, kubernetes, revision, objects, notRead }: StatusReport, verbose: boolean): string {
  const of = (state: string): number => objects.filter((each) => each.state === state).length;
  const parts = (['failed', 'missing', 'waiting', 'working', 'suspended'] as const).filter((state) => of(state) > 0).map((state) => `${of(state)} ${state}`);
  const width = Math.max(0, ...objects.map((each) => keyOf(each).length));
  const lines = [`${cluster}  context "${context}", Kubernetes ${kubernetes}: ${[`${of('ready')} of ${objects.length} ready`, ...parts].join(', ')}`, `  live     ${revision || 'nothing was fetched yet'}`];
  for (const each of objects) {
    if (each.state === 'ready' && !verbose) continue;
    const more = [each.blockedBy.length > 0 ? `waits for ${each.blockedBy.join(', which waits for ')}` : said(each), each.blocks > 0 ? `holds up ${each.blocks}` : ''].filter((part) => part !== '').join('; ');
    lines.push(`  ${each.state.padEnd(9)}${keyOf(each).padEnd(width)}  ${more}`.trimEnd());
    if (each.state === 'ready' || each.state === 'suspended' || each.blockedBy.length > 0) continue;
    const aside = [each.place ?? '', each.since === '' ? '' : `since ${each.since}`].filter((part) => part !== '').join(', ');
    if (aside !== '') lines.push(`           ${aside}`);
  }
  for (const line of notRead) lines.push(`  not read ${line}`);
  return `${lines.join('\n')}\n`;
}

function said({ state, reason, message, revision, attempted }: Judged): string {
  if (state === 'ready' || state === 'suspended') return revision;
  const why = [reason, message.trim().split('\n', 1)[0]!.slice(0, 300)].filter((part) => part !== '').join(': ');
  return attempted === '' ? why : `${why} (tried ${attempted}, has ${revision || 'nothing'})`;
}

/** The same for programs. */
export function statusJson(clusters: readonly { readonly report: StatusReport; readonly come: { readonly state: string; readonly line: string } }[]): string {
  return `${JSON.stringify({ clusters: clusters.map(({ report, come }) => ({ ...report, commit: come })) }, null, 2)}\n`;
}
