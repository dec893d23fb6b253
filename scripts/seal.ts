import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { renderRepository, type RenderedCluster } from './run/clusters.ts';
import { certificateFile } from './run/facts.ts';
import { text } from './lib/object.ts';
import { command } from './cli/command.ts';
import { parseFlags, type Flag } from './lib/flags.ts';
import type { Client } from './live/connect/index.ts';
import { fetchCertificate, newDocument, readCertificate, readValues, readWanted, reseal, type Scope, seal, sealedDocuments, withResource, withValues } from './live/seal/index.ts';
import { clusterFlags, renderOptions, repositoryFlags } from './cli/options.ts';
import { openRenders } from './cli/renders.ts';
import { writeInside } from './cli/output.ts';
import { chooseCluster, withCluster } from './cli/session.ts';

const flags = {
  ...repositoryFlags,
  ...clusterFlags,
  cert: { value: 'FILE', help: "the controller's certificate (default: facts/CLUSTER.pem, else fetched from the cluster)" },
  'fetch-cert': { not: ['cert'], help: 'write the certificate into facts/CLUSTER.pem, for those who have no access to the cluster' },
  reseal: { not: ['cert'], help: "seal all of a cluster's values again, with the controller's newest key" },
  scope: { value: 'SCOPE', choices: ['strict', 'namespace-wide', 'cluster-wide'], help: 'of a new SealedSecret (default strict)' },
  type: { value: 'TYPE', help: 'of a new Secret, such as kubernetes.io/dockerconfigjson' },
  file: { value: 'FILE', help: 'where a new SealedSecret goes' },
  'keep-newline': { help: 'a newline at the end of standard input belongs to the value' },
  'controller-namespace': { value: 'NAME', help: 'default sealed-secrets' },
  'controller-name': { value: 'NAME', help: 'the Service of the controller (default sealed-secrets)' },
  help: { help: 'this text' },
} satisfies Record<string, Flag>;

const parsed = parseFlags(process.argv.slice(2), flags, {
  command: 'npm run seal --',
  summary: 'Seals values for one cluster and puts them into its SealedSecret. Values come from standard input, a prompt or a file.',
  examples: [
    ['npm run seal -- --cluster homelab randoms/postgres-secret-config POSTGRES_PASSWORD=-', 'asks for it, or takes it from a pipe'],
    ['npm run seal -- --cluster cloud shop/tls tls.key=@key.pem tls.crt=@cert.pem --type kubernetes.io/tls', 'from files'],
    ['npm run seal -- --cluster homelab --reseal', "everything, with the controller's newest key"],
  ],
  exits: '0 sealed, 1 something was not sealed again, 2 nothing was written',
  operands: '[<namespace>/<name> KEY=- …]',
});
await command(parsed, main);

type Given = Extract<typeof parsed, { ok: true }>['values'];

async function main(values: Given, operands: readonly string[]): Promise<number> {
  const { stdout, stderr, env } = process;
  const { options, save, endProgress } = openRenders(renderOptions(values, env), values, process);
  const controller = { namespace: values['controller-namespace'] ?? 'sealed-secrets', name: values['controller-name'] ?? 'sealed-secrets' };
  const wanted = values.reseal === true || values['fetch-cert'] === true ? undefined : readWanted(operands);
  if (typeof wanted === 'string') return refuse(wanted);
  if (wanted === undefined && operands.length > 0) return refuse(`"${operands[0]!.split('=', 1)[0]}" is not expected beside --${values.reseal === true ? 'reseal' : 'fetch-cert'}`);
  const chosen = chooseCluster(options, values.context);
  if (typeof chosen === 'string') return refuse(chosen);
  const cluster = chosen.config.name;
  const kept = join(options.root, certificateFile(cluster));
  if (values['fetch-cert'] === true) {
    return withCluster(values, cluster, async ({ client }) => {
      const pem = await certificateFrom(client);
      if (pem === undefined) return 2;
      const refused = writeInside(options.root, certificateFile(cluster), pem);
      if (refused !== undefined) return refuse(refused);
      stdout.write(`${certificateFile(cluster)}: the sealing certificate of ${cluster}\n`);
      return 0;
    });
  }
  const rendered = await renderRepository({ ...options, cluster });
  endProgress();
  if (!rendered.ok) return refuse(rendered.problems.map(({ message }) => message).join('\n'));
  save();
  const own = rendered.clusters[0]!;
  if (wanted === undefined) return withCluster(values, cluster, ({ client }) => sealAgain(client, own));

  const target = targetOf(own, wanted.namespace, wanted.name);
  if (typeof target === 'string') return refuse(target);
  let pem: string | undefined;
  const given = values.cert === undefined ? kept : resolve(env['INIT_CWD'] ?? '.', values.cert);
  if (values.cert !== undefined || existsSync(kept)) {
    try {
      pem = readFileSync(given, 'utf8');
    } catch {
      return refuse(`--cert ${values.cert}: it cannot be read`);
    }
  } else {
    const code = await withCluster(values, cluster, async ({ client }) => ((pem = await certificateFrom(client)) === undefined ? 2 : 0));
    if (pem === undefined) return code;
  }
  const key = await readCertificate(pem);
  if (typeof key === 'string') return refuse(`the certificate${values.cert === undefined ? '' : ` ${values.cert}`} ${key}`);
  if (key.validTo.getTime() < Date.now()) return refuse(`the certificate expired on ${key.validTo.toISOString().slice(0, 10)}; fetch the controller's newest: npm run seal -- --cluster ${cluster} --fetch-cert`);
  const days = Math.floor((Date.now() - key.validFrom.getTime()) / 86_400_000);
  if (days > 30) stderr.write(`the certificate is ${days} days old; the controller makes a new one every 30 days: npm run seal -- --cluster ${cluster} --fetch-cert\n`);
  const read = await readValues(wanted.wanted, { stdin: process.stdin, prompt: stderr, fileOf: (path) => resolve(env['INIT_CWD'] ?? '.', path), keepNewline: values['keep-newline'] === true });
  if (typeof read === 'string') return refuse(read);
  const scope = target.scope ?? (values.scope ?? 'strict') as Scope;
  const sealed = new Map(await Promise.all([...read].map(async ([name, value]): Promise<[string, string]> => [name, await seal(value, key, scope, wanted.namespace, wanted.name)])));
  return put(target, wanted.namespace, wanted.name, sealed);

  async function certificateFrom(client: Client): Promise<string | undefined> {
    const found = await fetchCertificate(client, controller);
    if (found.ok) return found.value;
    stderr.write(`the certificate of ${controller.namespace}/${controller.name} was not fetched: ${found.failure.message}; or give it with --cert FILE\n`);
    return undefined;
  }

  interface Target {
    readonly file: string;
    /** Absent for a new one. */
    readonly scope?: Scope;
  }

  /** The file of the SealedSecret that the cluster gets, or where a new one belongs. */
  function targetOf({ manifests, units }: RenderedCluster, namespace: string, name: string): Target | string {
    const found = manifests.find(({ object }) => object['kind'] === 'SealedSecret' && text(object, 'metadata', 'name') === name && text(object, 'metadata', 'namespace') === namespace);
    const file = found?.originOf('').steps[0]?.place?.file;
    if (file !== undefined) {
      const document = sealedDocuments(readFileSync(join(options.root, file), 'utf8')).find((each) => each.name === name && each.namespace === namespace);
      return document === undefined ? `${file} renders to SealedSecret ${namespace}/${name}, but does not hold it under that name and namespace; edit it by hand` : { file, scope: document.scope };
    }
    if (values.file !== undefined) return existsSync(join(options.root, values.file)) ? `${values.file} exists already` : { file: values.file };
    const paths = new Set(units.filter(({ id, manifests: all }) => id.kind === 'Kustomization' && all.some(({ object }) => text(object, 'metadata', 'namespace') === namespace && object['kind'] !== 'Kustomization'))
      .flatMap(({ id }) => manifests.filter(({ object }) => object['kind'] === 'Kustomization' && text(object, 'metadata', 'name') === id.name && text(object, 'metadata', 'namespace') === id.namespace).map(({ object }) => text(object, 'spec', 'path').replace(/^\.\//, ''))));
    const [folder, ...others] = [...paths].filter((path) => existsSync(join(options.root, path)));
    if (folder === undefined || others.length > 0) return `${folder === undefined ? `nothing of ${cluster} is in namespace ${namespace}` : `${[folder, ...others].join(' and ')} bring objects into namespace ${namespace}`}: say with --file where the SealedSecret goes`;
    const free = ['sealedsecret.yaml', `sealedsecret-${name}.yaml`].map((base) => `${folder}/${base}`).find((path) => !existsSync(join(options.root, path)));
    return free === undefined ? `say with --file where the SealedSecret goes` : { file: free };
  }

  function put({ file, scope: existing }: Target, namespace: string, name: string, sealed: ReadonlyMap<string, string>): number {
    const path = join(options.root, file);
    if (existing !== undefined) {
      const changed = withValues(readFileSync(path, 'utf8'), namespace, name, sealed);
      if (changed === undefined) return refuse(`${file}: spec.encryptedData of ${name} is not written key by key, each on a line; put it so, and seal again`);
      const refused = writeInside(options.root, file, changed);
      if (refused !== undefined) return refuse(refused);
    } else {
      const refused = writeInside(options.root, file, newDocument(namespace, name, (values.scope ?? 'strict') as Scope, values.type, sealed));
      if (refused !== undefined) return refuse(refused);
      const list = join(dirname(path), 'kustomization.yaml');
      const listed = existsSync(list) ? withResource(readFileSync(list, 'utf8'), file.slice(file.lastIndexOf('/') + 1)) : undefined;
      if (listed === undefined || writeInside(options.root, `${dirname(file)}/kustomization.yaml`, listed) !== undefined) stderr.write(`${file} is new; add it to the resources of its kustomization.yaml\n`);
    }
    stdout.write(`${file}: ${[...sealed.keys()].join(', ')} of ${namespace}/${name}, sealed for ${cluster}\n`);
    return 0;
  }

  async function sealAgain(client: Client, { manifests }: RenderedCluster): Promise<number> {
    let [done, failed] = [0, 0];
    const files = [...new Set(manifests.filter(({ object }) => object['kind'] === 'SealedSecret').flatMap(({ originOf }) => originOf('').steps[0]?.place?.file ?? []))];
    for (const file of files) {
      let source = readFileSync(join(options.root, file), 'utf8');
      for (const document of sealedDocuments(source)) {
        const name = `${document.namespace}/${document.name}`;
        if (Object.values(document.values).some((value) => value.startsWith('PLACEHOLDER'))) {
          stdout.write(`${file}: ${name} holds placeholders, and was left\n`);
          continue;
        }
        const fresh = await reseal(client, controller, document.body);
        const changed = fresh.ok ? withValues(source, document.namespace, document.name, fresh.value) : undefined;
        if (changed === undefined) {
          failed++;
          stderr.write(`${file}: ${name} was not sealed again: ${fresh.ok ? 'its values are not written key by key, each on a line' : fresh.failure.message}\n`);
          continue;
        }
        source = changed;
        done++;
        const refused = writeInside(options.root, file, source);
        if (refused !== undefined) return refuse(refused);
        stdout.write(`${file}: ${name} sealed again\n`);
      }
    }
    stdout.write(`${done} sealed again for ${cluster}, ${failed} not\n`);
    return failed > 0 ? 1 : 0;
  }

  function refuse(message: string): number {
    stderr.write(`${message}\n`);
    return message === 'interrupted' ? 130 : 2;
  }
}
