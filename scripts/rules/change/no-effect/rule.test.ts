import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

testRule({ folder: import.meta.dirname, rule });
