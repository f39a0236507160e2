import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Secret } from '../../core/secret.js';
import { keyForIdentityToken } from '../../connect/identityToken.js';
import type { ConnectSource } from '../../connect/source.js';
import type { LoginRequest } from './loginOptions.js';
import * as messages from './messages.js';
import type { OwnServers } from './ownServers.js';

/** The identity token of a CI job; `undefined` if the user signs in in the browser. Throws `CredentialError`. */
export async function readIdentityToken(
  { identityToken: place }: LoginRequest,
  input: () => AsyncIterable<Uint8Array>,
): Promise<Secret | undefined> {
  if (!place) {
    return undefined;
  }
  const token = ('file' in place ? await contentOf(place.file) : await textOf(place.text, input)).trim();
  if (token === '') {
    throw messages.identityTokenEmpty();
  }
  return new Secret(token);
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw messages.identityTokenFile(file, error);
  }
}

async function textOf(text: string, input: () => AsyncIterable<Uint8Array>): Promise<string> {
  return text === '-' ? (await buffer(input())).toString('utf8') : text;
}

/** Exchanges an identity token for an API key, and stores that once the server accepts it. Throws `CredentialError`. */
export async function signInWithIdentityToken(
  source: ConnectSource,
  token: Secret,
  own: OwnServers,
  signal: AbortSignal,
): Promise<void> {
  const { url, caCertificate, insecure } = source.server;
  const http = own.http({ caCertificate, insecure, returnsCookies: true });
  try {
    const { value, expiresAt } = await keyForIdentityToken(
      url,
      token,
      { http, clock: own.clock, log: own.log },
      signal,
    );
    await source.signedIn.useApiKey(value, expiresAt);
  } finally {
    http.dispose();
  }
}
