/** `[apiVersion, kind, introduced, deprecated, removed, replacement]`: versions such as `1.22` or '', the replacement `apps/v1 Deployment` or ''. */
export type LifecycleRow = readonly [string, string, string, string, string, string];

/**
 * The life of API versions from the generated Go of k8s.io/api and its like (`zz_generated.prerelease-lifecycle.go`), which
 * the API server itself warns from.
 */
export function lifecycleRows(files: ReadonlyMap<string, () => string>): LifecycleRow[] {
  const rows: LifecycleRow[] = [];
  for (const [path, text] of files) {
    if (!path.endsWith('/zz_generated.prerelease-lifecycle.go')) continue;
    const folder = path.slice(0, path.lastIndexOf('/'));
    const version = folder.slice(folder.lastIndexOf('/') + 1);
    const group = groupOf(files.get(`${folder}/register.go`)?.() ?? '', files.get(`${folder.slice(0, folder.lastIndexOf('/'))}/register.go`)?.() ?? '');
    if (group === undefined) continue;
    rows.push(...rowsIn(text(), group === '' ? version : `${group}/${version}`));
  }
  return rows;
}

function groupOf(...texts: readonly string[]): string | undefined {
  for (const text of texts) {
    const found = /GroupName\s*=\s*"([^"]*)"/.exec(text);
    if (found !== null) return found[1]!;
  }
  return undefined;
}

function rowsIn(text: string, apiVersion: string): LifecycleRow[] {
  const facts = new Map<string, Record<string, string>>();
  for (const [, kind, fact, body] of text.matchAll(/^func \(in \*(\w+)\) APILifecycle(\w+)\(\)[^{]*\{\n([^}]*\}?)/gm)) {
    const known = facts.get(kind!) ?? {};
    facts.set(kind!, known);
    const numbers = /return (\d+), (\d+)/.exec(body!);
    const kindOf = /Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)"/.exec(body!);
    if (numbers !== null) known[fact!] = `${numbers[1]}.${numbers[2]}`;
    else if (kindOf !== null) known[fact!] = `${kindOf[1] === '' ? '' : `${kindOf[1]}/`}${kindOf[2]} ${kindOf[3]}`;
  }
  return [...facts].filter(([kind, { Deprecated }]) => !kind.endsWith('List') && Deprecated !== undefined)
    .map(([kind, known]): LifecycleRow => [apiVersion, kind, known['Introduced'] ?? '', known['Deprecated'] ?? '', known['Removed'] ?? '', known['Replacement'] ?? '']);
}
