export const formats = ['text', 'json', 'sarif', 'junit', 'markdown', 'html'] as const;
export type Format = (typeof formats)[number];

const endings: Readonly<Record<string, Format>> = { html: 'html', json: 'json', sarif: 'sarif', md: 'markdown', xml: 'junit' };

/** The format that a file's name asks for: `report.html`; undefined where it asks for none. */
export function formatOfFile(file: string | undefined): Format | undefined {
  const ending = /\.(\w+)$/.exec(file ?? '')?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(endings, ending) ? endings[ending] : undefined;
}
