import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SnippetContext } from '../../src/snippets/context.js';
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
  /** What is to be run first, in the folder of the files. */
  readonly prepare?: readonly [string, ...string[]];
}

/** Milliseconds after which a program is ended. */
const TIME_LIMIT = 60_000;

/** What posit-sdk does for the snippet, where PyPI can't be reached: the call of its `Client`, a GET with a JSON body. */
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
        if "error" in answer:
            raise RuntimeError(f"Error retrieving OAuth credentials: {answer['error']}")
        return answer if "access_token" in answer else None

class Client:
    oauth = OAuth()
`;

/**
 * What rstudioapi does for the snippet: a POST. CRAN, which has a version with this function, is no registry of this
 * project's. R itself has no HTTP client that sends a header, so that this one writes the request by hand, without TLS.
 */
const RSTUDIOAPI = `
getOAuthCredentials <- function(audience) {
  cookie <- readLines(file.path(Sys.getenv("PWB_SESSION_RUNTIME_DIR"), "rpc_cookie"), warn = FALSE)[[1]]
  address <- regmatches(
    Sys.getenv("RS_SERVER_ADDRESS"),
    regexec("^http://([^:/]+):([0-9]+)(/.*)?$", Sys.getenv("RS_SERVER_ADDRESS"))
  )[[1]]
  body <- sprintf('{"method": "oauth_token", "kwparams": {"uuid": "%s"}}', audience)
  connection <- socketConnection(address[[2]], as.integer(address[[3]]), blocking = TRUE, open = "r+b")
  on.exit(close(connection))
  writeLines(sep = "\\r\\n", con = connection, c(
    sprintf("POST %s/oauth_token HTTP/1.1", address[[4]]),
    sprintf("Host: %s:%s", address[[2]], address[[3]]),
    "Connection: close",
    "Content-Type: application/json",
    sprintf("Content-Length: %d", nchar(body)),
    paste0("X-RS-Session-Server-RPC-Cookie: ", cookie),
    ""
  ))
  writeChar(body, connection, eos = NULL)
  answer <- paste(readLines(connection, warn = FALSE), collapse = " ")
  field <- function(name) {
    found <- regmatches(answer, regexec(sprintf('"%s": *"([^"]*)"', name), answer))[[1]]
    if (length(found) > 0) found[[2]]
  }
  if (!is.null(field("error"))) stop(field("error"), call. = FALSE)
  if (!is.null(field("access_token"))) list(access_token = field("access_token"))
}
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

/** @param interpreter which has posit-sdk */
export const pythonWithSdk = (interpreter: string): Runner => ({
  name: 'the Python snippet with posit-sdk',
  language: 'Python',
  command: interpreter,
  args: [],
  print: python.print,
  env: () => ({ PYTHONDONTWRITEBYTECODE: '1' }),
});

export const r: Runner = {
  name: 'the R snippet',
  language: 'R',
  command: 'Rscript',
  // Not --vanilla, which would leave out the library of R_LIBS.
  args: ['--no-init-file', '--no-save'],
  print: 'cat(access_token)',
  env: (_session, folder) => ({ R_LIBS: path.join(folder, 'library'), HOME: folder }),
  files: {
    'library/.keep': '',
    'rstudioapi/DESCRIPTION': 'Package: rstudioapi\nVersion: 0.19.0\nTitle: Stand-In\nLicense: MIT\n',
    'rstudioapi/NAMESPACE': 'export(getOAuthCredentials)\n',
    'rstudioapi/R/auth.R': RSTUDIOAPI,
  },
  prepare: ['R', 'CMD', 'INSTALL', '--no-docs', '--no-test-load', '--library=library', 'rstudioapi'],
};

export async function isInstalled({ command }: Runner): Promise<boolean> {
  return (await run('sh', ['-c', `command -v ${command}`], {})).code === 0;
}

/** Runs the built-in snippet for an integration from a file, in an environment that is the session's; it prints its token. */
export async function printToken(runner: Runner, context: SnippetContext, session: Environment): Promise<Run> {
  const { command, args, env, files = {}, prepare } = runner;
  const folder = await mkdtemp(path.join(tmpdir(), 'snippet-run-'));
  try {
    const snippet = await snippetOf(runner, context);
    for (const [name, text] of Object.entries({ ...files, [snippet.name]: snippet.text })) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    if (prepare) {
      const [program, ...rest] = prepare;
      const { code, errors } = await run(program, rest, {}, folder);
      if (code !== 0) throw new Error(`${prepare.join(' ')}: ${errors}`);
    }
    const variables = { ...session, ...env?.(session, folder) };
    return await run(command, [...args, path.join(folder, snippet.name)], variables, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function snippetOf(
  { language, print }: Runner,
  context: SnippetContext,
): Promise<{ name: string; text: string }> {
  const templates = await templatesIn(fileURLToPath(new URL('../../snippets', import.meta.url)));
  const template = templates.find((each) => each.language === language);
  if (!template) throw new Error(`There is no template for ${language}`);
  const code = await renderSnippet(template, context);
  const text = code.replace(/^( *).*Use \S+ with your API requests$/m, `$&\n$1${print.replaceAll('$', '$$$$')}`);
  return { name: `snippet.${template.extension}`, text };
}

/** Runs a program with PATH and `env` in its environment, and nothing else. Resolves also when it fails. */
function run(command: string, args: readonly string[], env: Environment, cwd?: string): Promise<Run> {
  return new Promise((resolve, reject) => {
    const options = { env: { PATH: process.env['PATH'], ...env }, cwd, timeout: TIME_LIMIT };
    execFile(command, args, options, (error, output, errors) => {
      if (error && typeof error.code !== 'number') {
        reject(new Error(`${command} did not run: ${error.code ?? error.signal ?? 'no reason'}`));
      } else {
        resolve({ code: Number(error?.code ?? 0), output, errors });
      }
    });
  });
}
