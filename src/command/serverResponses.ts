import { Secret } from '../core/secret.js';
import type { ServerCredential, ServerFacts } from '../core/serverAccess.js';
import { isRecord } from '../core/record.js';
import * as messages from './connectionMessages.js';

/** Parses the response to `oauth_servers`. A server that can't be read is left out. */
export function parseServers({ servers }: Readonly<Record<string, unknown>>): readonly ServerFacts[] {
  return (Array.isArray(servers) ? servers : []).flatMap((each: unknown): readonly ServerFacts[] => {
    const fields = isRecord(each) ? each : {};
    const [name, url] = [textOf(fields, 'name'), textOf(fields, 'url')];
    const at = timeOf(fields, 'expiry');
    return name === undefined || url === undefined
      ? []
      : [
          {
            ...{ name, url, isDefault: fields['default'] === true, isSignedIn: fields['signed_in'] === true },
            ...{ username: textOf(fields, 'user'), role: textOf(fields, 'role') },
            expiry: at === undefined ? undefined : { at, isRenewable: fields['renewable'] === true },
          },
        ];
  });
}

/** Parses the response to `oauth_environment`. Throws `CredentialError` (`protocol`) if there are no variables in it. */
export function parseEnvironment(response: unknown): Readonly<Record<string, string>> {
  const variables = isRecord(response) ? response['variables'] : undefined;
  if (!isRecord(variables)) {
    throw messages.noVariables();
  }
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** Parses the response to `oauth_server_token`; `undefined` if there is none. */
export function parseServerToken(answer: Readonly<Record<string, unknown>>): ServerCredential | undefined {
  const [scheme, token] = [textOf(answer, 'scheme'), textOf(answer, 'token')];
  return scheme === undefined || token === undefined
    ? undefined
    : { scheme, value: new Secret(token), expiresAt: timeOf(answer, 'expiry') };
}

function textOf(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function timeOf(fields: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const time = Date.parse(textOf(fields, name) ?? '');
  return Number.isNaN(time) ? undefined : time;
}
