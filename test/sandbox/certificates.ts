import { generate } from 'selfsigned';
import type { ServerCertificate } from './loopbackListener.js';

export interface PrivateCertificates {
  /** PEM of the CA: what a client has to trust. */
  ca: string;
  /** What the server shows, signed by that CA. */
  server: ServerCertificate;
}

/**
 * A CA of its own for one run, and a certificate by it for the names that mean this machine.
 * @param names DNS names that the certificate is for besides those
 */
export async function createCertificates(names: readonly string[] = []): Promise<PrivateCertificates> {
  const common = { keyType: 'ec', algorithm: 'sha256' } as const;
  const ca = await generate([{ name: 'commonName', value: 'Sandbox Workbench CA' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          // Clients refuse a wildcard right below a top-level name, so the Workbench's own name is listed too.
          ...['localhost', '*.localhost', 'workbench.localhost', ...names].map((value) => ({
            type: 2 as const,
            value,
          })),
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { ca: ca.cert, server: { key: server.private, cert: server.cert } };
}
