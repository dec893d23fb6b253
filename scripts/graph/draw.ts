import type { Description, Link } from './describe.ts';

const marks = { found: '', missing: '  (missing)', unknown: '  (not rendered)' } as const;

/** A description as text. */
export function drawText({ object, unit, refersTo, referredToBy, reachableFrom }: Description): string {
  const section = (title: string, links: readonly Link[]): string[] =>
    links.length === 0 ? [] : [`${title}:`, ...links.map(({ type, object: other, pointer, state }) => `  ${type.padEnd(15)} ${other}${pointer === undefined ? '' : `  ${pointer}`}${marks[state]}`)];
  const network = (reachableFrom ?? []).flatMap(({ port, from, blocked }) =>
    blocked.length === 0 ? [`  port ${port}: every pod (${from.length} workloads)`] : [`  port ${port}: ${from.length === 0 ? 'nobody' : from.join(', ')}; kept out: ${blocked.length} workloads`],
  );
  return `${[`${object}  <- ${unit}`, ...section('refers to', refersTo), ...section('referred to by', referredToBy), ...(network.length === 0 ? [] : ['may be called on', ...network])].join('\n')}\n`;
}

/** A description as a Graphviz digraph. */
export function drawDot(description: Description): string {
  const quote = (text: string): string => JSON.stringify(text);
  const lines = edges(description).map(({ from, to, link }) => `  ${quote(from)} -> ${quote(to)} [label=${quote(link.type)}${link.state === 'found' ? '' : ', style=dashed, color=red'}];`);
  return `digraph {\n  rankdir=LR;\n  ${quote(description.object)} [style=bold];\n${lines.join('\n')}\n}\n`;
}

/** A description as a Mermaid flowchart. */
export function drawMermaid(description: Description): string {
  const ids = new Map<string, string>();
  const node = (text: string): string => {
    const known = ids.get(text);
    if (known !== undefined) return known;
    const id = `n${ids.size}`;
    ids.set(text, id);
    return `${id}["${text.replaceAll('"', '#quot;')}"]`;
  };
  const lines = edges(description).map(({ from, to, link }) => `  ${node(from)} ${link.state === 'found' ? '-->' : '-.->'}|${link.type}| ${node(to)}`);
  return `flowchart LR\n${lines.length === 0 ? `  ${node(description.object)}` : lines.join('\n')}\n`;
}

function edges({ object, refersTo, referredToBy }: Description): { from: string; to: string; link: Link }[] {
  const all = [...refersTo.map((link) => ({ from: object, to: link.object, link })), ...referredToBy.map((link) => ({ from: link.object, to: object, link }))];
  return [...new Map(all.map((edge) => [`${edge.from} ${edge.link.type} ${edge.to}`, edge])).values()];
}
