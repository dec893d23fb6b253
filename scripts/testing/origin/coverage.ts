import type { Sample } from './sample.ts';

/** What is known of where scalars come from; `chart`: a chart that the repository does not hold; `flux`: Flux or Helm made it of nothing in git. */
const columns = ['exact', 'probably', 'object', 'chart', 'flux', 'none'] as const;
type Column = (typeof columns)[number];

const made = new Set(['chartDefault', 'template', 'values']);

function columnOf({ place, certainty, kind }: Sample): Column {
  if (place !== undefined) return certainty === 'file' ? 'object' : certainty;
  if (made.has(kind)) return 'chart';
  return kind === 'generated' ? 'flux' : 'none';
}

/** A table: by the kind of unit, and by the kind of the first step, how many of the scalars are in each column. */
export function coverageTable(samples: readonly Sample[]): string[] {
  const rows = new Map<string, Map<Column, number>>();
  const count = (row: string, column: Column) => {
    const counts = rows.get(row) ?? new Map<Column, number>();
    rows.set(row, counts.set(column, (counts.get(column) ?? 0) + 1));
  };
  for (const sample of samples) {
    const unit = sample.unit.slice(0, sample.unit.indexOf('/'));
    count('all', columnOf(sample));
    count(unit, columnOf(sample));
    count(`${unit} ${sample.kind}`, columnOf(sample));
  }
  const line = (name: string, cells: readonly string[]) => `  ${name.padEnd(32)}${cells.map((cell) => cell.padStart(9)).join('')}`;
  return [line('', columns), ...[...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([row, counts]) => line(row, columns.map((column) => String(counts.get(column) ?? 0))))];
}
