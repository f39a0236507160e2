import { t } from '@vscode/l10n';
import { listOf, shortListOf } from '../../../core/lists.js';
import { oneLine } from '../../../core/text.js';

/* What `credentials connect doctor` says. Functions, since the language is known only when the program runs. */

/** How content is started so that the editor answers it. */
const howToStart = (): string =>
  t(
    'Start the content with "credentials connect run -- COMMAND", or in a terminal that is opened with Posit Workbench: Open Terminal as on Posit Connect.',
  );

export const subjects = {
  command: (): string => t('Command'),
  variables: (): string => t('Variables'),
  header: (): string => t('Header'),
  proxy: (): string => t('Proxy'),
  version: (): string => t('Version'),
  key: (): string => t('API key'),
  license: (): string => t('License'),
  association: (): string => t('Association'),
  session: (): string => t('Session'),
};

export const notChecked = (subject: string): string =>
  t('Not checked because of the problem in the line {0}.', subject);

/** Longest path of a program that is shown, in characters. */
const MAX_PATH_LENGTH = 300;

export const commandFound = (program: string): string => t('{0} was found.', oneLine(program, MAX_PATH_LENGTH));

/** @param wrong such as `CONNECT_SERVER is not set` @param isInWindow whether this is a terminal of an editor window */
export const variablesWrong = (wrong: readonly string[], isInWindow: boolean): string =>
  isInWindow
    ? t('Code does not find Posit Connect here: {0}. {1}', wrong.join('; '), howToStart())
    : t(
        'Code does not find Posit Connect here: {0}. This is not a terminal of an editor window, either: open one in the editor. {1}',
        wrong.join('; '),
        howToStart(),
      );

export const notConnect = (name: string): string => t('{0} is not CONNECT', name);
export const notSet = (name: string): string => t('{0} is not set', name);
export const notUrl = (name: string): string => t('{0} is not the URL of a server', name);

/** @param server the host that the variable names */
export const otherWindow = (server: string): string =>
  t(
    'CONNECT_SERVER is {0}, where this window does not listen: the terminal is of another window, or older than the window’s port. Open a new terminal. {1}',
    oneLine(server),
    howToStart(),
  );

export const otherServer = (server: string): string =>
  t(
    'CONNECT_SERVER is {0} and not this editor window. Look for CONNECT_SERVER in the start-up files of your shell, and remove it. {1}',
    oneLine(server),
    howToStart(),
  );

/** @param names of variables */
export const setByR = (file: string, names: readonly string[]): string =>
  t(
    '{0} sets {1} again when R starts, so R code does not see the values of this environment. Remove these lines, or put a # before them.',
    oneLine(file, 200),
    listOf(names),
  );

export const variablesSet = (server: string): string =>
  t('Set as on Posit Connect. The server is {0}.', oneLine(server, 200));

export const headerMocked = (): string =>
  t('CONNECTCREDS_MOCKING is set: connectcreds takes you for the viewer, without a header. Other libraries do not.');

export const headerFromConnect = (): string =>
  t(
    'Posit Connect sends the viewer’s token with each request to an app. Reports and jobs have no viewer, so there is no token.',
  );

export const headerFromEditor = (): string =>
  t(
    'An app gets the viewer’s token with the requests of a browser in which it was opened with Posit Workbench: Open App as Viewer…, or with "credentials connect run --viewer".',
  );

export const headerOfScript = (program: string): string =>
  t(
    '{0} may run a script, which has no viewer, on Posit Connect either. For R code outside Shiny, use "credentials connect run --r-without-shiny". An app gets the viewer’s token when it is opened with Posit Workbench: Open App as Viewer….',
    oneLine(program, 80),
  );

export const headerOfReport = (program: string): string =>
  t(
    '{0} renders a document, which has no viewer, on Posit Connect either. Use a service account there. To try R code with your own token, use "credentials connect run --r-without-shiny".',
    oneLine(program, 80),
  );

export const noProxy = (host: string): string => t('Requests to {0} go there directly.', oneLine(host));

export const proxied = (host: string, proxy: string): string =>
  t('Requests to {0} go through the proxy {1}.', oneLine(host), oneLine(proxy));

export const proxiedLoopback = (host: string, proxy: string): string =>
  t(
    'Requests to {0} would go to the proxy {1}, which cannot reach this machine. Add 127.0.0.1 to NO_PROXY and no_proxy. {2}',
    oneLine(host),
    oneLine(proxy),
    howToStart(),
  );

export const windowAnswers = (version: string): string =>
  t('This editor window answers as Posit Connect {0}.', oneLine(version, 40));

export const serverAnswers = (host: string, version: string): string =>
  t('{0} runs Posit Connect {1}.', oneLine(host), oneLine(version, 40));

export const serverKnowsNoAudience = (host: string, version: string): string =>
  t(
    '{0} runs Posit Connect {1}. Before 2025.07, it knows no audience, and content has one integration at most.',
    oneLine(host),
    oneLine(version, 40),
  );

export const versionHidden = (host: string): string =>
  t('{0} answers, but hides its version. OAuth integrations need Posit Connect 2024.08 or later.', oneLine(host));

export const nothingListens = (server: string): string =>
  t(
    'Nothing answers at {0}: the editor window was closed or reloaded, or credentials in terminals are turned off. Open a new terminal in the editor.',
    oneLine(server, 200),
  );

/** @param username `undefined` for a service principal */
export const keyAccepted = (username: string | undefined): string =>
  username === undefined
    ? t('Accepted. It is the key of a service principal, which has no user.')
    : t('Accepted. Calls are made as {0}.', oneLine(username, 60));

export const keyRefused = (host: string): string =>
  t(
    '{0} does not accept CONNECT_API_KEY: it has expired, was deleted, or is of another server. {1}',
    oneLine(host),
    howToStart(),
  );

export const licensed = (): string => t('OAuth integrations are licensed and turned on.');

export const licenseHidden = (host: string): string =>
  t('{0} does not say whether OAuth integrations are licensed and turned on.', oneLine(host));

export const noContent = (host: string): string =>
  t('{0} has no content with the GUID in CONNECT_CONTENT_GUID, or the API key may not see it.', oneLine(host));

export const noneUsed = (): string =>
  t(
    'No integration is used for content in this workspace. Choose Use for Content… on an integration in the view Available Credentials.',
  );

export const noneAssociated = (): string =>
  t('No integration is associated with the content. Add one in the content’s settings on Posit Connect.');

export const noViewers = (names: string): string =>
  t(
    'Only service accounts are associated: {0}. They give tokens to content and not to viewers: use get_content_credentials() or connect_service_account_token().',
    names,
  );

export const associated = (name: string): string => t('Content gets the viewer’s token of {0}.', name);

export const severalAssociated = (names: string): string =>
  t(
    'Content has several integrations: {0}. Each call has to say which one it means, by audience, resource or scope; has_viewer_token() alone is FALSE.',
    names,
  );

export const noViewerIntegration = (): string => t('Not checked, since there is no integration of viewers.');

export const hasToken = (name: string): string => t('{0}: there is a token of yours.', oneLine(name, 60));

/** @param said why not, in a sentence of the editor window */
export const hasNoToken = (name: string, said: string): string => t('{0}: {1}', oneLine(name, 60), oneLine(said, 400));

export const unknownReason = (): string =>
  t('the token could not be requested. See the log of Available Credentials in the editor.');

export const keyOwnerSignedIn = (name: string): string =>
  t('{0}: the user of the API key is signed in. Each other viewer signs in for themselves.', oneLine(name, 60));

export const keyOwnerSignedOut = (name: string): string =>
  t(
    '{0}: the user of the API key is not signed in. Each viewer signs in for themselves, when the content asks for it or at the page of the content.',
    oneLine(name, 60),
  );

export const sessionsHidden = (said: string): string => t('The sign-ins could not be listed: {0}', oneLine(said, 300));

/** Names of integrations, at most as many as fit in a line. */
export function nameList(names: readonly (string | undefined)[]): string {
  return shortListOf(
    names.map((name) => oneLine(name ?? '?', 60)),
    5,
  );
}
