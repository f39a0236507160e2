import { t } from '@vscode/l10n';

/*
 * The texts of `--help`. They are functions and not constants, since the language is known only when the program runs.
 * Examples begin with an empty line, and are not translated.
 */

export const program = (): string =>
  t('Use the integrations of this editor window, or of this Posit Workbench session, in a terminal or a script.');

export const helpOption = (): string => t('show this help');

export const versionOption = (): string => t('show the version');

export const completion = (): string =>
  t('Print a script by which a shell completes the arguments of this command, including the names of integrations.');

export const completionShellArgument = (): string => t('the shell that runs the script');

export const nameArgument = (): string =>
  t('name of an integration as "credentials list" shows it, or its Integration ID');

export const outputOption = (): string => t('text for people, or json for programs');

export const list = (): string => t('List the integrations, and show whether you are signed in.');

export const accessToken = (): string =>
  t(
    'Write an access token to standard output, without a line break. If you are not signed in, write the URL where you can sign in, and exit with code 1.',
  );

export const extraOption = (): string =>
  t('write a field that came with the token, such as instance_url, instead of the token');

export const waitOption = (): string => t('if you are not signed in, wait until you are (600 seconds if not given)');

export const signIn = (): string => t('Sign in to an integration in your browser.');

export const signInWaitOption = (): string => t('how long to wait for it (600 seconds if not given)');

export const signOut = (): string => t('Sign out of an integration.');

export const doctor = (): string =>
  t(
    'Check what a sign-in to an integration needs. Write one line for each part, and exit with code 2 if there is a problem.',
  );

export const servers = (): string => t('List the servers that you sign in to, and who you are there.');

export const login = (): string =>
  t(
    'Sign in to a Posit Connect server, in the browser or with an identity token. The options are those of "rsconnect login". Tokens are stored encrypted, with the key in the system keyring if there is one.',
  );

export const logout = (): string =>
  t('Sign out of a Posit Connect server, which stays in the list. Give one of SERVER, --server and --name.');

export const urlArgument = (): string => t('URL of the server');

export const serverOption = (): string =>
  t('URL of the server, instead of the argument (or CONNECT_SERVER in the environment)');

export const nameOption = (): string => t('nickname of the server (default: its host)');

export const insecureOption = (): string =>
  t("do not verify the server's certificate (or CONNECT_INSECURE in the environment)");

export const cacertOption = (): string =>
  t('file with the CA certificate of the server (or CONNECT_CA_CERTIFICATE in the environment)');

export const identityTokenOption = (): string =>
  t(
    'OIDC identity token, such as one of a CI job, to exchange for an API key instead of signing in in the browser; - reads it from standard input (or CONNECT_IDENTITY_TOKEN in the environment)',
  );

export const identityTokenFileOption = (): string =>
  t(
    'file with such a token (or CONNECT_IDENTITY_TOKEN_FILE in the environment). Better than --identity-token, which other users of the machine can read',
  );

export const deviceCodeOption = (): string =>
  t('show a code to enter in a browser on any machine, instead of opening one here');

export const clientIdOption = (): string => t('ID of an OAuth client, instead of registering one');

export const noSetDefaultOption = (): string => t('do not make this server the default');

export const noWaitOption = (): string =>
  t('start to sign in with a device code, print the code and its page as JSON, and exit');

export const finishOption = (): string => t('finish a sign-in that --no-wait has started, by its --name; prints JSON');

export const timeoutOption = (): string => t('with --finish: how many seconds to wait for you at most (default: 120)');

export const invalidTimeout = (): string => t('It must be a whole number of seconds, at least 1.');

export const verboseOption = (): string => t('write a log to standard error; -vv writes more');

export const logoutServerOption = (): string => t('URL of the server, instead of the argument');

export const logoutNameOption = (): string => t('nickname of the server');

export const connect = (): string => t('Access to Posit Connect.');

export const connectToken = (): string =>
  t('Write the access token or API key of a Posit Connect server to standard output, without a line break.');

export const serverArgument = (): string =>
  t('name or URL of a server as "credentials servers" shows it; the default server if not given');

export const headerOption = (): string => t('write the header Authorization, as a line');

export const connectRun = (): string =>
  t('Run a command as content on Posit Connect: it gets the tokens of the integrations that you use for content.');

export const commandArgument = (): string => t('command to run, with its arguments');

export const viewerOption = (): string => t('open the app in the browser as its viewer, as soon as it listens');

export const portOption = (): string => t('with --viewer: the port of the app; on Linux, it is found if not given');

export const wrongPort = (): string => t('It must be a number from 1 to 65535.');

export const rWithoutShinyOption = (): string =>
  t(
    'for R code outside Shiny: set CONNECTCREDS_MOCKING, an internal switch of connectcreds, so that it takes you for the viewer',
  );

export const connectDoctor = (): string =>
  t(
    'Say why content gets no viewer token, has_viewer_token() is FALSE in R: one line for each part, and exit code 1 if there is a problem. With a command: as "credentials connect run" would start it. Otherwise: in the environment as it is.',
  );

export const examinedCommandArgument = (): string => t('command that runs the content; it is not started');

export const connectDoctorExamples = (): string =>
  examples('credentials connect doctor', 'credentials connect doctor -- shiny run app.py');

export const connectRunExamples = (): string =>
  examples(
    'credentials connect run --viewer -- shiny run app.py',
    'credentials connect run --r-without-shiny -- Rscript report.R',
  );

export const env = (): string =>
  t(
    'Print the variables that let code outside this terminal, such as the kernel of a notebook, use the same integrations. No secrets.',
  );

export const shellOption = (): string => t('the shell to print them for');

export const gitCredential = (): string => t('Give Git the access token for a host, as a credential helper.');

export const operationArgument = (): string => t('get, or erase for a token that a server refused; store does nothing');

export const invalidWait = (most: number): string => t('It must be a number of seconds, at most {0}.', most);

export const separateSeconds = (seconds: string): string => t('Write --wait={0}, without a space', seconds);

/** @param sentence without a full stop @param call such as `credentials --help` */
export const usage = (sentence: string, call: string): string => t('{0}. See: {1}', sentence, call);

export const commandMissing = (): string => t('Say what to do, as in: credentials list');

export const programExamples = (): string => examples('credentials list', 'credentials access-token github');

export const listExamples = (): string => examples('credentials list', 'credentials list --output json');

export const accessTokenExamples = (): string =>
  examples(
    // Not as an argument of curl: other users of the machine can read arguments.
    `printf 'Authorization: Bearer %s\\n' "$(credentials access-token github)" | curl --header @- https://api.github.com/user`,
    'token=$(credentials access-token --wait github)',
    'credentials access-token salesforce --extra instance_url',
  );

export const signInExamples = (): string => examples('credentials sign-in github', 'credentials sign-in "Sales API"');

export const signOutExamples = (): string => examples('credentials sign-out github');

export const doctorExamples = (): string => examples('credentials doctor github');

export const envExamples = (): string =>
  examples(
    'eval "$(credentials env)"',
    'credentials env --shell fish | source',
    'credentials env --shell powershell | Out-String | Invoke-Expression',
  );

export const completionExamples = (): string =>
  examples(
    'source <(credentials completion bash)',
    'source <(credentials completion zsh)',
    'credentials completion fish | source',
    'credentials completion powershell | Out-String | Invoke-Expression',
  );

export const gitCredentialExamples = (): string =>
  examples(
    "git config --global credential.https://github.com.helper '!credentials git-credential'",
    'git clone https://github.com/you/private-repository',
  );

/** Examples of calls, one line each. */
export function examples(...lines: readonly string[]): string {
  return `\n${t('Examples:')}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

export const serversExamples = (): string => examples('credentials servers', 'credentials servers --output json');

export const loginExamples = (): string =>
  examples(
    'credentials login https://connect.example.com',
    'credentials login --use-device-code --name production https://connect.example.com',
    'credentials login --no-wait --name production https://connect.example.com',
    'credentials login --finish --name production',
    'credentials login --server https://connect.example.com --identity-token-file token.txt',
  );

export const logoutExamples = (): string =>
  examples('credentials logout https://connect.example.com', 'credentials logout --name production');

export const connectExamples = (): string =>
  examples('credentials connect token --header | curl --header @- https://connect.example.com/__api__/v1/user');
