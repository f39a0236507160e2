/** The command that takes the place of Coder's own. */
export const CALL = 'credentials external-auth access-token';

/** What a command in a terminal of a Coder workspace comes to that writes no real token. */
type ExitCode = readonly [
  title: string,
  command: string,
  /** @param coder the URL of the deployment */
  output: (coder: string) => string,
  errors: RegExp,
  code: number,
];

/** Where the user signs in to Slack. */
const urlOf = (coder: string): string => `${coder}/external-auth/slack`;

/** The user's token of Slack is revoked, and that of GitHub can't be refreshed. */
export const EXIT_CODES: readonly ExitCode[] = [
  ['a user who is not signed in', `${CALL} slack`, urlOf, /^$/, 1],
  [
    'an unknown provider',
    `${CALL} unknown`,
    () => '',
    /^credentials: get external auth token: unexpected status code 404: .*\n$/,
    1,
  ],
  [
    'a refresh that fails',
    `${CALL} github`,
    () => '',
    /^credentials: get external auth token: unexpected status code 500: .*the provider is down\n$/,
    1,
  ],
  ['no provider', CALL, () => '', /^credentials: wanted 1 args but got 0\n$/, 1],
  [
    'a wrong token',
    `CODER_AGENT_TOKEN=wrong ${CALL} github`,
    () => '',
    /^credentials: get external auth token: unexpected status code 401: .*\n$/,
    1,
  ],
  [
    'no token',
    `CODER_AGENT_TOKEN= ${CALL} github`,
    () => '',
    /^credentials: create agent client: Either CODER_AGENT_TOKEN or CODER_AGENT_TOKEN_FILE must be set\n$/,
    1,
  ],
  [
    'a user who has to sign in again',
    'credentials access-token slack',
    (coder) => `${urlOf(coder)}\n`,
    /^credentials: You are not signed in to Slack\. .*\ncredentials: .*not valid any more: token_revoked\. .*\n$/,
    1,
  ],
  ['a refresh that fails', 'credentials access-token github', () => '', /the provider is down/, 2],
  ['an unknown provider', 'credentials access-token unknown', () => '', /no integration unknown/, 2],
  ['a workspace', 'credentials coder run -- true', () => '', /This is a Coder workspace/, 2],
  ['a made-up token', `credentials coder mock --token made-up -- ${CALL} x`, () => 'made-up', /^$/, 0],
  [
    'a made-up URL',
    `credentials coder mock --url https://example.com/x -- ${CALL} x`,
    () => 'https://example.com/x',
    /^$/,
    1,
  ],
  ['a made-up failure', `credentials coder mock --status 500 -- ${CALL} x`, () => '', /status code 500/, 1],
];
