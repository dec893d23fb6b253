import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { exampleDiff, hostileDiff } from '../../testing/diff.ts';
import { hostileTexts } from '../../testing/report.ts';
import { diffJson } from './json.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).addSchema(read('../report.schema.json'), 'report.schema.json').compile(read('diff.schema.json'));

function checked(text: string) {
  const value = JSON.parse(text) as { clusters: { objects: { object: { name: string } }[] }[]; findings: { message: string }[] };
  validate(value);
  expect(validate.errors).toBeNull();
  return value;
}

it('is as its schema says, whatever it holds', () => {
  for (const text of hostileTexts) expect(checked(diffJson(hostileDiff(text), 1)).findings[0]!.message).toBe(text);
  checked(diffJson({ ...exampleDiff, introduced: exampleDiff.findings, mended: [] }, 1));
});

it('leaves the objects themselves out', () => {
  const [changed] = checked(diffJson(exampleDiff, 0)).clusters[0]!.objects;
  expect(Object.keys(changed!)).toEqual(['change', 'object', 'unit', 'fields', 'cause']);
});

it('holds so many characters of fields, and counts the rest', () => {
  const [cluster] = exampleDiff.clusters;
  const [object] = cluster!.objects;
  const [field] = object!.fields;
  const many = { ...exampleDiff, clusters: [{ ...cluster!, objects: Array.from({ length: 3 }, () => ({ ...object!, fields: Array.from({ length: 1000 }, () => field!) })) }] };
  const text = diffJson(many, 0, 500_000);
  expect(text.length).toBeLessThan(1_500_000);
  const objects = checked(text).clusters[0]!.objects as unknown as readonly { fields: readonly unknown[]; fieldsLeftOut?: number }[];
  expect(objects.map(({ fields, fieldsLeftOut = 0 }) => fields.length + fieldsLeftOut)).toEqual([1000, 1000, 1000]);
  expect(objects[2]).toMatchObject({ fields: [], fieldsLeftOut: 1000 });
});
