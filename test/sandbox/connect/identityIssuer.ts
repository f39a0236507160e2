import { generateKeyPairSync, sign } from 'node:crypto';
import { LoopbackListener } from '../loopbackListener.js';

/** Where a workload gets its identity tokens, such as a CI system: an OpenID Connect issuer without people. */
export interface IdentityIssuer {
  readonly issuer: string;
  /**
   * An identity token, signed with ES256, that is valid for 5 minutes.
   *
   * @param claims such as `sub` and `aud`; they replace those that it would have otherwise, as `exp`
   */
  mint(claims: Readonly<Record<string, unknown>>): string;
  stop(): Promise<void>;
}

const LIFETIME = 5 * 60;

/** Starts one; it listens on loopback only. */
export async function startIdentityIssuer(): Promise<IdentityIssuer> {
  const listener = new LoopbackListener(0);
  await listener.open();
  const issuer = `http://127.0.0.1:${listener.port}`;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'workload', alg: 'ES256', use: 'sig' };
  const documents: Readonly<Record<string, object>> = {
    '/.well-known/openid-configuration': {
      issuer,
      jwks_uri: `${issuer}/jwks`,
      id_token_signing_alg_values_supported: ['ES256'],
    },
    '/jwks': { keys: [key] },
  };
  listener.serve((request, response) => {
    const found = documents[request.url ?? ''];
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? {}));
  });
  return {
    issuer,
    mint: (claims) => {
      const now = Math.floor(Date.now() / 1000);
      const payload = { iss: issuer, iat: now, exp: now + LIFETIME, ...claims };
      const text = [{ alg: 'ES256', typ: 'JWT', kid: 'workload' }, payload].map(encode).join('.');
      const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${text}.${signature.toString('base64url')}`;
    },
    stop: () => listener.close(),
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
