import { createHash } from 'node:crypto';
import { isObject } from './router.js';

const LOOPBACK_HOSTS = ['127.0.0.1', '[::1]', 'localhost'];

/** A registration that the server refuses (RFC 7591, section 3.2.2). */
export interface RegistrationError {
  readonly error: 'invalid_redirect_uri' | 'invalid_client_metadata';
  readonly error_description: string;
}

/**
 * Reads a registration request as Connect does: redirect URIs lead to loopback, or the server's administrator allows them.
 *
 * @returns the client's metadata for oidc-provider, or why it is refused
 */
export function readRegistration(body: string, allowedRedirectUris: readonly string[]): object | RegistrationError {
  const metadata = parse(body);
  const uris = isObject(metadata) ? metadata['redirect_uris'] : undefined;
  if (!isObject(metadata) || !Array.isArray(uris) || uris.length === 0) {
    return { error: 'invalid_client_metadata', error_description: 'At least one redirect URI is required.' };
  }
  const isAllowed = (uri: unknown) =>
    typeof uri === 'string' && URL.canParse(uri) && (isLoopback(uri) || allowedRedirectUris.includes(uri));
  if (!uris.every(isAllowed)) {
    return { error: 'invalid_redirect_uri', error_description: 'This redirect URI is not among AllowedRedirectURIs.' };
  }
  return { ...metadata, application_type: uris.some((uri) => isForWeb(String(uri))) ? 'web' : 'native' };
}

export function isRegistrationError(result: object): result is RegistrationError {
  return 'error' in result;
}

/** The same name and the same redirect URIs give the same client. */
export function clientIdOf(metadata: unknown): string {
  const { client_name: name, redirect_uris: uris } = isObject(metadata) ? metadata : {};
  const digest = createHash('sha256')
    .update(JSON.stringify([name, uris]))
    .digest('hex');
  return digest.slice(0, 32);
}

/** oidc-provider ignores the port of loopback only for native clients (RFC 8252, section 7.3), which can't have these. */
function isForWeb(uri: string): boolean {
  const { protocol, hostname } = new URL(uri);
  return protocol === (LOOPBACK_HOSTS.includes(hostname) ? 'https:' : 'http:');
}

function isLoopback(uri: string): boolean {
  const { protocol, hostname } = new URL(uri);
  return protocol === 'http:' && LOOPBACK_HOSTS.includes(hostname);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
