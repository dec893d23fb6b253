import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../lib/json.ts';
import { object, text } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';

/** Gives the `Authorization` for a registry host, from the files that docker and helm write; undefined where there is none. */
export type Credentials = (host: string) => string | undefined;

/**
 * Reads `$DOCKER_CONFIG/config.json`, `~/.docker/config.json` and Helm's `registry/config.json`. Credential helpers are
 * programs and are not run.
 */
export function readCredentials(env: Readonly<Record<string, string | undefined>>): Credentials {
  const home = env['HOME'] ?? homedir();
  const files = [
    env['HELM_REGISTRY_CONFIG'] ?? join(env['HELM_CONFIG_HOME'] ?? join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'helm'), 'registry', 'config.json'),
    join(env['DOCKER_CONFIG'] ?? join(home, '.docker'), 'config.json'),
  ];
  let auths: JsonObject[] | undefined;
  return (host) => {
    auths ??= files.map(readAuths);
    for (const entries of auths) {
      for (const [name, entry] of Object.entries(entries)) {
        if (name.replace(/^https?:\/\//, '').split('/')[0] !== host || !isObject(entry)) continue;
        const auth = text(entry, 'auth');
        if (auth !== '') return `Basic ${auth}`;
        if (text(entry, 'username') !== '') return `Basic ${Buffer.from(`${text(entry, 'username')}:${text(entry, 'password')}`).toString('base64')}`;
      }
    }
    return undefined;
  };
}

function readAuths(file: string): JsonObject {
  try {
    return object(JSON.parse(readFileSync(file, 'utf8')), 'auths');
  } catch {
    return {};
  }
}
