import { showRef } from '../../../lib/kubernetes/kind.ts';
import { list, text } from '../../../lib/read.ts';
import type { Pair } from '../../../model/change.ts';
import type { Json } from '../../../model/json.ts';
import { defineRule, type Hit } from '../../../model/rule.ts';

const roles = new Set(['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole']);
const bindings = new Set(['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding']);

export default defineRule({
  meta: { summary: 'Roles and bindings give no more than they did', level: 'warn', source: 'NSA, CIS 5.1; konflate rbac' },
  *checkChange({ pairs }) {
    for (const pair of pairs) {
      if (!pair.changed) continue;
      const hits = roles.has(pair.after.kind) ? widerRules(pair) : bindings.has(pair.after.kind) ? newSubjects(pair) : [];
      for (const hit of hits) yield { ...hit, manifest: pair.after.manifest };
    }
  },
});

/** Each rule of head that allows something that no rule of base does. */
function* widerRules({ before, after, fields }: Pair): Iterable<Hit> {
  const old = list(before.object, 'rules').map(grants);
  for (const [index, rule] of list(after.object, 'rules').entries()) {
    const wider = [...new Set(permissions(grants(rule)).filter((wanted) => !old.some((known) => allows(known, wanted))).map(said))];
    if (wider.length === 0) continue;
    // Of the rule, what this change wrote.
    const part = fields().find((field) => field.change !== 'removed' && field.pointer.startsWith(`/rules/${index}/`));
    yield { pointer: part?.pointer ?? `/rules/${index}`, message: `${showRef(after.ref)} now also allows ${wider.slice(0, 4).join(', ')}${wider.length > 4 ? ` and ${wider.length - 4} more` : ''}; see that everyone who has it is to have that` };
  }
}

interface Grants {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  /** Empty for all. */
  readonly names: readonly string[];
  readonly urls: readonly string[];
}

/** One verb on one resource, or on one path. */
interface Permission {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly name: string;
  readonly url: string;
}

function grants(rule: Json): Grants {
  const texts = (key: string) => list(rule, key).filter((item) => typeof item === 'string');
  return { verbs: texts('verbs'), groups: texts('apiGroups'), resources: texts('resources'), names: texts('resourceNames'), urls: texts('nonResourceURLs') };
}

function permissions({ verbs, groups, resources, names, urls }: Grants): Permission[] {
  const each = (items: readonly string[]) => (items.length === 0 ? [''] : items);
  return verbs.flatMap((verb) => [
    ...groups.flatMap((group) => resources.flatMap((resource) => each(names).map((name) => ({ verb, group, resource, name, url: '' })))),
    ...urls.map((url) => ({ verb, group: '', resource: '', name: '', url })),
  ]);
}

/** Upstream: k8s.io/component-helpers/auth/rbac/validation ruleCovers. */
function allows(own: Grants, { verb, group, resource, name, url }: Permission): boolean {
  const has = (items: readonly string[], wanted: string) => items.includes('*') || items.includes(wanted);
  if (!has(own.verbs, verb)) return false;
  if (url !== '') return own.urls.some((known) => known === '*' || known === url || (known.endsWith('*') && url.startsWith(known.slice(0, -1))));
  const isNamed = own.names.length === 0 || (name !== '' && own.names.includes(name));
  const sub = resource.includes('/') && own.resources.includes(`*/${resource.slice(resource.indexOf('/') + 1)}`);
  return has(own.groups, group) && (has(own.resources, resource) || sub) && isNamed;
}

function said({ verb, group, resource, name, url }: Permission): string {
  return url === '' ? `${verb} ${resource}${group === '' || group === '*' ? '' : `.${group}`}${name === '' ? '' : ` "${name}"`}` : `${verb} ${url}`;
}

function* newSubjects({ before, after }: Pair): Iterable<Hit> {
  const name = (subject: Json) => `${text(subject, 'kind')} ${text(subject, 'namespace') === undefined ? '' : `${text(subject, 'namespace')}/`}${text(subject, 'name')}`;
  const known = new Set(list(before.object, 'subjects').map(name));
  for (const [index, subject] of list(after.object, 'subjects').entries())
    if (!known.has(name(subject))) yield { pointer: `/subjects/${index}`, message: `${showRef(after.ref)} now also gives ${text(after.object, 'roleRef', 'kind')} ${text(after.object, 'roleRef', 'name')} to ${name(subject)}; see that it is to have all of it` };
}
