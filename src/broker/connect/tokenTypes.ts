/** What content asks for, by the token types of RFC 8693 (section 3), AWS and Connect. */
export const TOKEN_TYPES = {
  accessToken: 'urn:ietf:params:oauth:token-type:access_token',
  idToken: 'urn:ietf:params:oauth:token-type:id_token',
  awsCredentials: 'urn:ietf:params:aws:token-type:credentials',
  apiKey: 'urn:posit:connect:api-key',
} as const;

export type TokenType = (typeof TOKEN_TYPES)[keyof typeof TOKEN_TYPES];
