import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Secret } from '../../core/secret.js';
import type { LoginRequest } from './loginOptions.js';
import * as messages from './messages.js';

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
