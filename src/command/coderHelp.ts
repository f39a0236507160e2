import { t } from '@vscode/l10n';
import { examples } from './help.js';

/* The texts of `--help` for the commands that programs written for Coder use: see help.ts. */

export const externalAuth = (): string => t('For scripts that are written for Coder: see "access-token".');

export const externalAuthToken = (): string =>
  t(
    'Like "coder external-auth access-token": write an access token to standard output, without a line break. If you are not signed in, write the URL where you can sign in; the exit code is then 1, as for all failures. Asks Coder in a workspace, and otherwise the editor window of this terminal.',
  );

export const externalAuthExamples = (): string =>
  examples(
    'credentials external-auth access-token github',
    'credentials external-auth access-token slack --extra authed_user.id',
    'credentials external-auth access-token github --output json',
  );

export const providerArgument = (): string =>
  t('provider ID of Coder; in an editor window, a name or an Integration ID');

export const extraOption = (): string =>
  t('write a field that came with the token instead of the token, such as authed_user.id');

export const agentTokenOption = (): string =>
  t("token of the workspace's agent (or CODER_AGENT_TOKEN in the environment, where others can't read it)");

export const agentTokenFileOption = (): string => t('file with that token (or CODER_AGENT_TOKEN_FILE)');

export const agentUrlOption = (): string => t('URL of Coder (or CODER_AGENT_URL)');

export const authOption = (): string => t('how the agent authenticates: only token is supported (or CODER_AGENT_AUTH)');

export const coder = (): string => t('Run programs that are written for Coder.');

export const coderExamples = (): string =>
  examples('credentials coder run -- ./clone-all.sh', 'credentials coder mock --token made-up -- ./test.sh');

export const run = (): string =>
  t(
    'Run a command for which the editor window is Coder: it gets the tokens of your integrations by "coder external-auth access-token" and "coder gitaskpass".',
  );

export const runExamples = (): string =>
  examples(
    'credentials coder run -- ./clone-all.sh',
    'credentials coder run -- coder external-auth access-token github',
  );

export const mock = (): string =>
  t(
    'Run the tests of a script: the command gets a made-up answer in place of that of Coder. It gets no real token, and needs neither a workspace nor an editor window.',
  );

export const mockTokenOption = (): string =>
  t('access token to answer with; not a real one, since others can read arguments');

export const mockUrlOption = (): string => t('answer as if the user had to sign in at this URL');

export const mockStatusOption = (): string => t('answer with an error of this HTTP status, such as 404 or 500');

export const wrongUrl = (): string => t('It must begin with http:// or https://.');

export const wrongStatus = (): string => t('It must be a number from 400 to 599.');

export const mockExamples = (): string =>
  examples(
    'credentials coder mock --token made-up -- ./test.sh',
    'credentials coder mock --url https://example.com/sign-in -- ./test.sh',
    'credentials coder mock --status 500 -- ./test.sh',
  );
