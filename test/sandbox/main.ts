import { parseArgs } from 'node:util';
import { askedToEnd, endWithNpm } from '../exitCleanup.js';
import { startConnect, type Connect } from './connect/connect.js';
import { startSandbox, type Sandbox, type SandboxOptions } from './sandbox.js';
import { isUnknownMethodAnswer, UNKNOWN_METHOD_ANSWERS } from './unknownMethod.js';

const HELP = `Usage: npm run sandbox -- [--port N] [--base-path PATH] [--tls] [--version VERSION] [--json]
                          [--no-sign-in HOW]

Starts a Posit Workbench sandbox and a Posit Connect, each with an OAuth provider, on this machine, and serves until Ctrl+C.
--json prints one line of JSON with the session's environment, and Connect's address and accounts, in place of a text.
--no-sign-in starts a server that knows neither oauth_sign_in nor oauth_sign_out, and says how it answers them:
${UNKNOWN_METHOD_ANSWERS.join(', ')}.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'base-path': { type: 'string', default: '' },
      tls: { type: 'boolean', default: false },
      version: { type: 'string' },
      json: { type: 'boolean', default: false },
      'no-sign-in': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65535) throw new Error(`--port ${values.port} is no port: 0 to 65535`);
  const options: SandboxOptions = {
    port,
    basePath: values['base-path'],
    tls: values.tls,
    ...(values.version === undefined ? {} : { version: values.version }),
    ...withoutSignIn(values['no-sign-in']),
  };
  await serve(options, values.json);
}

function withoutSignIn(how: string | undefined): SandboxOptions {
  if (how === undefined) return {};
  if (!isUnknownMethodAnswer(how))
    throw new Error(`--no-sign-in ${how} is none of ${UNKNOWN_METHOD_ANSWERS.join(', ')}`);
  return { signInMethods: false, unknownMethod: how };
}

async function serve(options: SandboxOptions, json: boolean): Promise<void> {
  const sandbox = await startSandbox(options);
  try {
    const connect = await startConnect({
      tls: options.tls ?? false,
      allowedRedirectUris: [sandbox.redirectUri],
    });
    try {
      console.log(json ? JSON.stringify(toJson(sandbox, connect)) : describe(sandbox, connect));
      await askedToEnd();
    } finally {
      await connect.stop();
    }
  } finally {
    await sandbox.stop();
  }
}

function toJson({ env, provider, account, integrations }: Sandbox, connect: Connect): object {
  const { url, ca, accounts, apiKeys } = connect;
  const shown = Object.entries(accounts).map(([role, { login, password }]) => [role, { login, password }]);
  return {
    ...{ env, provider, account, integrations },
    connect: { url, ca, provider: connect.provider, accounts: Object.fromEntries(shown) as object, apiKeys },
  };
}

function describe({ env, provider, account, integrations }: Sandbox, connect: Connect): string {
  const variables = Object.entries(env).map(([name, value]) => `  export ${name}='${value}'`);
  const rows = integrations.map(
    ({ guid, name, authenticated }) => `  ${guid}  ${name}${authenticated ? ' (signed in)' : ''}`,
  );
  return [
    `The sandbox Workbench is at ${env['RS_SERVER_URL'] ?? ''}, its OAuth provider at ${provider}.`,
    `Sign in at the provider as ${account.login} with the password ${account.password}.`,
    '',
    'A session in it has these variables:',
    ...variables,
    '',
    'Integrations:',
    ...rows,
    '',
    describeConnect(connect),
    '',
    'Ctrl+C ends it.',
  ].join('\n');
}

function describeConnect({ url, accounts }: Connect): string {
  const logins = Object.values(accounts).map(({ login, password }) => `  ${login}  ${password}`);
  return [`The sandbox Connect is at ${url}. Its accounts, and their passwords:`, ...logins].join('\n');
}

endWithNpm();
main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
