import { testStageRule } from '../../../testing/stage.ts';
import rule from './rule.ts';

testStageRule({ folder: import.meta.dirname, rule, setUp: () => ({ env: { PATH: '' }, platform: 'plan9-x64' }) });
