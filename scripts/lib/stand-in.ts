/** How files begin that hold something else than they seem to. */
const stands: readonly (readonly [string, string])[] = [
  ['version https://git-lfs.github.com/spec/v1', 'a Git LFS pointer, and Flux does not fetch what it points to; put the file itself into git'],
  ['\0GITCRYPT\0', 'encrypted by git-crypt, which Flux cannot decrypt; encrypt it by SOPS'],
  ['$ANSIBLE_VAULT;', 'encrypted by Ansible Vault, which Flux cannot decrypt; encrypt it by SOPS'],
];

/** What a file holds that stands in for its content, as the end of a sentence; undefined for any other file. */
export function standInOf(content: string | Uint8Array): string | undefined {
  const text = typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, Math.min(content.byteLength, 64)).toString('latin1');
  return stands.find(([start]) => text.startsWith(start))?.[1];
}
