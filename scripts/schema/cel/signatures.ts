import { dyn, listOf, mapOf, named, optionalOf, type Type } from './types.ts';

/** One overload. Arguments hold the receiver first; `T` stands for the items of the receiver, `any` for every type. */
export interface Overload {
  readonly args: readonly string[];
  readonly result: string;
}

/**
 * The overloads of the Kubernetes CEL environment, a line a function: `name(args): result`, members as `receiver.name(args)`.
 * Source: k8s.io/apiserver/pkg/cel/library, cel-go common/stdlib and ext.
 */
const text = `
size(string|bytes|list|map): int
string|bytes|list|map.size(): int
string.contains(string): bool
string.startsWith(string): bool
string.endsWith(string): bool
string.matches(string): bool
matches(string, string): bool
string.find(string): string
string.findAll(string): list<string>
string.findAll(string, int): list<string>
string.charAt(int): string
string.indexOf(string): int
string.indexOf(string, int): int
string.lastIndexOf(string): int
string.lastIndexOf(string, int): int
list.indexOf(any): int
list.lastIndexOf(any): int
string.lowerAscii(): string
string.upperAscii(): string
string.trim(): string
string.replace(string, string): string
string.replace(string, string, int): string
string.split(string): list<string>
string.split(string, int): list<string>
string.substring(int): string
string.substring(int, int): string
string.reverse(): string
string.format(list): string
list.join(): string
list.join(string): string
strings.quote(string): string
list.isSorted(): bool
list.sum(): T
list.min(): T
list.max(): T
list.sort(): list<T>
list.distinct(): list<T>
list.reverse(): list<T>
list.slice(int, int): list<T>
list.flatten(): list
list.first(): optional<T>
list.last(): optional<T>
lists.range(int): list<int>
sets.contains(list, list): bool
sets.equivalent(list, list): bool
sets.intersects(list, list): bool
int(int|uint|double|string|timestamp): int
uint(int|uint|double|string): uint
double(int|uint|double|string): double
string(bool|int|uint|double|string|bytes|duration|timestamp|ip|cidr): string
bytes(string|bytes): bytes
bool(bool|string): bool
dyn(any): dyn
type(any): type
duration(string|duration): duration
timestamp(string|int|timestamp): timestamp
timestamp.getFullYear(): int
timestamp.getFullYear(string): int
timestamp.getMonth(): int
timestamp.getMonth(string): int
timestamp.getDayOfYear(): int
timestamp.getDayOfYear(string): int
timestamp.getDayOfMonth(): int
timestamp.getDayOfMonth(string): int
timestamp.getDate(): int
timestamp.getDate(string): int
timestamp.getDayOfWeek(): int
timestamp.getDayOfWeek(string): int
timestamp|duration.getHours(): int
timestamp.getHours(string): int
timestamp|duration.getMinutes(): int
timestamp.getMinutes(string): int
timestamp|duration.getSeconds(): int
timestamp.getSeconds(string): int
timestamp|duration.getMilliseconds(): int
timestamp.getMilliseconds(string): int
quantity(string): quantity
isQuantity(string): bool
quantity.isInteger(): bool
quantity.asInteger(): int
quantity.asApproximateFloat(): double
quantity.sign(): int
quantity.add(quantity|int): quantity
quantity.sub(quantity|int): quantity
quantity.isGreaterThan(quantity): bool
quantity.isLessThan(quantity): bool
quantity.compareTo(quantity): int
semver(string): semver
semver(string, bool): semver
isSemver(string): bool
isSemver(string, bool): bool
semver.major(): int
semver.minor(): int
semver.patch(): int
semver.isGreaterThan(semver): bool
semver.isLessThan(semver): bool
semver.compareTo(semver): int
ip(string): ip
isIP(string): bool
ip.isCanonical(string): bool
ip.family(): int
ip.isUnspecified(): bool
ip.isLoopback(): bool
ip.isLinkLocalMulticast(): bool
ip.isLinkLocalUnicast(): bool
ip.isGlobalUnicast(): bool
cidr(string): cidr
isCIDR(string): bool
cidr.ip(): ip
cidr.masked(): cidr
cidr.prefixLength(): int
cidr.containsIP(ip|string): bool
cidr.containsCIDR(cidr|string): bool
url(string): url
isURL(string): bool
url.getScheme(): string
url.getHost(): string
url.getHostname(): string
url.getPort(): string
url.getEscapedPath(): string
url.getQuery(): map
format.named(string): optional<format>
format.dns1123Label(): format
format.dns1123Subdomain(): format
format.dns1035Label(): format
format.qualifiedName(): format
format.dns1123LabelPrefix(): format
format.dns1123SubdomainPrefix(): format
format.dns1035LabelPrefix(): format
format.labelValue(): format
format.uri(): format
format.uuid(): format
format.byte(): format
format.date(): format
format.datetime(): format
format.validate(string): optional<list>
optional.of(any): optional
optional.none(): optional
optional.ofNonZeroValue(any): optional
optional.hasValue(): bool
optional.value(): T
optional.orValue(any): T
optional.or(optional): optional<T>
authorizer.path(string): pathCheck
authorizer.group(string): groupCheck
authorizer.serviceAccount(string, string): authorizer
pathCheck.check(string): decision
groupCheck.resource(string): resourceCheck
resourceCheck.subresource(string): resourceCheck
resourceCheck.namespace(string): resourceCheck
resourceCheck.name(string): resourceCheck
resourceCheck.check(string): decision
resourceCheck.fieldSelector(string): resourceCheck
resourceCheck.labelSelector(string): resourceCheck
decision.allowed(): bool
decision.reason(): string
decision.errored(): bool
decision.error(): string
jsonpatch.escapeKey(string): string
`;

const namespaces = new Set(['strings', 'sets', 'lists', 'jsonpatch']);
/** Functions whose name holds a namespace that is a type's name too. */
const qualified = new Set(['ip.isCanonical(', 'optional.of(', 'optional.none(', 'optional.ofNonZeroValue(']);

function parsed(): Map<string, Overload[]> {
  const table = new Map<string, Overload[]>();
  for (const line of text.trim().split('\n')) {
    const [, receiver, name, args, result] = /^(?:(.+?)\.)?(\w+)\((.*)\): (\S+)$/.exec(line)!;
    const free = receiver === undefined || namespaces.has(receiver) || qualified.has(`${receiver}.${name}(`) || (receiver === 'format' && name !== 'validate');
    const key = receiver === undefined ? name! : free ? `${receiver}.${name}` : `.${name}`;
    const list = args === '' ? [] : args!.split(', ');
    table.set(key, [...(table.get(key) ?? []), { args: free ? list : [receiver!, ...list], result: result! }]);
  }
  return table;
}

export const overloads: ReadonlyMap<string, readonly Overload[]> = parsed();

/** Whether an argument's type is one of those that an overload names. */
export function takes(wanted: string, given: Type): boolean {
  if (wanted === 'any' || given.kind === 'dyn') return true;
  return wanted.split('|').includes(given.kind === 'named' || given.kind === 'object' ? given.name : given.kind);
}

/** The result of an overload for its receiver's (or first argument's) type. */
export function resultOf(result: string, first: Type | undefined): Type {
  const item = first === undefined ? dyn : first.kind === 'list' || first.kind === 'optional' ? first.of : dyn;
  if (result === 'T') return item;
  const inner = /^(list|optional)<(.+)>$/.exec(result);
  if (inner !== null) return (inner[1] === 'list' ? listOf : optionalOf)(resultOf(inner[2]!, first));
  if (result === 'list') return listOf(dyn);
  if (result === 'map') return mapOf(dyn);
  if (result === 'optional') return optionalOf(dyn);
  return result === 'dyn' ? dyn : named(result);
}
