import type { Secret } from '../../core/secret.js';
import type { SecretVariables } from '../face.js';

/** What a process of content has to know. */
export interface ContentFacts {
  /** The base URL of the server, without a slash at the end. */
  readonly url: string;
  readonly apiKey: string | Secret;
  readonly contentGuid: string;
  readonly contentToken: string | Secret;
  /** A file with the same token, where clients look for it first. */
  readonly tokenFile: string;
}

/** The variables by which a process takes a server for the Posit Connect that it runs on. */
export function contentVariables({ url, apiKey, contentGuid, contentToken, tokenFile }: ContentFacts): SecretVariables {
  return {
    RSTUDIO_PRODUCT: 'CONNECT',
    POSIT_PRODUCT: 'CONNECT',
    CONNECT_SERVER: `${url}/`,
    CONNECT_API_KEY: apiKey,
    CONNECT_CONTENT_GUID: contentGuid,
    CONNECT_CONTENT_SESSION_TOKEN: contentToken,
    CONNECT_CONTENT_SESSION_TOKEN_FILE: tokenFile,
  };
}

/** In addition, for R code outside Shiny: connectcreds then sends a viewer token of its own. */
export const MOCKING_VARIABLES = { CONNECTCREDS_MOCKING: '1' } as const;
