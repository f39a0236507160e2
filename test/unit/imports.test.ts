import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { importsOf, type SourceImport } from './sourceImports.js';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

/** Folders that have a role of their own; every other one is a source. */
const ROLES = ['core', 'snippets', 'ui', 'broker', 'command', 'extension.ts'];

/** What both ends of the Workbench protocol need to know. */
const SHARED = ['cookie', 'session', 'wire', 'wireValues'].map((name) => `workbench/${name}.ts`);

/** What the command is made of besides: a client of the protocol. */
const CLIENT = [...SHARED, ...['client', 'integrationParser', 'messages'].map((name) => `workbench/${name}.ts`)];

const folderOf = (module: string) => module.split('/')[0] ?? '';
const isSource = (folder: string) => !ROLES.includes(folder);
const isOurs = (module: string) => module.endsWith('.ts');
const isPackage = (module: string, name: string) => module === name || module.startsWith(`${name}/`);

/** What each import must be: the name of a rule, and whether an import keeps it. */
const RULES: Readonly<Record<string, (each: SourceImport) => boolean>> = {
  'core imports nothing of the others': ({ from, to }) =>
    folderOf(from) !== 'core' || !isOurs(to) || folderOf(to) === 'core',

  'a source imports core and itself alone': ({ from, to }) =>
    !isSource(folderOf(from)) || !isOurs(to) || ['core', folderOf(from)].includes(folderOf(to)),

  'snippets import core and themselves alone': ({ from, to }) =>
    folderOf(from) !== 'snippets' || !isOurs(to) || ['core', 'snippets'].includes(folderOf(to)),

  'the broker imports core, itself, and of workbench what both ends of the protocol share': ({ from, to }) =>
    folderOf(from) !== 'broker' || !isOurs(to) || ['core', 'broker'].includes(folderOf(to)) || SHARED.includes(to),

  'the command imports core, itself, and of workbench the client of the protocol': ({ from, to }) =>
    folderOf(from) !== 'command' || !isOurs(to) || ['core', 'command'].includes(folderOf(to)) || CLIENT.includes(to),

  'nobody imports the command': ({ from, to }) => folderOf(to) !== 'command' || folderOf(from) === 'command',

  'only the command imports its libraries': ({ from, to }) =>
    !['commander', 'string-width'].includes(to) || folderOf(from) === 'command',

  'ui imports no source': ({ from, to }) =>
    folderOf(from) !== 'ui' || !isOurs(to) || !(isSource(folderOf(to)) || folderOf(to) === 'broker'),

  'nobody imports the wiring': ({ to }) => to !== 'extension.ts',

  'only ui and the wiring import vscode, also of its types': ({ from, to }) =>
    to !== 'vscode' || ['ui', 'extension.ts'].includes(folderOf(from)),

  // core/undici.ts is bundled by itself, to be loaded with the first request.
  'only core/undici.ts imports undici, and only what sends requests and its declarations know its types': ({
    from,
    to,
    kind,
  }) =>
    !isPackage(to, 'undici') ||
    from === 'core/undici.ts' ||
    (kind === 'type' && ['core/http.ts', 'core/dispatcher.ts'].includes(from)) ||
    from === 'core/undiciModules.d.ts',

  'core/undici.ts is loaded on first use, by core/http.ts alone': ({ from, to, kind }) =>
    to !== 'core/undici.ts' || (from === 'core/http.ts' && kind !== 'static') || kind === 'type',

  'core/undici.ts imports nothing of ours': ({ from, to }) => from !== 'core/undici.ts' || !isOurs(to),

  // snippets/handlebars.ts is bundled by itself, to be loaded with the first snippet.
  'only snippets/handlebars.ts imports handlebars': ({ from, to }) =>
    !isPackage(to, 'handlebars') || ['snippets/handlebars.ts', 'snippets/handlebarsModules.d.ts'].includes(from),

  'snippets/handlebars.ts is loaded on first use, by snippets/render.ts alone': ({ from, to, kind }) =>
    to !== 'snippets/handlebars.ts' || (from === 'snippets/render.ts' && kind === 'dynamic'),

  'snippets/handlebars.ts imports nothing of ours': ({ from, to }) => from !== 'snippets/handlebars.ts' || !isOurs(to),

  // local/zod.ts is bundled by itself, to be loaded with the first check.
  'only local/zod.ts imports zod': ({ from, to }) => !isPackage(to, 'zod') || from === 'local/zod.ts',

  'local/zod.ts is loaded on first use': ({ to, kind }) => to !== 'local/zod.ts' || kind !== 'static',

  'local/zod.ts imports nothing of ours': ({ from, to }) => from !== 'local/zod.ts' || !isOurs(to),

  // local/oauth/oauth4webapi.ts is bundled by itself, to be loaded with the first sign-in.
  'only local/oauth/oauth4webapi.ts imports oauth4webapi': ({ from, to }) =>
    !isPackage(to, 'oauth4webapi') || from === 'local/oauth/oauth4webapi.ts',

  'local/oauth/oauth4webapi.ts is loaded on first use, by local/oauth/exchange.ts alone': ({ from, to, kind }) =>
    to !== 'local/oauth/oauth4webapi.ts' ||
    (from === 'local/oauth/exchange.ts' && kind === 'dynamic') ||
    (folderOf(from) === 'local' && kind === 'type'),

  'local/oauth/oauth4webapi.ts imports nothing of ours': ({ from, to }) =>
    from !== 'local/oauth/oauth4webapi.ts' || !isOurs(to),
};

/** The imports that break a rule, each as `from -> to: rule`. */
function violations(imports: readonly SourceImport[]): readonly string[] {
  return imports.flatMap((each) =>
    Object.entries(RULES)
      .filter(([, keeps]) => !keeps(each))
      .map(([rule]) => `${each.from} -> ${each.to}: ${rule}`),
  );
}

describe('Imports', () => {
  const modules = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.split(path.sep).join('/'));
  const imports = modules.flatMap((module) => importsOf(module, readFileSync(path.join(SRC, module), 'utf8')));

  it('are found, so that something is checked', () => {
    for (const to of [
      'vscode',
      'core/url.ts',
      'workbench/source.ts',
      'core/undici.ts',
      'undici',
      'snippets/handlebars.ts',
      'oauth4webapi',
      'zod/mini',
    ]) {
      assert.ok(
        imports.some((each) => each.to === to),
        to,
      );
    }
  });

  it('name modules that exist', () => {
    assert.deepEqual(
      imports.filter(({ to }) => isOurs(to) && !modules.includes(to)),
      [],
    );
  });

  it('run in the direction of the design', () => {
    assert.deepEqual(violations(imports), []);
  });
});

describe('The check of imports', () => {
  const wrong = [
    ['core/x.ts', `import { treeItem } from '../ui/rows.js';`],
    ['core/x.ts', `import { readSession } from '../workbench/session.js';`],
    ['core/x.ts', `import type * as vscode from 'vscode';`],
    ['core/x.ts', `let uri: import('vscode').Uri;`],
    ['core/x.ts', `const vscode = require('vscode');`],
    ['ui/x.ts', `import '../extension.js';`],
    ['workbench/x.ts', `import { treeItem } from '../ui/rows.js';`],
    ['workbench/x.ts', `export { list } from '../connect/client.js';`],
    ['workbench/x.ts', `import * as vscode from 'vscode';`],
    ['connect/x.ts', `import type { Session } from '../workbench/session.js';`],
    ['snippets/x.ts', `import { treeItem } from '../ui/rows.js';`],
    ['ui/x.ts', `import {\n  MINIMUM_VERSION,\n} from '../workbench/messages.js';`],
    ['ui/x.ts', `const { WorkbenchSource } = await import('../workbench/source.js');`],
    ['ui/x.ts', `export * from '../connect/source.js';`],
    ['core/x.ts', `import { request } from 'undici';`],
    ['core/x.ts', `import type { Dispatcher } from 'undici';`],
    ['core/http.ts', `import { Agent } from 'undici';`],
    ['core/http.ts', `import Agent from 'undici/lib/dispatcher/agent.js';`],
    ['core/http.ts', `import { Agent } from './undici.js';`],
    ['core/x.ts', `const { Agent } = await import('./undici.js');`],
    ['core/undici.ts', `import { CredentialError } from './errors.js';`],
    ['ui/x.ts', `import Handlebars from 'handlebars';`],
    ['snippets/render.ts', `import Handlebars from 'handlebars/dist/cjs/handlebars.js';`],
    ['snippets/render.ts', `import { Handlebars } from './handlebars.js';`],
    ['snippets/x.ts', `const { Handlebars } = await import('./handlebars.js');`],
    ['snippets/handlebars.ts', `import { literalOf } from './languages.js';`],
    ['local/oauth/x.ts', `import { None } from 'oauth4webapi';`],
    ['local/oauth/x.ts', `import type { Client } from 'oauth4webapi';`],
    ['local/oauth/exchange.ts', `import { None } from './oauth4webapi.js';`],
    ['local/oauth/x.ts', `const oauth = await import('./oauth4webapi.js');`],
    ['local/oauth/oauth4webapi.ts', `export { endpointOf } from './server.js';`],
    ['snippets/x.ts', `import { readSession } from '../workbench/session.js';`],
    ['local/x.ts', `import type * as z from 'zod/mini';`],
    ['local/x.ts', `import { object } from './zod.js';`],
    ['local/zod.ts', `import { oneLine } from '../core/text.js';`],
    ['core/x.ts', `import { renderSnippet } from '../snippets/render.js';`],
    ['workbench/x.ts', `import { renderSnippet } from '../snippets/render.js';`],
    ['command/x.ts', `import { WorkbenchSource } from '../workbench/source.js';`],
    ['command/x.ts', `import { Broker } from '../broker/broker.js';`],
    ['command/x.ts', `import * as vscode from 'vscode';`],
    ['ui/x.ts', `import { list } from '../command/list.js';`],
    ['core/x.ts', `import { Command } from 'commander';`],
  ] as const;
  for (const [from, text] of wrong) {
    it(`finds ${JSON.stringify(text)} in ${from}`, () => {
      assert.equal(violations(importsOf(from, text)).length, 1);
    });
  }

  const right = [
    ['core/x.ts', `import { t } from '@vscode/l10n';\nimport { inspect } from 'node:util';\nimport './url.js';`],
    ['core/http.ts', `import type { Dispatcher } from 'undici';\nconst { Agent } = await import('./undici.js');`],
    ['snippets/render.ts', `import '../core/errors.js';\nconst { Handlebars } = await import('./handlebars.js');`],
    ['local/oauth/exchange.ts', `const oauth = await import('./oauth4webapi.js');`],
    ['local/oauth/x.ts', `import type * as OAuth from './oauth4webapi.js';`],
    ['ui/x.ts', `import { renderSnippet } from '../snippets/render.js';`],
    ['extension.ts', `import { templatesIn } from './snippets/templates.js';`],
    ['workbench/x.ts', `import { oneLine } from '../core/text.js';\nimport * as messages from './messages.js';`],
    ['ui/x.ts', `import * as vscode from 'vscode';\nimport type { Catalog } from '../core/catalog.js';`],
    ['extension.ts', `import * as vscode from 'vscode';\nimport { WorkbenchSource } from './workbench/source.js';`],
    ['command/x.ts', `import { readServer } from '../workbench/session.js';\nimport { Command } from 'commander';`],
    ['core/x.ts', `// import * as vscode from 'vscode';\nconst text = "import 'vscode'";`],
  ] as const;
  for (const [from, text] of right) {
    it(`has nothing against ${JSON.stringify(text)} in ${from}`, () => {
      assert.deepEqual(violations(importsOf(from, text)), []);
    });
  }
});
