/*
 * The part of oauth4webapi that is used, as a module of its own that is loaded on first use. None of our own code may be
 * bundled into it: a class that is in two bundles is two classes, and `instanceof` fails between them.
 */

export {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  AuthorizationResponseError,
  calculatePKCECodeChallenge,
  clientCredentialsGrantRequest,
  ClientSecretPost,
  customFetch,
  deviceAuthorizationRequest,
  deviceCodeGrantRequest,
  dynamicClientRegistrationRequest,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  genericTokenEndpointRequest,
  INVALID_RESPONSE,
  None,
  nopkce,
  OperationProcessingError,
  processAuthorizationCodeResponse,
  processClientCredentialsResponse,
  processDeviceAuthorizationResponse,
  processDeviceCodeResponse,
  processDynamicClientRegistrationResponse,
  processGenericTokenEndpointResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  refreshTokenGrantRequest,
  revocationRequest,
  UnsupportedOperationError,
  validateAuthResponse,
} from 'oauth4webapi';
export type {
  AuthorizationServer as Metadata,
  Client as LibraryClient,
  ClientAuth,
  CustomFetchOptions,
  DeviceAuthorizationResponse,
  HttpRequestOptions,
  TokenEndpointResponse,
} from 'oauth4webapi';
