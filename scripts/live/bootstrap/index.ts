export { applyPlan } from './apply.ts';
export { openGitea } from './gitea.ts';
export { planOf, planText } from './plan.ts';
