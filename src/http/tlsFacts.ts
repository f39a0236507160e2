import type { TLSSocket } from 'node:tls';

/** What a TLS handshake shows of a server. Texts are as the certificate has them. */
export interface TlsFacts {
  /** Such as `TLSv1.3`. */
  readonly protocol: string | undefined;
  /** The common name, else the whole subject; and the same of its issuer. */
  readonly subject: string;
  readonly issuer: string;
  /** The names that the certificate is for, as in `DNS:example.org, IP Address:127.0.0.1`. */
  readonly names: string | undefined;
  /** Until when the certificate is valid, in milliseconds since the epoch. */
  readonly validTo: number;
  /** Why the certificate is not trusted, by Node's code, such as `CERT_HAS_EXPIRED`; `undefined` if it is. */
  readonly distrust: string | undefined;
}

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
