import type { ProviderAccess } from '../connect/providerClient.js';
import { isObject } from '../connect/router.js';
import { loopbackFetch } from '../loopbackFetch.js';
import { ApiError } from './apiError.js';
import type { CoderLink } from './links.js';

/** Coder as the client of the provider's device flow (RFC 8628). */
export class DeviceCodes {
  /** Every device code that it has received. */
  readonly codes = new Set<string>();

  /** @param endpoint the provider's, for device codes */
  constructor(
    private readonly access: ProviderAccess,
    private readonly endpoint: string,
  ) {}

  /** The answer of `GET …/device`. */
  async start(): Promise<object> {
    const answer = await this.#post(this.endpoint, { scope: 'openid offline_access reports:read' });
    const code = answer['device_code'];
    if (typeof code !== 'string') throw new ApiError(500, 'Failed to authorize device.', String(answer['error']));
    this.codes.add(code);
    const { device_code, user_code, verification_uri, expires_in } = answer;
    // The provider names no interval: RFC 8628, section 3.2 then means 5 seconds, which tests would have to wait for.
    return { device_code, user_code, verification_uri, expires_in, interval: 1 };
  }

  /** The tokens for the code in `body`. Throws `ApiError` with the provider's error as its detail. */
  async exchange(body: unknown): Promise<Pick<CoderLink, 'accessToken' | 'refreshToken' | 'expiresAt'>> {
    const code = isObject(body) ? body['device_code'] : undefined;
    if (typeof code !== 'string') {
      const missing = [{ field: 'device_code', detail: 'Validation failed for tag "required" with value: ""' }];
      throw new ApiError(400, 'Validation failed.', undefined, missing);
    }
    const answer = await this.#post(this.access.tokenUri, {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: code,
    });
    const { access_token: accessToken, refresh_token: refreshToken, expires_in: lifetime } = answer;
    if (typeof accessToken !== 'string') {
      throw new ApiError(400, 'Failed to exchange device code.', String(answer['error']));
    }
    return {
      accessToken,
      refreshToken: typeof refreshToken === 'string' ? refreshToken : undefined,
      expiresAt: Date.now() + (typeof lifetime === 'number' ? lifetime : 0) * 1000,
    };
  }

  async #post(url: string, parameters: Readonly<Record<string, string>>): Promise<Readonly<Record<string, unknown>>> {
    const { clientId, clientSecret } = this.access;
    const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
    const response = await loopbackFetch(url, {
      ...{ method: 'POST', headers: { authorization: `Basic ${basic}` } },
      body: new URLSearchParams({ client_id: clientId, ...parameters }),
    });
    const answer: unknown = await response.json();
    return isObject(answer) ? answer : {};
  }
}
