/** Cases in which this engine differs from Helm, each with its cause. */
export const differences: ReadonlyMap<string, string> = new Map<string, string>([
  ['printing: {{ len nil }}', 'the words of Go\'s runtime for a bare nil; a missing value has the same words in both'],
  ['yaml: {{ fromYaml "y: 1\\nno: 2\\n3: x\\n1.5: z\\n~: q" | toJson }}', 'the words of our YAML parser'],
]);
