import { testProblemRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

testProblemRule({ folder: import.meta.dirname, rule });
