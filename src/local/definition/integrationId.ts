import { v5 } from 'uuid';
import type { Definition } from './definition.js';

/** The namespace of this extension's Integration IDs (RFC 9562, section 6.6). Changing it would change all IDs. */
const NAMESPACE = 'db0f75fa-6d2e-4dfd-867d-77c79ebc85e9';

/**
 * The Integration ID: a version 5 UUID that is the same on every machine for the same server, client and name. Different
 * spellings of a URL, and different Unicode forms of a name, give the same ID.
 */
export function integrationId({ server, clientId, name }: Pick<Definition, 'server' | 'clientId' | 'name'>): string {
  const parts =
    server.issuer === undefined
      ? ['endpoints', normalized(server.authorizationUri), normalized(server.tokenUri)]
      : ['issuer', normalized(server.issuer)];
  // JSON separates the parts unambiguously.
  return v5(JSON.stringify([...parts, clientId ?? null, name.trim().normalize('NFC')]), NAMESPACE);
}

function normalized(url: string | undefined): string | null {
  return url === undefined ? null : URL.canParse(url) ? new URL(url).href : url;
}
