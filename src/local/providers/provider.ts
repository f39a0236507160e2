/**
 * An OAuth provider that *Add Integration…* knows by name: a file of the folder `providers`, whose schema is
 * `providers/provider.schema.json`. In templates, `{KEY}` stands for the answer to the question of that key.
 */
export interface Provider {
  readonly label: string;
  readonly detail?: string;
  /** The suggested name of an integration. */
  readonly name: string;
  readonly documentation: string;
  readonly questions?: readonly ProviderQuestion[];
  /** Templates. There is either an issuer, or at least the first two of the endpoints. */
  readonly issuer?: string;
  readonly authorizationUri?: string;
  readonly tokenUri?: string;
  readonly deviceAuthorizationUri?: string;
  readonly revocationUri?: string;
  readonly audience?: string;
  readonly authorizationParameters?: Readonly<Record<string, string>>;
  readonly gitHosts?: readonly string[];
  /** A regular expression that finds the issuer, or else the token endpoint, of existing integrations. */
  readonly recognizedBy: string;
  /** Where users register a client. */
  readonly register: { readonly where: string; readonly page?: string };
  /** The redirect URI to register there: without a port, if the provider accepts any port. */
  readonly redirectUri: string;
  readonly client: {
    readonly secret: 'none' | 'optional' | 'required';
    readonly method?: 'client_secret_basic' | 'client_secret_post';
    readonly usePkce?: boolean;
  };
  readonly scopes: ProviderScopes;
  /** What users should know, in sentences. */
  readonly notes?: readonly string[];
}

/** What a provider's URLs depend on, such as the workspace or the tenant. */
export interface ProviderQuestion {
  readonly key: string;
  readonly prompt: string;
  readonly placeholder: string;
  readonly default?: string;
  /** A regular expression that right answers match. */
  readonly pattern: string;
  readonly problem: string;
  readonly isOptional?: boolean;
}

export interface ProviderScopes {
  readonly choices: readonly { readonly scope: string; readonly detail: string; readonly isPicked?: boolean }[];
  /** The authorization parameter that takes the scopes, where it is not `scope`. */
  readonly parameter?: string;
  /** What stands between the scopes in that parameter. */
  readonly separator?: string;
}

/** The answers to a provider's questions, by their keys. */
export type Answers = Readonly<Record<string, string>>;
