import type { TLSSocket } from 'node:tls';
import type { TlsFacts } from '../core/httpClient.js';

/** The facts of a connection that has been made, be its certificate trusted or not. */
export function tlsFactsOf(socket: TLSSocket): TlsFacts {
  const { subject, issuer, subjectaltname, valid_to: validTo } = socket.getPeerCertificate();
  return {
    protocol: socket.getProtocol() ?? undefined,
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    names: subjectaltname,
    validTo: Date.parse(validTo),
    // An error by Node's types, and its code in fact.
    distrust: socket.authorized ? undefined : String(socket.authorizationError),
  };
}

function nameOf(name: { readonly CN?: unknown }): string {
  return typeof name.CN === 'string' ? name.CN : Object.values(name).flat().join(', ');
}
