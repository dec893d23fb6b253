import { X509Certificate } from 'node:crypto';
import type { ExternalInput } from '../model/cluster.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { Problem } from '../model/problem.ts';
import { refOf, text } from '../lib/object.ts';
import { readFacts } from '../schema/store/facts.ts';

/** Where the facts of a cluster lie, relative to the repository. */
export const factsFile = (cluster: string): string => `facts/${cluster}.json`;

/** The certificate that secrets are sealed with, for those who have no access to the cluster. It is public. */
export const certificateFile = (cluster: string): string => `facts/${cluster}.pem`;

/** The facts of a cluster, where the repository holds any. */
export function openFacts(cluster: string, read: (file: string) => string | undefined): { readonly facts?: ClusterFacts; readonly problems: readonly Problem[] } {
  const file = factsFile(cluster);
  const source = read(file);
  if (source === undefined) return { problems: [] };
  const facts = readFacts(source);
  return typeof facts === 'string' ? { problems: [{ code: 'config/invalid', message: `${file} ${facts}`, place: { file, line: 1, column: 1 } }] } : { facts, problems: [] };
}

/** What the cluster has although git does not hold it, as if validate.yaml declared it. */
export function externalOf(facts: ClusterFacts): ExternalInput[] {
  const reason = `${factsFile(facts.cluster)} of ${facts.pulled}`;
  const definitions = new Set(facts.crds.map((kind) => `${text(kind, 'plural')}.${text(kind, 'group')}`));
  return [
    ...facts.objects.map(refOf).map(({ apiVersion, kind, namespace, name }) => ({ apiVersion, kind, name, reason, ...(namespace !== '' && { namespace }) })),
    ...[...definitions].map((name) => ({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name, reason })),
  ];
}

/** Days after which facts are taken to be out of date. */
const oldAfter = 30;

/** Why facts may not tell the truth any more. */
export function staleFacts(facts: ClusterFacts, kubernetesVersion: string, today: string): Problem[] {
  const file = factsFile(facts.cluster);
  const days = Math.floor((Date.parse(today) - Date.parse(facts.pulled)) / 86_400_000);
  const minor = /^1\.\d+/.exec(facts.kubernetes)?.[0];
  const again = `npm run schemas:pull -- --cluster ${facts.cluster} writes them anew`;
  const problem = (message: string, line: number, help: string): Problem => ({ code: 'config/facts-stale', message, place: { file, line, column: 1 }, help });
  return [
    ...(days > oldAfter ? [problem(`the facts of ${facts.cluster} were pulled ${days} days ago, on ${facts.pulled}`, 1, again)] : []),
    ...(minor !== kubernetesVersion.split('.').slice(0, 2).join('.') ? [problem(`${facts.cluster} runs Kubernetes ${facts.kubernetes}, and is checked against ${kubernetesVersion}`, 2, `write kubernetesVersion: "${minor}" in validate.yaml, or pull the facts anew`)] : []),
    ...(facts.notRead.length > 0 ? [problem(`the facts of ${facts.cluster} are partial: ${facts.notRead.join('; ')}`, 3, again)] : []),
  ];
}

/** Days after which a sealing certificate should be fetched anew: the controller makes one every 30 days and keeps the old keys. */
const oldCertificate = 90;

/** What is wrong with the age of the certificate that a repository keeps for sealing. */
export function staleCertificate(cluster: string, pem: string | undefined, today: string): Problem[] {
  if (pem === undefined) return [];
  const file = certificateFile(cluster);
  const place = { file, line: 1, column: 1 };
  const help = `npm run seal -- --cluster ${cluster} --fetch-cert writes it anew`;
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return [{ code: 'config/invalid', message: `${file} is no certificate in PEM form`, place, help }];
  }
  const days = Math.floor((Date.parse(today) - Date.parse(certificate.validFrom)) / 86_400_000);
  if (Date.parse(certificate.validTo) < Date.parse(today)) return [{ code: 'config/facts-stale', message: `the sealing certificate of ${cluster} has expired, on ${new Date(certificate.validTo).toISOString().slice(0, 10)}`, place, help }];
  return days > oldCertificate ? [{ code: 'config/facts-stale', message: `the sealing certificate of ${cluster} is ${days} days old; the controller makes a new one every 30 days`, place, help }] : [];
}
