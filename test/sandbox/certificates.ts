import { generate } from 'selfsigned';
import type { ServerCertificate } from './loopbackListener.js';

export interface PrivateCertificates {
  /** PEM of the CA: what a client has to trust. */
  ca: string;
  /** What the server shows, signed by that CA. */
  server: ServerCertificate;
}

/** A CA of its own for one run. */
export interface Authority {
  /** Its PEM. */
  ca: string;
  /**
   * A certificate for the names that mean this machine.
   * @param names DNS names that it is for besides those
   * @param expiry when it expires; in a year by default
   */
  issue(names?: readonly string[], expiry?: Date): Promise<ServerCertificate>;
}

const COMMON = { keyType: 'ec', algorithm: 'sha256' } as const;

export async function createAuthority(name = 'Sandbox Workbench CA'): Promise<Authority> {
  const ca = await generate([{ name: 'commonName', value: name }], {
    ...COMMON,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { ca: ca.cert, issue: (names, expiry) => issue({ key: ca.private, cert: ca.cert }, names, expiry) };
}

/** A CA of its own, and a certificate by it for the names that mean this machine and for `names`. */
export async function createCertificates(names: readonly string[] = []): Promise<PrivateCertificates> {
  const authority = await createAuthority();
  return { ca: authority.ca, server: await authority.issue(names) };
}

async function issue(ca: ServerCertificate, names: readonly string[] = [], expiry?: Date): Promise<ServerCertificate> {
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...COMMON,
    ca,
    ...(expiry && { notBeforeDate: new Date(expiry.getTime() - 24 * 60 * 60_000), notAfterDate: expiry }),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...['localhost', ...names].map((value) => ({ type: 2 as const, value })),
          ...['127.0.0.1', '127.0.0.3', '127.0.0.5', '::1'].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  return { key: server.private, cert: server.cert };
}
