import { makePrograms, plainPrograms } from '../../../testing/programs.ts';
import { testStageRule } from '../../../testing/stage.ts';
import rule from './rule.ts';

testStageRule({ folder: import.meta.dirname, rule, setUp: (root) => ({ env: { PATH: makePrograms(root, plainPrograms) } }) });
