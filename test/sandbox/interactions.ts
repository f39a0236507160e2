import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Interaction, Provider } from 'oidc-provider';
import { sendPage } from './html.js';
import { readBody } from './httpBody.js';
import { consentPage, loginPage, problemPage } from './pages.js';

/** Who can sign in at a provider. */
export interface Account {
  readonly login: string;
  readonly password: string;
}

/** A provider as a handler of HTTP requests, with pages at which its accounts sign in and consent. */
export function withInteractions(provider: Provider, accounts: readonly Account[]): RequestListener {
  const answer = provider.callback();
  return (request, response) => {
    if (!request.url?.startsWith('/interaction/')) {
      void answer(request, response);
      return;
    }
    interact(provider, accounts, request, response).catch(() => {
      if (!response.headersSent)
        sendPage(response, problemPage(400, 'This sign-in has ended. Start it again from your editor.'));
      else response.destroy();
    });
  };
}

/** The login page or the consent page, whichever comes next, and what the person does there. */
async function interact(
  provider: Provider,
  accounts: readonly Account[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const interaction = await provider.interactionDetails(request, response);
  const { client_id: clientId, scope } = interaction.params;
  const client = typeof clientId === 'string' ? await provider.Client.find(clientId) : undefined;
  if (!client) throw new Error('An interaction of a client that is not configured');
  const label = client.clientName ?? client.clientId;
  const formTargets = formTargetsOf(interaction);
  const isLogin = interaction.prompt.name === 'login';

  if (request.method !== 'POST') {
    const scopes = typeof scope === 'string' ? scope.split(' ') : [];
    sendPage(
      response,
      isLogin
        ? loginPage(label, formTargets)
        : consentPage(label, interaction.session?.accountId ?? '', scopes, formTargets),
    );
    return;
  }
  const form = new URLSearchParams(await readBody(request));
  const account = accounts.find(
    ({ login, password }) => form.get('login') === login && form.get('password') === password,
  );
  if (form.get('action') !== 'continue') {
    const refusal = { error: 'access_denied', error_description: 'The user did not allow access' };
    await provider.interactionFinished(request, response, refusal, { mergeWithLastSubmission: false });
  } else if (!isLogin) {
    const consent = { grantId: await saveGrant(provider, interaction) };
    await provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
  } else if (account) {
    const login = { accountId: account.login };
    await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  } else {
    sendPage(response, loginPage(label, formTargets, 'The login or the password is not right.'));
  }
}

/** Browsers hold a form to the policy through its redirects: the last one leads back to the client. */
function formTargetsOf({ params: { redirect_uri: redirectUri } }: Interaction): string[] {
  if (typeof redirectUri !== 'string') return [];
  const { origin, protocol } = new URL(redirectUri);
  return [origin === 'null' ? protocol : origin];
}

async function saveGrant(provider: Provider, interaction: Interaction): Promise<string> {
  const earlier = interaction.grantId === undefined ? undefined : await provider.Grant.find(interaction.grantId);
  const accountId = interaction.session?.accountId;
  const { client_id: clientId, scope } = interaction.params;
  if (accountId === undefined || typeof clientId !== 'string') throw new Error('Consent without a session');
  const grant = earlier ?? new provider.Grant({ accountId, clientId });
  if (typeof scope === 'string') grant.addOIDCScope(scope);
  const { missingResourceScopes = {} } = interaction.prompt.details as {
    missingResourceScopes?: Record<string, string[]>;
  };
  for (const [resource, scopes] of Object.entries(missingResourceScopes)) {
    grant.addResourceScope(resource, scopes.join(' '));
  }
  return grant.save();
}
