import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderSnippet } from '../../src/snippets/render.js';
import { templatesIn } from '../../src/snippets/templates.js';

type Environment = Readonly<Record<string, string>>;

/** How a program ended. Its output may be a token, and must not be shown. */
export interface Run {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** A way in which a user runs a saved snippet. */
export interface Runner {
  readonly name: string;
  readonly language: string;
  readonly command: string;
  readonly args: readonly string[];
  /** A line of code that prints the token, where a user's own code belongs. */
  readonly print: string;
  /** Variables besides those of the session. `folder`: where {@link files} are. */
  readonly env?: (session: Environment, folder: string) => Environment;
  /** Files beside the snippet. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Milliseconds after which a program is ended. */
const TIME_LIMIT = 15_000;

/** What posit-sdk does for the snippet, by the standard library: the call of its `Client`, a GET with a JSON body. */
const POSIT_WORKBENCH = `
import json, os, ssl, urllib.request

class OAuth:
    def get_credentials(self, audience):
        with open(os.path.join(os.environ["PWB_SESSION_RUNTIME_DIR"], "rpc_cookie")) as file:
            cookie = file.read()
        request = urllib.request.Request(
            os.environ["RS_SERVER_ADDRESS"] + "/oauth_token",
            method="GET",
            data=json.dumps({"method": "/oauth_token", "kwparams": {"uuid": audience}}).encode(),
            headers={"Content-Type": "application/json", "X-RS-Session-Server-RPC-Cookie": cookie},
        )
        trust = ssl.create_default_context(cafile=os.environ.get("REQUESTS_CA_BUNDLE"))
        with urllib.request.urlopen(request, context=trust) as response:
            answer = json.load(response)
        return answer if "access_token" in answer else None

class Client:
    oauth = OAuth()
`;

export const shell = (command: string): Runner => ({
  name: `the Shell snippet in ${command}`,
  language: 'Shell',
  command,
  // Strict, as a careful user's own scripts are.
  args: ['-eu'],
  print: 'printf %s "$access_token"',
});

export const javaScript: Runner = {
  name: 'the JavaScript snippet',
  language: 'JavaScript',
  command: 'node',
  args: [],
  print: 'process.stdout.write(accessToken);',
  env: (session) => ({ NODE_EXTRA_CA_CERTS: session['REQUESTS_CA_BUNDLE'] ?? '' }),
};

export const python: Runner = {
  name: 'the Python snippet',
  language: 'Python',
  command: 'python3',
  args: [],
  print: 'print(access_token, end="")',
  env: (_session, folder) => ({ PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' }),
  files: { 'posit/workbench.py': POSIT_WORKBENCH },
};

export async function isInstalled({ command }: Runner): Promise<boolean> {
  return (await run('sh', ['-c', `command -v ${command}`], {})).code === 0;
}

/** Runs the built-in snippet for an integration from a file, in an environment that is the session's; it prints its token. */
export async function printToken(runner: Runner, guid: string, session: Environment): Promise<Run> {
  const { command, args, env, files = {} } = runner;
  const folder = await mkdtemp(path.join(tmpdir(), 'snippet-run-'));
  try {
    const snippet = await snippetOf(runner, guid);
    for (const [name, text] of Object.entries({ ...files, [snippet.name]: snippet.text })) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    return await run(command, [...args, path.join(folder, snippet.name)], { ...session, ...env?.(session, folder) });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function snippetOf({ language, print }: Runner, guid: string): Promise<{ name: string; text: string }> {
  const templates = await templatesIn(fileURLToPath(new URL('../../snippets', import.meta.url)));
  const template = templates.find((each) => each.language === language);
  if (!template) throw new Error(`There is no template for ${language}`);
  const nothing = { name: undefined, issuer: undefined, clientId: undefined, authUrl: undefined, tokenUrl: undefined };
  const code = await renderSnippet(template, { ...nothing, guid, displayName: '', scopes: undefined });
  const text = code.replace(/^( *).*Use \S+ with your API requests$/m, `$&\n$1${print.replaceAll('$', '$$$$')}`);
  return { name: `snippet.${template.extension}`, text };
}

/** Runs a program with PATH and `env` in its environment, and nothing else. Resolves also when it fails. */
function run(command: string, args: readonly string[], env: Environment): Promise<Run> {
  return new Promise((resolve, reject) => {
    const options = { env: { PATH: process.env['PATH'], ...env }, timeout: TIME_LIMIT };
    execFile(command, args, options, (error, output, errors) => {
      if (error && typeof error.code !== 'number') {
        reject(new Error(`${command} did not run: ${error.code ?? error.signal ?? 'no reason'}`));
      } else {
        resolve({ code: Number(error?.code ?? 0), output, errors });
      }
    });
  });
}
