/** Names of settings that hold a secret, as whole words: `DB_PASSWORD`, `apiKey`, not `PASSWORD_FILE` or `SECRET_NAME`. */
const secretName = /(?:^|[_.-])(?:password|passwd|passphrase|pass|pwd|secret|token|api_?key|apikey|private_?key|access_?key|secret_?key|credentials?|client_?secret)$/i;
/** Names that end like a secret's and hold none. */
const harmless = /(?:^|[_.-])(?:(?:existing|use|enable|with|no|public|allow|require|has|is|reset|forgot|max|min|next_?page|continue)[_.-]\w*|(?:csrf|pagination|automount\w*)[_.-]?token)$/i;
/** Values that are no secret: empty, switches, numbers of a few digits, references, paths, placeholders. */
const harmlessValue = /^(?:|true|false|yes|no|none|null|\d{1,4}|\/.*|\$.*|<.*>|\{\{.*\}\}|file:.*|https?:\/\/[^@]*|\*+)$/i;

/** The name of a Secret, in a setting that says which one is meant: `CONNECT_TOKEN_SECRET: connect-token`. */
const nameOfSecret = /^(?!.*(?:secret|password))(?:[a-z]+-)+(?:token|credentials?|creds|tls|auth|cert)$/;

/** Whether a setting's name says that its value is secret, and the value may be one. */
export function holdsSecret(name: string, value: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  if (/secret$/i.test(words) && nameOfSecret.test(value)) return false;
  return secretName.test(words) && !harmless.test(words) && !harmlessValue.test(value.trim()) && !value.trim().includes('\n');
}

/** A value of a Secret's `data` as text. */
export function decoded(value: string): string {
  return Buffer.from(value, 'base64').toString();
}

/** Shapes of well-known tokens and keys; what they are called. */
const shapes: readonly (readonly [string, RegExp])[] = [
  ['private key', /-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----/],
  ['AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{82})\b/],
  ['GitLab token', /\bglpat-[A-Za-z0-9_-]{20}\b/],
  ['Slack token', /\bxox[baprs]-[A-Za-z0-9-]{10,}/],
  ['OpenAI key', /\bsk-(?:proj-)?[A-Za-z0-9_-]{32,}\b/],
  ['Stripe key', /\b[rs]k_live_[A-Za-z0-9]{24,}\b/],
  ['Google API key', /\bAIza[0-9A-Za-z_-]{35}\b/],
  ['npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['JSON Web Token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
  ['age secret key', /\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b/],
  ['Vault token', /\bhvs\.[A-Za-z0-9_-]{24,}\b/],
  ['URL with a password', /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/'"]{0,64}:(?!(?:password|passwd|pass|secret|changeme|change-me|example|user|xxx+|\.\.\.|\*+)@)[^\s:@/$<>{}%'"()*]{6,100}@[a-z0-9[]/i],
  ['DigitalOcean token', /\bdo[opr]_v1_[a-f0-9]{64}\b/],
];

/** What kind of token or key a text holds, by its shape. */
export function secretShape(text: string): string | undefined {
  return shapes.find(([, shape]) => shape.test(text))?.[0];
}
