import type { TLSSocket } from 'node:tls';
import type { TlsFacts } from '../core/httpClient.js';

/** The facts of an established connection, whether or not its certificate is trusted. */
export function tlsFactsOf(socket: TLSSocket): TlsFacts {
  const { subject, issuer, subjectaltname, valid_to: validTo } = socket.getPeerCertificate();
  return {
    protocol: socket.getProtocol() ?? undefined,
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    names: subjectaltname,
    validTo: Date.parse(validTo),
    // Declared as an error in Node's types, but it is the error's code.
    distrust: socket.authorized ? undefined : String(socket.authorizationError),
  };
}

function nameOf(name: { readonly CN?: unknown }): string {
  return typeof name.CN === 'string' ? name.CN : Object.values(name).flat().join(', ');
}
