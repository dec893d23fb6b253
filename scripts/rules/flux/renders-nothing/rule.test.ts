import { testStageRule } from '../../../testing/stage.ts';
import rule from './rule.ts';

testStageRule({ folder: import.meta.dirname, rule });
