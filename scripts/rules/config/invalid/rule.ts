import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'The run is told what to do in words that it knows', level: 'error', source: 'this tool', always: true },
  reportedBy: 'config',
});
