import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Scope, newDocument, readCertificate, seal, sealedDocuments } from '../seal/index.ts';
import { unseal } from './unseal.ts';

/** Seals with us and opens with kubeseal's (and so the controller's) code, and the other way round, in every scope; rows of what, actual, expected. */
export async function sealingAgrees(kubeseal: string): Promise<(readonly [string, unknown, unknown])[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sealing-'));
  const at = (name: string): string => join(folder, name);
  const rows: (readonly [string, unknown, unknown])[] = [];
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:4096', '-nodes', '-days', '30', '-subj', '/CN=sealed-secret/O=sealed-secret', '-keyout', at('key'), '-out', at('cert')], { stdio: 'ignore' });
    const key = await readCertificate(readFileSync(at('cert'), 'utf8'));
    if (typeof key === 'string') throw new Error(key);
    const values: Readonly<Record<string, string>> = { plain: 'hunter2', 'with.dots': 'a\nb\n', empty_ish: ' ', unicode: '🔑 pässwörd', long: 'x'.repeat(100_000) };
    const label: Readonly<Record<Scope, string>> = { strict: 'shop/db', 'namespace-wide': 'shop', 'cluster-wide': '' };
    for (const scope of ['strict', 'namespace-wide', 'cluster-wide'] as const) {
      const ours = new Map(await Promise.all(Object.entries(values).map(async ([name, value]): Promise<[string, string]> => [name, await seal(Buffer.from(value), key, scope, 'shop', 'db')])));
      const opened = JSON.parse(execFileSync(kubeseal, ['--recovery-unseal', '--recovery-private-key', at('key'), '-o', 'json'], { input: newDocument('shop', 'db', scope, undefined, ours), encoding: 'utf8' })) as { data: Record<string, string> };
      rows.push([`sealed by us, opened by kubeseal's controller code (${scope})`, Object.fromEntries(Object.keys(values).map((name) => [name, Buffer.from(opened.data[name] ?? '', 'base64').toString()])), values]);
      writeFileSync(at('secret'), JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', namespace: 'shop' }, stringData: values }));
      const theirs = sealedDocuments(execFileSync(kubeseal, ['--cert', at('cert'), '--scope', scope, '-o', 'yaml'], { input: readFileSync(at('secret')), encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] }))[0]!;
      rows.push([`sealed by kubeseal, read and opened by us (${scope})`, [theirs.scope, Object.fromEntries(Object.keys(values).map((name) => [name, unseal(theirs.values[name] ?? '', readFileSync(at('key'), 'utf8'), label[scope])]))], [scope, values]]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return rows;
}
