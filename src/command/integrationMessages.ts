import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import type { CreatedIntegration } from '../core/serverAccess.js';
import { oneLine } from '../core/text.js';
import { notSignedIn, signedInAlready } from './messages.js';

/* What the command says about integrations of Posit Connect servers. */

export const noServerIntegrations = (): string => t('The server has no integrations that you may use.');

/** On standard output, with a line for each fact. @param server the name of the server */
export function created({ label, guid, redirectUri }: CreatedIntegration, server: string): string {
  return [
    t('Created the integration {0} on {1}.', oneLine(label, 60), oneLine(server, 60)),
    t('Integration ID: {0}', oneLine(guid, 60)),
    ...(redirectUri === undefined
      ? []
      : [t('Redirect URI to register at the OAuth provider: {0}', oneLine(redirectUri, 300))]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

export const pkceIsOff = (): string =>
  t(
    'PKCE is turned off, so an attacker who intercepts a sign-in could use it. Turn it on if the provider supports it.',
  );

/** The window has sent no integration that can be shown. */
export function noIntegration(): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'The answer of the editor window of this terminal could not be understood. Look in the view Available Credentials whether the integration was created, and update the extension.',
    ),
  );
}

export const expectedInFile = (): string => t('It must contain template, name and config.');

/** An integration of a Posit Connect server. Its tokens are for content. */
export interface OnConnect {
  readonly label: string;
  /** The server's name. */
  readonly server: string;
  /** `undefined` if it needs no sign-in, as a service account. */
  readonly isSignedIn: boolean | undefined;
}

export function onlyForContent({ label, server }: OnConnect): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      'The tokens of {0} on {1} are only for content on Posit Connect. Choose Use for Content… on its row in the view Available Credentials, then run the content with: credentials connect run',
      oneLine(label),
      oneLine(server, 60),
    ),
  );
}

export function signInOnRow({ label, server, isSignedIn }: OnConnect): CredentialError {
  return new CredentialError(
    'rejected',
    isSignedIn === undefined
      ? needsNoSignIn(label, server)
      : isSignedIn
        ? signedInAlready(label)
        : t(
            'To sign in to {0} on {1}, choose Sign In on its row in the view Available Credentials.',
            oneLine(label),
            oneLine(server, 60),
          ),
  );
}

export function signOutOnRow({ label, server, isSignedIn }: OnConnect): CredentialError {
  return new CredentialError(
    'rejected',
    isSignedIn === undefined
      ? needsNoSignIn(label, server)
      : isSignedIn
        ? t(
            'To sign out of {0} on {1}, choose Sign Out on its row in the view Available Credentials.',
            oneLine(label),
            oneLine(server, 60),
          )
        : notSignedIn(label, false),
  );
}

const needsNoSignIn = (label: string, server: string): string =>
  t('You don’t sign in to {0}: content on {1} gets its tokens.', oneLine(label), oneLine(server, 60));

export function checkedAsContent({ label, server }: OnConnect): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      '{0} on {1} gives tokens only to content on Posit Connect. To see why content gets none, run: credentials connect doctor',
      oneLine(label),
      oneLine(server, 60),
    ),
  );
}
