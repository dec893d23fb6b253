import { describe, expect, it } from 'vitest';
import { checkCel } from './check.ts';
import { compile } from './evaluate.ts';
import { isProblem, parseCel } from './syntax.ts';
import { dyn, listOf, mapOf, named, objectType, typeText } from './types.ts';
import { display, type Value } from './values.ts';

const self = { name: 'web', n: 3, half: 0.5, list: ['a', 'b'], map: { a: 1 }, none: null, 'a-b': 1, namespace: 'x' };

function run(text: string, value: Value = self): string {
  const tree = parseCel(text);
  if (isProblem(tree)) return `syntax: ${tree.message}`;
  try {
    return display(compile(tree, ['self'])({ self: value }, { left: 1_000_000 }));
  } catch (error) {
    return `error: ${error instanceof Error ? error.message : String(error)}`;
  }
}

describe('evaluation', () => {
  it.each([
    ['1 + 2 * 3 == 7', 'true'], ['7 / 2', '3'], ['-7 % 3', '-1'], ['1.0 / 4.0', '0.25'], ['"a" + \'b\'', 'ab'], ['9223372036854775807 + 1', 'error: integer overflow'], ['1 / 0', 'error: division by zero'],
    ['1 / 0 == 1 || true', 'true'], ['1 / 0 == 1 && true', 'error: division by zero'], ['false && 1 / 0 == 1', 'false'], ['self.n > 2 ? "big" : "small"', 'big'], ['self.n <= 3.0', 'true'], ['self.half < 1', 'true'],
    ['has(self.name) && !has(self.nope)', 'true'], ['self.nope', 'error: no such key: nope'], ['self.?nope.orValue("d")', 'd'], ['self.list[0]', 'a'], ['self.list[2]', 'error: index out of bounds: 2'], ['self.map["a"]', '1'],
    ['self.a__dash__b == 1 && self.__namespace__ == "x"', 'true'], ['"a" in self.list && "a" in self.map', 'true'], ['{"a": [1, 2u.size() == 0 ? 1 : 2]}', 'error: no such overload: size(uint)'],
    ['self.list.all(x, x.size() == 1)', 'true'], ['self.list.exists(x, x == "b")', 'true'], ['self.list.exists_one(x, x == "b")', 'true'], ['self.list.map(x, x + "!")', '["a!", "b!"]'], ['self.list.filter(x, x > "a")', '["b"]'],
    ['self.list.all(i, v, i < 2)', 'true'], ['self.map.all(k, self.map[k] == 1)', 'true'], ['[1, 2].transformList(i, v, i + v)', '[1, 3]'], ['[[1], [2]].exists(x, x.exists(y, y == 2))', 'true'],
    ['self.none == null && {"a": null}["a"] == null', 'true'], ['{1u: 1, 2: 2}[1] + [7, 8][dyn(1u)]', '9'], ['{1: 1.0, 2u: 3u} == {1u: 1, 2: 3.0}', 'true'], ['{"a": 1, "a": 2}', 'error: repeated key: a'], ['optional.of({"a": {"b": 1}}).a.b.orValue(2)', '1'], ['b"\\303\\277" == b"ÿ"', 'true'],
    ['type(1) == int && type("") == string', 'true'], ['string(1.5) + string(true) + string(b"x")', '1.5truex'], ['int("12") + int(1.9)', '13'], ['r"\\d" + "\\x41\\u00e9"', '\\dAé'], ['"""a"b"""', 'a"b'],
  ])('%s', (text, wanted) => expect(run(text)).toBe(wanted));

  it.each([
    ['"a,b".split(",")', '["a", "b"]'], ['"hello".charAt(1) + "hello".substring(2, 4)', 'ell'], ['"abcabc".lastIndexOf("b")', '4'], ['"abc".replace("b", "x")', 'axc'], ['["a", "b"].join("-")', 'a-b'], ['" x ".trim()', 'x'],
    ['"Äb".upperAscii()', 'ÄB'], ['"%s %d %.2f %x %%".format(["a", 3, 1.5, 255])', 'a 3 1.50 ff %'], ['"a1b22".findAll("[0-9]+")', '["1", "22"]'], ['"abc".matches("^a.c$")', 'true'], ['"x".matches("(")', 'error: invalid regular expression ('],
    ['[3, 1, 2].sort()', '[1, 2, 3]'], ['[1, 2].sum() + [1, 5].max()', '8'], ['[1, 1, 2].distinct()', '[1, 2]'], ['[1, 2].isSorted()', 'true'], ['sets.contains([1, 2, 3], [2.0, 3])', 'true'], ['sets.intersects([1], [2])', 'false'],
    ['quantity("1Gi").isGreaterThan(quantity("1G"))', 'true'], ['quantity("1.5").asInteger()', 'error: cannot convert value to integer'], ['quantity("500m").add(quantity("1500m")).asInteger()', '2'], ['isQuantity("1 G")', 'false'],
    ['ip("10.0.0.1").family()', '4'], ['string(ip("2001:DB8:0::1")) + string(cidr("10.0.0.0/8"))', '2001:db8::110.0.0.0/8'], ['timestamp("9999-12-31T23:59:59Z") + duration("1s")', 'error: timestamp out of range'], ['isIP("::ffff:1.2.3.4")', 'false'], ['ip.isCanonical("2001:DB8::1")', 'false'], ['cidr("10.0.0.0/8").containsIP("10.255.0.1")', 'true'], ['cidr("10.0.0.0/8").containsCIDR("11.0.0.0/16")', 'false'], ['ip("127.0.0.1").isLoopback()', 'true'],
    ['url("https://u@a.example.com:8443/p?q=1").getHostname()', 'a.example.com'], ['url("https://a:443/").getPort()', '443'], ['isURL("a b")', 'false'], ['semver("1.2.3-rc.1").isLessThan(semver("1.2.3"))', 'true'], ['isSemver("v1.2")', 'false'], ['semver("v1.2", true).minor()', '2'],
    ['duration("90s") > duration("1m")', 'true'], ['timestamp("2024-02-29T12:30:00Z").getDayOfYear()', '59'], ['(timestamp("2024-01-02T00:00:00Z") - timestamp("2024-01-01T00:00:00Z")).getHours()', '24'],
    ['!format.dns1123Label().validate("a-b").hasValue()', 'true'], ['format.named("dns1123Label").value().validate("A").hasValue()', 'true'], ['optional.of(1).optMap(x, x + 1).value()', '2'], ['cel.bind(x, 2, x * x)', '4'],
  ])('%s', (text, wanted) => expect(run(text)).toBe(wanted));

  it.each([
    ['1 +', 'syntax: the expression ends too early'], ['(1', 'syntax: expected ")", found the end'], ['a b', 'syntax: unexpected "b"'], ['"\\q"', 'syntax: unknown escape \\q'], ['#', 'syntax: unexpected "#"'], ['package', 'syntax: "package" is a reserved word'],
    ['nope(1)', "error: undeclared reference to 'nope'"], ['99999999999999999999', 'syntax: 99999999999999999999 is too large for a 64 bit integer'],
  ])('bad: %s', (text, wanted) => expect(run(text)).toBe(wanted));
});

describe('bounds', () => {
  const long = Array.from({ length: 300 }, (_, index) => index);
  it('stops work that grows without end', () => {
    expect(run('self.all(a, self.all(b, self.all(c, self.all(d, a + b + c + d >= 0))))', long)).toBe('error: the expression takes more work than the API server allows');
  });
  it('is not fooled by || around it', () => {
    expect(run('self.all(a, self.all(b, self.all(c, a + b + c >= 0))) || true', long)).toBe('error: the expression takes more work than the API server allows');
  });
  it('refuses deep nesting', () => expect(run('('.repeat(1000))).toBe('syntax: the expression is nested deeper than 250 levels'));
  it('matches hostile patterns in linear time', () => expect(run(`"${'a'.repeat(5000)}!".matches("^(a+)+$")`)).toBe('false'));
});

describe('type check', () => {
  const variables = { self: objectType('self', { name: named('string'), n: named('int'), list: listOf(named('string')), map: mapOf(named('int')), any: dyn }), object: dyn };
  const type = (text: string): string => {
    const checked = checkCel(text, variables);
    return 'problem' in checked ? checked.problem : typeText(checked.type);
  };
  it.each([
    ['self.name == "a"', 'bool'], ['self.n + 1', 'int'], ['object.a + "x"', 'string'], ['object.a', 'dyn'], ['self.list.map(x, x.size())', 'list(int)'], ['self.map["a"] > 1', 'bool'], ['self.?name.orValue("x")', 'string'], ['self.list.first()', 'optional_type(string)'],
    ['self.nope', 'undefined field "nope"'], ['other', 'undeclared reference to "other"'], ['foo(1)', 'undeclared reference to "foo"'], ['self.name == 1', 'found no matching overload for string == int'], ['self.n + "a"', 'found no matching overload for int + string'],
    ['self.name.startsWith(1)', 'found no matching overload for startsWith(string, int)'], ['self.n.all(x, true)', 'int cannot be the range of all(); it takes a list or a map'], ['self.list.all(x, x)', '"all" takes bool, not string'], ['[1, "a"]', 'all items of a list or map must be of one type: int and string'],
    ['self.name ? 1 : 2', '"? :" takes bool, not string'], ['has(self)', 'has() takes a field, such as has(object.spec)'], ['1 ==', 'column 5: the expression ends too early'], ['self.n == null', 'found no matching overload for int == null_type'],
  ])('%s', (text, wanted) => expect(type(text)).toBe(wanted));
});
