import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import type { Finding } from '../core/finding.js';
import { oneLine } from '../core/text.js';
import { formatTime } from '../core/time.js';
import { CoderError } from './coderError.js';
import type { AgentAuth } from './wire.js';

/**
 * What getting a token of a provider needs, one finding each.
 *
 * @param ask asks for a token now
 */
export async function checkProvider(
  name: string,
  url: string,
  ask: () => Promise<AgentAuth>,
): Promise<readonly Finding[]> {
  const { host } = new URL(url);
  try {
    const auth = await ask();
    return [reachable(host), known(name), signedIn(name, auth)];
  } catch (error) {
    if (!(error instanceof CredentialError)) {
      throw error;
    }
    const problem = { result: 'problem', text: error.message } as const;
    const status = error instanceof CoderError ? error.status : undefined;
    if (status === undefined || error.failure === 'authorization' || error.failure === 'protocol') {
      return [{ subject: t('Coder'), ...problem }];
    }
    return status === 404
      ? [reachable(host), { subject: t('Provider'), ...problem }]
      : [reachable(host), { subject: t('Access token'), ...problem }];
  }
}

function reachable(host: string): Finding {
  return { subject: t('Coder'), result: 'ok', text: t('{0} accepts the token of this workspace.', host) };
}

function known(name: string): Finding {
  return { subject: t('Provider'), result: 'ok', text: t('Coder has the provider {0}.', oneLine(name)) };
}

function signedIn(name: string, auth: AgentAuth): Finding {
  const subject = t('Access token');
  if (auth.kind === 'notSignedIn') {
    return { subject, result: 'problem', text: t('You are not signed in to {0}. Sign in to it.', oneLine(name)) };
  }
  const { expiresAt } = auth;
  const text =
    expiresAt === undefined ? t('Coder provides an access token.') : t('Valid until {0}.', formatTime(expiresAt));
  return { subject, result: 'ok', text };
}
