import { expect, test } from 'vitest';
import { artifactFilter, readPatterns } from './ignore.ts';

const left = (ignore: string, paths: string[], domain: string[] = []) => {
  const ignored = artifactFilter(readPatterns(ignore, domain));
  return paths.filter((path) => ignored(path));
};

test('without patterns of its own an artifact leaves out pictures, CI and version control', () => {
  const paths = ['a.jpg', 'b/c.zip', '.git/config', '.github/workflows/x.yaml', 'sub/.github/x', '.gitlab-ci.yml', 'x/.sops.yaml', 'app.yaml', '.flux.yaml', 'archive.tar.gz'];
  expect(left('', paths)).toEqual(paths.filter((path) => path !== 'app.yaml'));
});

test('with a pattern of its own only version control is left out besides', () => {
  expect(left('*.md\n', ['a.jpg', 'README.md', 'docs/x.md', '.gitignore', '.github/x.yaml'])).toEqual(['README.md', 'docs/x.md', '.gitignore']);
});

test('the last match decides, comments and blank lines do not count', () => {
  expect(left('# !dir/a\n\ndir/*\n!dir/include\n', ['dir/a', 'dir/include', 'dir/sub/x', 'other/a'])).toEqual(['dir/a', 'dir/sub/x']);
  expect(left('/*\n!/deploy\n', ['readme', 'deploy/app.yaml', 'src/x'])).toEqual(['readme', 'src/x']);
});

test('patterns of a folder count below it only', () => {
  expect(left('drop.yaml\n', ['drop.yaml', 'apps/drop.yaml', 'apps/x/drop.yaml'], ['apps'])).toEqual(['apps/drop.yaml', 'apps/x/drop.yaml']);
});

test('a trailing slash means folders, ** any depth, classes and ? one character', () => {
  expect(left('build/\n', ['build', 'build/x', 'a/build/y'])).toEqual(['build/x', 'a/build/y']);
  expect(left('**/secret-?.[a-c]\n', ['secret-1.a', 'x/y/secret-2.c', 'x/secret-1.d', 'secret-12.a'])).toEqual(['secret-1.a', 'x/y/secret-2.c']);
  expect(left('[\n', ['['])).toEqual([]);
});
