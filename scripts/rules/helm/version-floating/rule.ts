import { defineRule } from '../../../model/rule.ts';
import { map, text } from '../../../lib/read.ts';

const fixed = /^v?\d+\.\d+\.\d+(?:[-+].*)?$/;

export default defineRule({
  meta: { summary: 'Charts are pinned to a version', level: 'warn', source: 'CHECKS 40; SYSTEMS.md', profiles: { strict: 'error' } },
  *checkCluster(graph) {
    for (const { manifest, object } of graph.ofKind('helm.toolkit.fluxcd.io/HelmRelease')) {
      const chart = map(object, 'spec', 'chart', 'spec');
      const version = text(chart, 'version');
      if (Object.keys(chart).length === 0 || text(chart, 'sourceRef', 'kind') !== 'HelmRepository' || (version !== undefined && (fixed.test(version) || version.includes('${')))) continue;
      yield { manifest, pointer: version === undefined ? '/spec/chart/spec' : '/spec/chart/spec/version', message: version === undefined ? 'the chart has no version: each reconcile may take a new one; write one' : `version "${version}" is a range: the same git gives different objects; write one version` };
    }
    for (const { from, pointer, type, target } of graph.references) {
      const source = type === 'fluxSource' && from.kind.endsWith('/HelmRelease') && target.kind.endsWith('/OCIRepository') ? graph.get(target.kind, target.namespace, target.name) : undefined;
      const ref = map(source?.object, 'spec', 'ref');
      const [tag, semver] = [text(ref, 'tag'), text(ref, 'semver')];
      // source-controller looks at the digest, then at the range, then at the tag.
      if (source === undefined || text(ref, 'digest') !== undefined || (semver === undefined ? tag !== undefined && tag !== 'latest' : fixed.test(semver) || semver.includes('${'))) continue;
      yield { manifest: semver === undefined && tag === undefined ? from.manifest : source.manifest, pointer: semver !== undefined ? '/spec/ref/semver' : tag !== undefined ? '/spec/ref/tag' : pointer, message: `OCIRepository ${target.namespace}/${target.name} follows ${semver ?? tag ?? 'latest'}: the same git gives different objects; write ref.tag with one version` };
    }
  },
});
