/** The direction of imports; docs/architecture.md draws it. */
const stage = (name, allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  from: { path: `^scripts/${name}/` },
  to: { path: '^scripts/', pathNot: `^scripts/(${[name, 'model', 'lib', ...allowed].join('|')})/` },
});

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    { name: 'model-imports-nothing', severity: 'error', from: { path: '^scripts/model/' }, to: { pathNot: '^scripts/model/' } },
    { name: 'lib-is-a-leaf', severity: 'error', from: { path: '^scripts/lib/', pathNot: '[.]test[.]ts$' }, to: { path: '^scripts/', pathNot: '^scripts/(lib|model)/' } },
    stage('discover', []),
    stage('kustomize', []),
    stage('helm', []),
    stage('toolchain', []),
    stage('render', ['kustomize', 'helm', 'discover', 'toolchain']),
    stage('schema', []),
    stage('graph', []),
    stage('rules', ['graph', 'schema', 'testing']),
    stage('check', ['rules', 'graph', 'schema']),
    stage('fix', []),
    stage('diff', ['schema', 'graph']),
    stage('report', []),
    stage('shard', []),
    stage('review', ['report', 'testing']),
    stage('live', []),
    { name: 'run-knows-no-command', severity: 'error', from: { path: '^scripts/run/' }, to: { path: '^scripts/(cli/|[^/]+$)' } },
    { name: 'commands-are-entries', severity: 'error', from: { path: '^scripts/' }, to: { path: '^scripts/[^/]+[.]ts$' } },
    {
      name: 'check-reaches-rules-through-their-index',
      severity: 'error',
      from: { path: '^scripts/check/' },
      to: { path: '^scripts/rules/', pathNot: '^scripts/rules/index[.]ts$' },
    },
    {
      name: 'the-kubernetes-client-is-loaded-when-a-cluster-is-asked',
      severity: 'error',
      from: {},
      to: { path: '@kubernetes/client-node', dynamic: false },
    },
    {
      name: 'files-and-processes-only-where-they-belong',
      comment: 'reading files and starting processes is for loading stages',
      severity: 'error',
      from: { path: '^scripts/(model|lib|rules|graph|check|report)/', pathNot: '[.]test[.]ts$|^scripts/(rules/index|lib/files)[.]ts$' },
      to: { path: '^(node:)?(fs|fs/promises|child_process|net|http|https)$' },
    },
    { name: 'tests-import-no-tests', severity: 'error', from: {}, to: { path: '[.]test[.]ts$' } },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    exclude: '[.]test[.]ts$',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
};
