import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

export interface ProviderRequest {
  /** As oidc-provider calls it: `authorization`, `token`, `device_authorization`, `registration`, `revocation`. */
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** How the client authenticated, such as `Basic`; `undefined`: by no header. */
  readonly scheme: string | undefined;
  readonly status: number;
}

const SECRET_FIELDS = ['access_token', 'refresh_token', 'id_token', 'device_code', 'client_secret'];

/** What a provider has seen and given, oldest first. */
export class ProviderJournal {
  readonly requests: ProviderRequest[] = [];
  /** Every code, token and client secret that it has ever issued. */
  readonly secrets: string[] = [];

  constructor(provider: Provider) {
    provider.use(async (context: KoaContextWithOIDC, next) => {
      await next();
      // Only the paths of the protocol have it.
      if ('oidc' in context) {
        this.#record(context);
      }
    });
  }

  /** Those of one kind that were answered with success. */
  succeeded(route: string, grantType?: string): readonly ProviderRequest[] {
    return this.requests.filter(
      (each) =>
        each.route === route &&
        each.status < 400 &&
        (grantType === undefined || each.parameters['grant_type'] === grantType),
    );
  }

  #record({ oidc, status, body, request, response }: KoaContextWithOIDC): void {
    const { route, params = {} } = oidc;
    this.requests.push({
      ...{ route, status, parameters: { ...params, ...(route === 'registration' ? oidc.body : {}) } },
      scheme: request.get('authorization').split(' ', 1)[0] || undefined,
    });
    const location = response.get('location');
    const code = URL.canParse(location) ? new URL(location).searchParams.get('code') : null;
    const issued = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
    for (const secret of [code, ...SECRET_FIELDS.map((field) => issued[field])]) {
      if (typeof secret === 'string') this.secrets.push(secret);
    }
  }
}
