import { expect, it } from 'vitest';
import fc from 'fast-check';
import { anyText } from '../testing/markdown.ts';
import { exampleReport, hostileReport, hostileTexts } from '../testing/report.ts';
import { junitReport } from './junit.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

/** Reads well-formed XML 1.0 of elements, attributes and text; throws for anything else. */
function parse(text: string): Element {
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text)) throw new Error('not a character of XML');
  const body = text.replace('<?xml version="1.0" encoding="UTF-8"?>\n', '');
  const root: { name: string; attributes: Record<string, string>; children: Element[] } = { name: '', attributes: {}, children: [] };
  const open = [root];
  for (const [token, content, end, name, attributes, empty] of body.matchAll(/([^<]+)|<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|./gsu)) {
    const entities = (value: string) => {
      if (/&(?!#\d+;)/.test(value)) throw new Error(`bare & in ${value}`);
      return value.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    };
    const top = open.at(-1) as typeof root;
    if (content !== undefined) entities(content);
    else if (end !== undefined) {
      if (open.pop()?.name !== end) throw new Error(`unexpected </${end}>`);
    } else if (name !== undefined) {
      const element = { name, attributes: Object.fromEntries([...(attributes ?? '').matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, entities(value ?? '')])) as Record<string, string>, children: [] };
      top.children.push(element);
      if (empty === '') open.push(element);
    } else throw new Error(`unexpected ${token}`);
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('not one root');
  return root.children[0] as Element;
}

/** The counts that readers trust, and the elements and attributes that both junit-10.xsd (Jenkins' xUnit plugin) and surefire-test-report.xsd allow and ask for. */
function validate(text: string): Element {
  const root = parse(text);
  expect(root.name).toBe('testsuites');
  const count = (of: Element, name: string): number => of.children.filter((child) => child.name === name).length + of.children.reduce((sum, child) => sum + count(child, name), 0);
  const counts = (one: Element) => ({ tests: String(count(one, 'testcase')), failures: String(count(one, 'failure')), errors: String(count(one, 'error')) });
  const { name: _, time, ...totals } = root.attributes;
  expect([totals, time]).toEqual([counts(root), expect.stringMatching(/^\d+\.\d{3}$/)]);
  const names: string[] = [];
  for (const suite of root.children) {
    const { name, ...own } = suite.attributes;
    expect([suite.name, name !== undefined, own]).toEqual(['testsuite', true, { ...counts(suite), skipped: String(count(suite, 'skipped')) }]);
    for (const testcase of suite.children) {
      expect([testcase.name, Object.keys(testcase.attributes)]).toEqual(['testcase', ['classname', 'name', 'time']]);
      names.push(`${testcase.attributes['classname']}\n${testcase.attributes['name']}`);
      expect(testcase.children.length).toBeLessThan(2);
      for (const child of testcase.children) expect(`${child.name} ${Object.keys(child.attributes).join(' ')}`).toMatch(/^(?:(?:failure|error) message type|skipped message|system-out )$/);
    }
  }
  expect(new Set(names).size).toBe(names.length);
  return root;
}

it('writes a suite for each cluster and one for the rest', () => {
  expect(junitReport(exampleReport, ['error', 'warn'])).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gitops-validate" tests="9" failures="4" errors="0" time="1.250">
  <testsuite name="prod" tests="6" failures="3" errors="0" skipped="1">
    <testcase classname="prod.Kustomization" name="flux-system/apps" time="0"/>
    <testcase classname="prod.HelmRelease" name="shop/api" time="0"><failure message="not ready: Helm install failed: values" type="InstallFailed">Helm install failed: values
second line</failure></testcase>
    <testcase classname="prod.Kustomization" name="flux-system/late" time="0"><skipped message="blocked: waits for HelmRelease shop/api"/></testcase>
    <testcase classname="prod.test/privileged" name="Pod/shop/api /spec/containers/0" time="0"><failure message="container &#34;api&#34; is privileged" type="error">error test/privileged
apps/my api/pod.yaml:7:5
container &#34;api&#34; is privileged
add the one capability</failure></testcase>
    <testcase classname="prod.test/image-tag" name="Pod/shop/api" time="0"><failure message="image has no tag" type="warn">warn test/image-tag
apps/b.yaml:3:1
image has no tag</failure></testcase>
    <testcase classname="prod.test/image-tag" name="Pod/shop/api (2)" time="0"><system-out>info test/image-tag
apps/b.yaml:30:1
image has no tag</system-out></testcase>
  </testsuite>
  <testsuite name="dev" tests="1" failures="0" errors="0" skipped="1">
    <testcase classname="dev.Kustomization" name="flux-system/apps" time="0"><skipped message="suspended"/></testcase>
  </testsuite>
  <testsuite name="repository" tests="2" failures="1" errors="0" skipped="1">
    <testcase classname="yaml/syntax" name="apps/c.yaml" time="0"><failure message="expected a key" type="error">error yaml/syntax
apps/c.yaml:1:1
expected a key</failure></testcase>
    <testcase classname="not checked" name="prod: HelmRelease shop/web: not fetched" time="0"><skipped message="prod: HelmRelease shop/web: not fetched"/></testcase>
  </testsuite>
</testsuites>
`);
  validate(junitReport(exampleReport, ['error']));
});

it('makes an error of what an incomplete run did not check', () => {
  expect(validate(junitReport({ ...exampleReport, incomplete: true }, ['error'])).attributes).toMatchObject({ errors: '1', failures: '3' });
});

it('stays well-formed whatever a repository wrote', () => {
  for (const text of [...hostileTexts, ...fc.sample(anyText, 50)]) {
    const root = validate(junitReport(hostileReport(text), ['error']));
    expect(root.children.map(({ children }) => children.length)).toEqual([2, 1]);
  }
});

it('writes ten thousand findings', () => {
  const root = validate(junitReport({ ...exampleReport, findings: Array.from({ length: 10_000 }, () => exampleReport.findings[0]!) }, ['error']));
  expect(root.attributes).toMatchObject({ failures: '10001' });
});

it('fails a unit only where an error in it is shown, as the run does', () => {
  const unitCase = (findings: typeof exampleReport.findings) => /<testcase classname="prod.HelmRelease".*?(?:\/>|<\/testcase>)/s.exec(junitReport({ ...exampleReport, findings }, ['error', 'warn']))?.[0];
  expect(unitCase(exampleReport.findings)).toContain('<failure message="not ready: Helm install failed: values"');
  expect(unitCase(exampleReport.findings.slice(1))).toBe('<testcase classname="prod.HelmRelease" name="shop/api" time="0"><skipped message="failed: Helm install failed: values&#10;second line"/>');
});
