import { Secret } from '../core/secret.js';
import type { CreatedIntegration, ServerCredential, ServerFacts, ServerIntegration } from '../core/serverAccess.js';
import { isRecord } from '../core/record.js';
import { noVariables } from './connectionMessages.js';
import * as messages from './integrationMessages.js';

/** The user has to sign in to the server first. */
export interface SignInNeeded {
  /** A sentence. */
  readonly signInNeeded: string;
}

export interface ServerIntegrationsAnswer {
  readonly integrations: readonly ServerIntegration[];
}

export interface CreatedAnswer {
  /** The name of the server. */
  readonly server: string;
  readonly created: CreatedIntegration;
}

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
    throw noVariables();
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

/** Parses the response to `oauth_server_integrations`. An integration that can't be read is left out. */
export function parseServerIntegrations(
  answer: Readonly<Record<string, unknown>>,
): ServerIntegrationsAnswer | SignInNeeded {
  const signInNeeded = textOf(answer, 'sign_in_needed');
  const { integrations } = answer;
  return signInNeeded === undefined
    ? { integrations: (Array.isArray(integrations) ? integrations : []).flatMap(integrationIn) }
    : { signInNeeded };
}

/** Parses the response to `oauth_server_create_integration`. Throws `CredentialError` if it contains no integration. */
export function parseCreated(answer: Readonly<Record<string, unknown>>): CreatedAnswer | SignInNeeded {
  const signInNeeded = textOf(answer, 'sign_in_needed');
  if (signInNeeded !== undefined) {
    return { signInNeeded };
  }
  const [integration] = integrationIn(answer['integration']);
  if (!integration) {
    throw messages.noIntegration();
  }
  const redirectUri = textOf(answer, 'redirect_uri');
  return { server: textOf(answer, 'server') ?? '', created: { ...integration, redirectUri } };
}

function integrationIn(value: unknown): readonly ServerIntegration[] {
  const fields = isRecord(value) ? value : {};
  const guid = textOf(fields, 'id');
  const isSignedIn = fields['signed_in'];
  return guid === undefined
    ? []
    : [
        {
          ...{ guid, label: textOf(fields, 'display_name') ?? guid, name: textOf(fields, 'name') },
          ...{ description: textOf(fields, 'description'), template: textOf(fields, 'template') },
          authType: textOf(fields, 'auth_type'),
          isSignedIn: typeof isSignedIn === 'boolean' ? isSignedIn : undefined,
        },
      ];
}

function textOf(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function timeOf(fields: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const time = Date.parse(textOf(fields, name) ?? '');
  return Number.isNaN(time) ? undefined : time;
}
