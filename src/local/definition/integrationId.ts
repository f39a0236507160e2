import { v5 } from 'uuid';
import type { Definition } from './definition.js';

/** Of the Integration IDs of this extension (RFC 9562, section 6.6). To change it is to change them all. */
const NAMESPACE = 'db0f75fa-6d2e-4dfd-867d-77c79ebc85e9';

/**
 * The Integration ID: a UUID of version 5, the same on every machine for the same server, client and name. Different
 * spellings of a URL are the same, and so are those of a name in Unicode.
 */
export function integrationId({ server, clientId, name }: Pick<Definition, 'server' | 'clientId' | 'name'>): string {
  const parts =
    server.issuer === undefined
      ? ['endpoints', normalized(server.authorizationUri), normalized(server.tokenUri)]
      : ['issuer', normalized(server.issuer)];
  // JSON keeps the parts apart, whatever they hold.
  return v5(JSON.stringify([...parts, clientId ?? null, name.trim().normalize('NFC')]), NAMESPACE);
}

function normalized(url: string | undefined): string | null {
  return url === undefined ? null : URL.canParse(url) ? new URL(url).href : url;
}
