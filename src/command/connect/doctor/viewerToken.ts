import type { HttpClient } from '../../../core/httpClient.js';
import { isRecord } from '../../../core/record.js';
import type { Secret } from '../../../core/secret.js';
import { jsonResponse } from '../../../http/json.js';

const EXCHANGE = '/__api__/v1/oauth/integrations/credentials';

export interface ViewerTokenAnswer {
  readonly isGiven: boolean;
  /** Why not, in a sentence. */
  readonly said: string | undefined;
}

/**
 * Asks the editor window for the viewer's token of an integration, as content does. The token itself is thrown away.
 *
 * @param mockingKey the API key with which the window accepts the viewer token that connectcreds makes up
 */
export async function viewerToken(
  server: string,
  mockingKey: Secret,
  audience: string,
  http: Pick<HttpClient, 'send'>,
  signal: AbortSignal,
): Promise<ViewerTokenAnswer> {
  const url = new URL(EXCHANGE, server);
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:posit:connect:user-session-token',
    ...{ subject_token: 'user-token', audience },
  });
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: `Key ${mockingKey.reveal()}`,
  };
  const response = await http.send(url.href, { method: 'POST', headers, body: body.toString(), signal });
  const { status, json } = jsonResponse(response, url, { authorization: mockingKey });
  const said = isRecord(json) && typeof json['error'] === 'string' ? json['error'] : undefined;
  return { isGiven: status === 200, said };
}
