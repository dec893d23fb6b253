import { testStageRule } from '../../../testing/stage.ts';
import rule from './rule.ts';

const renderChart = () => {
  throw new Error('out of sorts');
};

testStageRule({ folder: import.meta.dirname, rule, setUp: () => ({ renderChart }) });
