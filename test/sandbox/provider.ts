import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Configuration, Interaction } from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';
import { Provider } from 'oidc-provider/lib/provider.js';
import { pageHeaders, renderPage, sendPage } from './html.js';
import { readBody } from './httpBody.js';
import { labelOf, type IntegrationConfig } from './integrations.js';
import { consentPage, loginPage, problemPage } from './pages.js';

export interface ProviderOptions {
  issuer: string;
  clients: readonly IntegrationConfig[];
  redirectUri: string;
  account: { login: string; password: string };
  /** Milliseconds; the provider counts in seconds. */
  accessTokenLifetime: number;
}

/** A real OAuth 2.0 and OpenID Connect provider with one account, as a handler of HTTP requests to `issuer`. */
export function createProvider(options: ProviderOptions): RequestListener {
  const provider = new Provider(options.issuer, configuration(options));
  const answer = provider.callback();
  return (request, response) => {
    if (!request.url?.startsWith('/interaction/')) {
      void answer(request, response);
      return;
    }
    interact(provider, options, request, response).catch(() => {
      if (!response.headersSent)
        sendPage(response, problemPage(400, 'This sign-in has ended. Start it again from your editor.'));
      else response.destroy();
    });
  };
}

/** The login page or the consent page, whichever comes next, and what the person does there. */
async function interact(
  provider: Provider,
  { clients, account, redirectUri }: ProviderOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const interaction = await provider.interactionDetails(request, response);
  const { client_id: clientId, scope } = interaction.params;
  const integration = clients.find((client) => client.clientId === clientId);
  if (!integration) throw new Error('An interaction of a client that is not configured');
  const label = labelOf(integration);
  // Browsers hold a form to the policy through its redirects: the last one leads back to the Workbench.
  const formTargets = [new URL(redirectUri).origin];
  const isLogin = interaction.prompt.name === 'login';

  if (request.method !== 'POST') {
    const scopes = typeof scope === 'string' ? scope.split(' ') : [];
    sendPage(
      response,
      isLogin ? loginPage(label, formTargets) : consentPage(label, account.login, scopes, formTargets),
    );
    return;
  }
  const form = new URLSearchParams(await readBody(request));
  if (form.get('action') !== 'continue') {
    const refusal = { error: 'access_denied', error_description: 'The user did not allow access' };
    await provider.interactionFinished(request, response, refusal, { mergeWithLastSubmission: false });
  } else if (!isLogin) {
    const consent = { grantId: await saveGrant(provider, interaction) };
    await provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
  } else if (form.get('login') === account.login && form.get('password') === account.password) {
    const login = { accountId: account.login };
    await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  } else {
    sendPage(response, loginPage(label, formTargets, 'The login or the password is not right.'));
  }
}

async function saveGrant(provider: Provider, interaction: Interaction): Promise<string> {
  const earlier = interaction.grantId === undefined ? undefined : await provider.Grant.find(interaction.grantId);
  const accountId = interaction.session?.accountId;
  const { client_id: clientId, scope } = interaction.params;
  if (accountId === undefined || typeof clientId !== 'string') throw new Error('Consent without a session');
  const grant = earlier ?? new provider.Grant({ accountId, clientId });
  if (typeof scope === 'string') grant.addOIDCScope(scope);
  return grant.save();
}

/** All that the provider would otherwise warn about on the console is decided here. */
function configuration({ clients, redirectUri, account, accessTokenLifetime }: ProviderOptions): Configuration {
  const minute = 60;
  const day = 24 * 60 * minute;
  const signingKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  return {
    adapter: createMemoryAdapter(),
    jwks: { keys: [{ ...signingKey, kty: 'EC', use: 'sig', alg: 'ES256', kid: 'sandbox' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clients: clients.map((client) => ({
      client_id: client.clientId,
      client_secret: client.clientSecret,
      client_name: labelOf(client),
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      scope: client.scopes.join(' '),
    })),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    scopes: [...new Set(['openid', 'offline_access', ...clients.flatMap(({ scopes }) => scopes)])],
    claims: { openid: ['sub'] },
    findAccount: (_context, sub) => (sub === account.login ? { accountId: sub, claims: () => ({ sub }) } : undefined),
    pkce: { required: () => true },
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: {
      AccessToken: Math.ceil(accessTokenLifetime / 1000),
      AuthorizationCode: minute,
      IdToken: 10 * minute,
      RefreshToken: day,
      Interaction: 10 * minute,
      Session: day,
      Grant: day,
    },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    clientBasedCORS: () => false,
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_context, client, token) => token.clientId === client.clientId },
    },
    renderError: (context, out) => {
      const message = `The identity provider refused the request: ${out.error_description ?? out.error}.`;
      const page = problemPage(context.status, message);
      context.set(pageHeaders(page));
      context.body = renderPage(page);
    },
  };
}
