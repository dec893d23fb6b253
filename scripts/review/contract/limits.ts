import type { JsonObject } from '../../model/json.ts';
import type { ForgeName } from '../forge.ts';

const atMost = (fields: Readonly<Record<string, number>>): JsonObject => ({ properties: Object.fromEntries(Object.entries(fields).map(([name, maxLength]) => [name, { type: 'string', minLength: 1, maxLength }])) });
const merge = '/projects/{id}/merge_requests/{merge_request_iid}';

/**
 * What servers refuse though their descriptions do not say so: GitHub answers 422 to a status description of more than 140 characters, to a comment of more than 65,536, to a
 * comment on a line without line and side, and to a review of event COMMENT without a body; GitLab's models validate lengths (generic_commit_status.rb, commit_status.rb,
 * note.rb) and a position on a line has a path and one of two numbers (lib/gitlab/diff/position.rb). Gitea's columns are TEXT, its states those of modules/commitstatus.
 */
export const limits: Readonly<Record<ForgeName, Readonly<Record<string, JsonObject>>>> = {
  gitea: {},
  forgejo: {
    'POST /repos/{owner}/{repo}/statuses/{sha}': { required: ['state'], properties: { state: { enum: ['pending', 'success', 'error', 'failure', 'warning'] } } },
    'POST /repos/{owner}/{repo}/pulls/{index}/reviews': { properties: { event: { enum: ['APPROVED', 'PENDING', 'COMMENT', 'REQUEST_CHANGES'] } } },
  },
  github: {
    'POST /repos/{owner}/{repo}/statuses/{sha}': atMost({ description: 140, context: 255 }),
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': atMost({ body: 65_536 }),
    'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': atMost({ body: 65_536 }),
    'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}': atMost({ body: 65_536 }),
    'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews': {
      required: ['event', 'body', 'commit_id'],
      properties: {
        body: { type: 'string', minLength: 1, maxLength: 65_536 },
        comments: { type: 'array', items: { required: ['line', 'side'], properties: { body: { type: 'string', minLength: 1, maxLength: 65_536 }, line: { minimum: 1 }, side: { enum: ['LEFT', 'RIGHT'] } } } },
      },
    },
  },
  gitlab: {
    'POST /projects/{id}/statuses/{sha}': { ...atMost({ description: 255, name: 255, target_url: 255 }) },
    [`POST ${merge}/notes`]: atMost({ body: 1_000_000 }),
    [`PUT ${merge}/notes/{note_id}`]: atMost({ body: 1_000_000 }),
    [`PUT ${merge}/discussions/{discussion_id}/notes/{note_id}`]: { oneOf: [{ required: ['body'] }, { required: ['resolved'] }], ...atMost({ body: 1_000_000 }) },
    [`POST ${merge}/discussions`]: {
      properties: { body: { type: 'string', minLength: 1, maxLength: 1_000_000 }, position: { required: ['new_path', 'old_path'], oneOf: [{ required: ['new_line'] }, { required: ['old_line'] }] } },
    },
  },
};
