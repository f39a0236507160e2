import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ContentSnippets } from '../../../src/core/integration.js';
import { contextOf } from '../../../src/snippets/context.js';
import { SnippetLibrary } from '../../../src/snippets/library.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { endedAfterEach } from '../../ended.js';
import { isInstalled, r } from './interpreters.js';
import { CONTEXT, foldersPerTest } from './templateFiles.js';

const FOLDER = fileURLToPath(new URL('../../../snippets', import.meta.url));

const CONTENT_SNIPPETS: readonly ContentSnippets[] = [
  'content-viewer',
  'content-service-account',
  'content-workload',
  'content-visitor-key',
  'content-aws-viewer',
  'content-aws-service-account',
];

/** Programs that read a file as their language does, and run nothing. */
const PARSERS: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  Python: ['python3', '-c', 'import ast, sys; ast.parse(open(sys.argv[1], encoding="utf-8").read())'],
  R: ['Rscript', '-e', 'invisible(parse(commandArgs(TRUE)[1]))'],
};

/**
 * Runs a snippet for Shiny with the signatures of connectcreds 0.1 and later, where the session is not the first argument
 * (connectcreds itself is on CRAN, which is not reachable from everywhere).
 */
const SHINY = `
functions <- list(
  has_viewer_token = function(..., session = NULL) length(list(...)) == 0 && !is.null(session),
  connect_viewer_token = function(resource = NULL, scope = NULL, session = NULL) {
    stopifnot(is.null(resource), is.null(scope), !is.null(session))
    list(access_token = "the token")
  }
)
\`::\` <- function(package, name) functions[[as.character(substitute(name))]]
source(commandArgs(TRUE)[[1]], local = TRUE)
cat(server(NULL, NULL, structure(list(), class = "ShinySession")))
`;

describe('Snippets for content on a server', function () {
  this.timeout(60_000);
  const ended = endedAfterEach();
  const write = foldersPerTest();
  const library = (ownFolder = '') => new SnippetLibrary(FOLDER, () => ownFolder, (error) => assert.fail(error));

  it('are in Python and R, and name the integration', async () => {
    for (const content of CONTENT_SNIPPETS) {
      const languages = (await library().templates(content)).map(({ language }) => language);
      assert.deepEqual(languages, ['Python', 'R'], content);
      for (const language of languages) {
        const code = await library().render(language, { ...CONTEXT, content });
        assert.ok(code.includes(`"${CONTEXT.guid}"`), `${content} in ${language}`);
      }
    }
  });

  for (const [language, [command, ...args]] of Object.entries(PARSERS)) {
    it(`are valid ${language}`, async function () {
      if (language === 'R' && !(await isInstalled(r))) {
        this.skip();
      }
      const folder = temporaryFolder('content-snippets');
      ended(() => folder.remove());
      for (const content of CONTENT_SNIPPETS) {
        const file = path.join(folder.path, content);
        await writeFile(file, await library().render(language, { ...CONTEXT, content }));
        await promisify(execFile)(command, [...args, file]);
      }
    });
  }

  it('pass the Shiny session as connectcreds expects it', async function () {
    if (!(await isInstalled(r))) {
      this.skip();
    }
    const code = await library().render('R', { ...CONTEXT, content: 'content-viewer' });
    const folder = await write({ 'app.R': code.replace(/^ *# Use .*$/m, '  access_token'), 'run.R': SHINY });
    const { stdout } = await promisify(execFile)('Rscript', ['--vanilla', 'run.R', 'app.R'], { cwd: folder });
    assert.equal(stdout, 'the token');
  });

  it('are not replaced by templates of the user for code on this machine', async () => {
    const own = await write({ 'Python.py.hbs': '# mine', 'Julia.jl.hbs': '# mine' });
    const code = await library(own).render('Python', { ...CONTEXT, content: 'content-viewer' });
    assert.match(code, /posit\.connect/);
    await assert.rejects(library(own).render('Julia', { ...CONTEXT, content: 'content-viewer' }), /Use Python or R/);
    assert.match(await library(own).render('Python', CONTEXT), /^# mine/);
  });

  it('are those that the integration names', () => {
    const listed = {
      ...{ id: 'a', source: 'connect-1', isDuplicate: false, guid: CONTEXT.guid, name: 'a', label: 'a' },
      ...{ type: undefined, status: { kind: 'notSignedIn' } as const, actions: ['snippet'], issuer: undefined },
      ...{ clientId: undefined, scopes: undefined, authUrl: undefined, tokenUrl: undefined },
    };
    assert.equal(contextOf({ ...listed, snippets: 'content-workload' }).content, 'content-workload');
    assert.equal(contextOf(listed).content, undefined);
  });
});
