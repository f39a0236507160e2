import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { effectsOf, importsOf, type SourceImport } from './sourceImports.js';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

/** Each of them is a source of integrations. */
const SOURCES = ['workbench', 'local', 'connect', 'coder'];

/** What a source may use. */
const BELOW_SOURCES = ['core', 'http', 'oauth', 'vault', 'signIn'];

/** The folders that each folder may import, besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  http: ['core'],
  oauth: ['core'],
  vault: ['core', 'oauth'],
  signIn: ['core', 'oauth', 'vault'],
  keyring: ['core'],
  snippets: ['core'],
  ui: ['core', 'snippets'],
  broker: ['core', 'workbench', 'coder'],
  mock: ['core', 'broker', 'coder'],
  command: ['core', 'http', 'workbench', 'connect', 'coder', 'oauth', 'vault', 'signIn', 'keyring', 'mock'],
  ...Object.fromEntries(SOURCES.map((source) => [source, BELOW_SOURCES])),
  // They put everything else together.
  wiring: ['core', 'http', 'signIn', 'snippets', 'ui', 'broker', ...SOURCES],
  'extension.ts': ['core', 'snippets', 'ui', 'wiring', ...SOURCES],
};

/** What both ends of the Workbench protocol need to know. */
const WIRE = ['cookie', 'session', 'sessionServer', 'wire', 'wireValues'].map((name) => `workbench/${name}.ts`);

/** What the command needs in addition: a client of the protocol. */
const CLIENT = [
  ...WIRE,
  ...['client', 'integrationParser', 'messages', 'sessionMessages'].map((name) => `workbench/${name}.ts`),
];

/** What a server for tests has in common with the broker: the server and the protocols, but nothing that provides real tokens. */
const BROKER_WIRE = [
  ...['face', 'server'],
  ...['answers', 'contentVariables', 'exchangeRequest', 'messages', 'routes', 'tokenAnswer', 'tokenTypes'].map(
    (name) => `connect/${name}`,
  ),
  ...['answers', 'coderError', 'messages', 'providerType', 'request'].map((name) => `coder/${name}`),
].map((name) => `broker/${name}.ts`);

/** Libraries, and the modules that may import them; a large one is loaded on first use, through a module of its own. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  undici: ['http/undici.ts', 'http/undiciModules.d.ts'],
  handlebars: ['snippets/handlebars.ts', 'snippets/handlebarsModules.d.ts'],
  zod: ['vault/zod.ts'],
  oauth4webapi: ['oauth/oauth4webapi.ts'],
  httpxy: ['broker/viewer/httpxy.ts'],
};
const ON_FIRST_USE = [
  'http/undici.ts',
  'snippets/handlebars.ts',
  'vault/zod.ts',
  'oauth/oauth4webapi.ts',
  'broker/viewer/httpxy.ts',
];

/** The modules that start programs: on Windows by a path, since a bare name is looked for in the current folder first there. */
const STARTERS = [
  'coder/session.ts',
  'command/connect/terminalPorts.ts',
  'command/runCommand.ts',
  'keyring/program.ts',
];

const folderOf = (module: string) => module.split('/')[0] ?? '';
const isOurs = (module: string) => module.endsWith('.ts');
const isPackage = (module: string, name: string) => module === name || module.startsWith(`${name}/`);

/** What each import must be: the name of a rule, and whether an import keeps it. */
const RULES: Readonly<Record<string, (each: SourceImport) => boolean>> = {
  'folders import what the design allows': ({ from, to }) =>
    !isOurs(to) || folderOf(from) === folderOf(to) || (ALLOWED[folderOf(from)] ?? []).includes(folderOf(to)),

  'the vault knows only types of oauth': ({ from, to, kind }) =>
    folderOf(from) !== 'vault' || folderOf(to) !== 'oauth' || kind === 'type' || to === 'oauth/errorResponse.ts',

  'the broker imports of workbench what both ends of the protocol share': ({ from, to }) =>
    folderOf(from) !== 'broker' || folderOf(to) !== 'workbench' || WIRE.includes(to),

  'the broker imports of coder what both ends of the protocol share': ({ from, to }) =>
    folderOf(from) !== 'broker' || folderOf(to) !== 'coder' || to === 'coder/wire.ts',

  'the command imports of workbench the client of the protocol': ({ from, to }) =>
    folderOf(from) !== 'command' || folderOf(to) !== 'workbench' || CLIENT.includes(to),

  'servers for tests import of the broker what provides no real tokens': ({ from, to }) =>
    folderOf(from) !== 'mock' || folderOf(to) !== 'broker' || BROKER_WIRE.includes(to),

  'only ui and the wiring import vscode, also of its types': ({ from, to }) =>
    to !== 'vscode' || ['ui', 'wiring', 'extension.ts'].includes(folderOf(from)),

  'few modules start programs': ({ from, to }) => to !== 'node:child_process' || STARTERS.includes(from),

  'only the command imports its libraries': ({ from, to }) =>
    !['commander', 'string-width'].includes(to) || folderOf(from) === 'command',

  'a large library is imported by its own module alone': ({ from, to, kind }) =>
    Object.entries(LIBRARIES).every(
      ([library, users]) =>
        !isPackage(to, library) ||
        users.includes(from) ||
        (library === 'undici' && kind === 'type' && folderOf(from) === 'http'),
    ),

  'a large library is loaded on first use': ({ to, kind }) => !ON_FIRST_USE.includes(to) || kind !== 'static',
};

/** The modules that import each other in a circle, if there are any: types count, since a reader follows them too. */
function cycleIn(imports: readonly SourceImport[]): readonly string[] | undefined {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports.filter((each) => isOurs(each.to) && each.kind !== 'dynamic')) {
    targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const search = (module: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(module)) {
      return [...path.slice(path.indexOf(module)), module];
    }
    if (done.has(module)) {
      return undefined;
    }
    for (const target of targets.get(module) ?? []) {
      const found = search(target, [...path, module]);
      if (found) {
        return found;
      }
    }
    done.add(module);
    return undefined;
  };
  for (const module of targets.keys()) {
    const found = search(module, []);
    if (found) {
      return found;
    }
  }
  return undefined;
}

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
  const textOf = (module: string) => readFileSync(path.join(SRC, module), 'utf8');
  const imports = modules.flatMap((module) => importsOf(module, textOf(module)));

  it('are found, so that something is checked', () => {
    for (const to of [
      'vscode',
      'core/url.ts',
      'workbench/source.ts',
      'http/undici.ts',
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

  it('do nothing else that others need: the build drops those that name nothing', () => {
    const acting = modules.filter((module) => effectsOf(textOf(module)).length > 0);
    // The second completes a class of its own for those that import it by name.
    assert.deepEqual(acting.sort(), ['command/main.ts', 'http/undici.ts']);
  });

  it('form no circle', () => {
    assert.equal(cycleIn(imports)?.join(' -> '), undefined);
  });
});

describe('The check of imports', () => {
  const wrong = [
    ['core/x.ts', `import { treeItem } from '../ui/rows.js';`],
    ['core/x.ts', `import { undiciHttpClient } from '../http/undiciHttpClient.js';`],
    ['core/x.ts', `import type * as vscode from 'vscode';`],
    ['core/x.ts', `let uri: import('vscode').Uri;`],
    ['core/x.ts', `const vscode = require('vscode');`],
    ['core/x.ts', `import { Command } from 'commander';`],
    ['http/x.ts', `import type { TokenSet } from '../oauth/tokenSet.js';`],
    ['oauth/x.ts', `import type { Definition } from '../local/definition/definition.js';`],
    ['oauth/x.ts', `import type { Vault } from '../vault/vault.js';`],
    ['vault/x.ts', `import { refreshTokens } from '../oauth/tokens.js';`],
    ['vault/x.ts', `import type { Definition } from '../local/definition/definition.js';`],
    ['workbench/x.ts', `import { treeItem } from '../ui/rows.js';`],
    ['workbench/x.ts', `export { LocalSource } from '../local/source.js';`],
    ['workbench/x.ts', `import * as vscode from 'vscode';`],
    ['local/x.ts', `import type { Session } from '../workbench/session.js';`],
    ['snippets/x.ts', `import { treeItem } from '../ui/rows.js';`],
    ['ui/x.ts', `import '../extension.js';`],
    ['ui/x.ts', `import {\n  MINIMUM_VERSION,\n} from '../workbench/messages.js';`],
    ['ui/x.ts', `const { WorkbenchSource } = await import('../workbench/source.js');`],
    ['ui/x.ts', `export * from '../local/source.js';`],
    ['ui/x.ts', `import { list } from '../command/list.js';`],
    ['wiring/x.ts', `import { list } from '../command/list.js';`],
    ['broker/x.ts', `import { WorkbenchSource } from '../workbench/source.js';`],
    ['broker/x.ts', `import { CoderSource } from '../coder/source.js';`],
    ['command/x.ts', `import { WorkbenchSource } from '../workbench/source.js';`],
    ['command/x.ts', `import { Broker } from '../broker/broker.js';`],
    ['mock/x.ts', `import { CredentialExchange } from '../broker/connect/exchange.js';`],
    ['mock/x.ts', `import { readServer } from '../workbench/session.js';`],
    ['broker/x.ts', `import { Script } from '../mock/connect/script.js';`],
    ['keyring/x.ts', `import { VaultKey } from '../vault/key.js';`],
    ['local/x.ts', `import { openSecrets } from '../keyring/openSecrets.js';`],
    ['http/x.ts', `import { request } from 'undici';`],
    ['oauth/x.ts', `import type { Dispatcher } from 'undici';`],
    ['http/undiciHttpClient.ts', `import { Agent } from './undici.js';`],
    ['snippets/render.ts', `import Handlebars from 'handlebars/dist/cjs/handlebars.js';`],
    ['snippets/render.ts', `import { Handlebars } from './handlebars.js';`],
    ['oauth/x.ts', `import type { Client } from 'oauth4webapi';`],
    ['oauth/libraryRequest.ts', `import { None } from './oauth4webapi.js';`],
    ['vault/x.ts', `import type * as z from 'zod/mini';`],
    ['core/x.ts', `import { execFile } from 'node:child_process';`],
  ] as const;
  for (const [from, text] of wrong) {
    it(`finds ${JSON.stringify(text)} in ${from}`, () => {
      assert.equal(violations(importsOf(from, text)).length, 1);
    });
  }

  const right = [
    ['core/x.ts', `import { t } from '@vscode/l10n';\nimport { inspect } from 'node:util';\nimport './url.js';`],
    ['core/x.ts', `// import * as vscode from 'vscode';\nconst text = "import 'vscode'";`],
    ['http/x.ts', `import type { Dispatcher } from 'undici';\nconst { Agent } = await import('./undici.js');`],
    ['oauth/libraryRequest.ts', `const oauth = await import('./oauth4webapi.js');`],
    ['oauth/x.ts', `import type * as OAuth from './oauth4webapi.js';`],
    ['vault/x.ts', `import type { TokenSet } from '../oauth/tokenSet.js';`],
    ['local/x.ts', `import { Vault } from '../vault/vault.js';\nimport { register } from '../oauth/registration.js';`],
    ['snippets/render.ts', `import '../core/errors.js';\nconst { Handlebars } = await import('./handlebars.js');`],
    ['ui/x.ts', `import * as vscode from 'vscode';\nimport { renderSnippet } from '../snippets/render.js';`],
    ['wiring/x.ts', `import * as vscode from 'vscode';\nimport { WorkbenchSource } from '../workbench/source.js';`],
    ['mock/x.ts', `import { BrokerServer } from '../broker/server.js';`],
    ['extension.ts', `import { templatesIn } from './snippets/templates.js';`],
    ['command/x.ts', `import { readServer } from '../workbench/session.js';\nimport { Command } from 'commander';`],
  ] as const;
  for (const [from, text] of right) {
    it(`has nothing against ${JSON.stringify(text)} in ${from}`, () => {
      assert.deepEqual(violations(importsOf(from, text)), []);
    });
  }

  it('finds modules that import each other in a circle, also for their types', () => {
    const circle = [
      ...importsOf('core/a.ts', `import type { B } from './b.js';`),
      ...importsOf('core/b.ts', `import { c } from './c.js';`),
      ...importsOf('core/c.ts', `import { a } from './a.js';`),
    ];
    assert.deepEqual(cycleIn(circle), ['core/a.ts', 'core/b.ts', 'core/c.ts', 'core/a.ts']);
    assert.equal(cycleIn(circle.slice(1)), undefined);
  });
});
