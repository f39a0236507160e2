/** The requests to an authorization server. What an error means depends on which of them it answers. */
export type OAuthRequest =
  | 'authorization'
  | 'code'
  | 'refresh'
  | 'clientCredentials'
  | 'deviceAuthorization'
  | 'deviceCode'
  | 'tokenExchange'
  | 'registration'
  | 'revocation';
