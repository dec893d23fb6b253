import type { Schema } from './build.ts';

const START = '<!-- values: start -->';
const END = '<!-- values: end -->';

/** The README with its part between the marks made of the schema: one table for each structure. */
export function readme(schema: Schema, text: string): string {
  const definitions = schema['definitions'] as Record<string, Schema>;
  const used: string[] = [];
  const tables = [`### Top level\n\n${table(schema, used)}`];
  for (let i = 0; i < used.length; i++) {
    const name = used[i]!;
    const definition = definitions[name]!;
    const rows = definition['properties'] || definition['additionalProperties'] || definition['items'] ? table(definition, used) : '';
    const branches = Object.keys(definitions).filter((other) => name === 'persistence' && other.endsWith('Volume'));
    for (const branch of branches) if (!used.includes(branch)) used.push(branch);
    const list = branches.map((branch) => `[${branch}](#${branch.toLowerCase()})`).join(', ');
    tables.push(`### ${name}\n\n${String(definition['description'] ?? '')}${list ? ` By type: ${list}.` : ''}\n\n${rows}`.trimEnd());
  }
  const [before] = text.split(START);
  const after = text.split(END)[1] ?? '\n';
  return `${before}${START}\n${tables.join('\n\n')}\n${END}${after}`;
}

function table(schema: Schema, used: string[]): string {
  const rows = properties(schema, '').map(({ path, property }) => {
    const name = reference(property);
    if (name !== undefined && !used.includes(name)) used.push(name);
    return `| \`${path}\` | ${type(property)} | ${cell(property['default'])} | ${String(property['description'] ?? '').replaceAll('|', '\\|')}${example(property)} |`;
  });
  return ['| value | type | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

/** All properties below a schema, down to references; `*` stands for a key that the user chooses, `[]` for an item. */
function properties(schema: Schema, prefix: string): { path: string; property: Schema }[] {
  const own = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  const more = schema['additionalProperties'];
  if (typeof more === 'object' && more !== null) own.push(['*', more as Schema]);
  const rows = own.flatMap(([key, property]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    return [{ path, property }, ...below(property, path)];
  });
  return rows.concat(below({ items: schema['items'] }, prefix));
}

function below(property: Schema, path: string): { path: string; property: Schema }[] {
  if (reference(property) !== undefined) return [];
  const items = property['items'] as Schema | undefined;
  const nested = items && !reference(items) && (items['properties'] !== undefined) ? properties(items, `${path}[]`) : [];
  const more = property['additionalProperties'] as Schema | boolean | undefined;
  const structured = property['properties'] !== undefined || (typeof more === 'object' && (more['properties'] ?? more['additionalProperties']) !== undefined);
  return [...(structured ? properties({ ...property, items: undefined }, path) : []), ...nested];
}

function reference(property: Schema): string | undefined {
  for (const part of [property, property['items'], property['additionalProperties']] as (Schema | undefined)[]) {
    if (typeof part?.['$ref'] === 'string') return part['$ref'].split('/').at(-1);
  }
  return undefined;
}

function type(property: Schema): string {
  const name = reference(property);
  const link = name === undefined ? '' : `[${name}](#${name.toLowerCase()})`;
  if (property['$ref'] !== undefined) return link;
  if (property['enum'] !== undefined) return (property['enum'] as unknown[]).map((value) => `\`${String(value)}\``).join(', ');
  if (property['const'] !== undefined) return `\`${String(property['const'])}\``;
  const types = [property['type'] ?? 'any'].flat().join(' or ');
  if (link === '') return types;
  return property['items'] === undefined ? `map of ${link}` : `list of ${link}`;
}

const cell = (value: unknown): string => (value === undefined ? '' : `\`${JSON.stringify(value)}\``);
const example = (property: Schema): string =>
  property['examples'] === undefined ? '' : ` Example: ${(property['examples'] as unknown[]).map((value) => `\`${JSON.stringify(value).replaceAll('|', '\\|')}\``).join(', ')}`;
