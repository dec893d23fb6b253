export const formats = ['text', 'json', 'sarif', 'junit', 'markdown'] as const;
export type Format = (typeof formats)[number];
