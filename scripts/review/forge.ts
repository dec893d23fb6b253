/** A server that has the pull request. All requests go to its one host; what it refuses is thrown as `Refused`, told in one line. */
export interface Forge {
  /** `Gitea`, as messages call it. */
  readonly title: string;
  /** Bytes of UTF-8 that one comment may have. */
  readonly limit: number;
  /** Name of the account that the token belongs to, so that comments of others are left alone. */
  me(): Promise<string>;
  pull(): Promise<Pull>;
  /** The change as a unified diff; undefined where the server holds it for too large. */
  diff(): Promise<string | undefined>;
  comments(): Promise<readonly Comment[]>;
  addComment(body: string): Promise<void>;
  editComment(id: string, body: string): Promise<void>;
  deleteComment(id: string): Promise<void>;
  /** Comments on lines. */
  notes(): Promise<readonly Note[]>;
  /** In one review where the server has such a thing, so that one mail is sent. */
  addNotes(pull: Pull, notes: readonly NewNote[]): Promise<void>;
  editNote(note: Note, body: string): Promise<void>;
  /** Where the server leaves notes behind when their lines move. */
  deleteNote?(note: Note): Promise<void>;
  /** Folds the conversation away or shows it again; false where the server cannot. */
  resolve(note: Note, resolved: boolean): Promise<boolean>;
  setStatus(commit: string, status: Status): Promise<void>;
}

export interface Pull {
  /** The commit that is to be merged. */
  readonly head: string;
  readonly base: string;
  /** Where head left base; what the diff begins at. */
  readonly mergeBase: string;
  /** Head lies in another repository: of people who may not write here. */
  readonly fork: boolean;
}

export interface Comment {
  readonly id: string;
  readonly author: string;
  readonly body: string;
}

export interface Note extends Comment {
  /** Of the conversation, where the server counts those apart. */
  readonly thread?: string;
  readonly resolved: boolean;
  /** Where it stands now, and whether somebody else wrote to it; where the server has `deleteNote`. */
  readonly line?: number;
  readonly answered?: boolean;
}

export interface NewNote {
  readonly path: string;
  /** The line in head, or in base where head has it no longer. */
  readonly line: number;
  readonly side: 'head' | 'base';
  /** The file's name in base, where that is another. */
  readonly oldPath?: string;
  readonly body: string;
}

export interface Status {
  readonly context: string;
  readonly state: 'success' | 'failure' | 'error';
  readonly description: string;
  readonly url?: string;
}

export const forgeNames = ['gitea', 'forgejo', 'github', 'gitlab'] as const;
export type ForgeName = (typeof forgeNames)[number];

/** What a token has to be allowed. */
export const tokenNeeds: Readonly<Record<ForgeName, string>> = {
  gitea: 'the scopes write:repository, write:issue and read:user',
  forgejo: 'the scopes write:repository, write:issue and read:user',
  github: 'the permissions contents: read, pull-requests: write, statuses: write',
  gitlab: 'the scope api and the role Developer',
};

export interface ForgeOptions {
  /** Of the server; for GitHub Enterprise as well. No credentials in it. */
  readonly url: string;
  /** `owner/name`; on GitLab with groups in between. */
  readonly repo: string;
  readonly pull: number;
  readonly token: string;
  /** The environment variable that holds the token, for messages. */
  readonly tokenName: string;
  readonly timeoutMs?: number;
  /** Milliseconds to wait before trying again; doubles. */
  readonly pauseMs?: number;
}
