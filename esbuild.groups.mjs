/// <reference types="node" />
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/*
 * By itself, esbuild makes a file for each set of modules that the same entries need: more than a hundred, most of them below a
 * kilobyte. Such files take longer to open than to read, and compress badly. So modules that are usually loaded together are
 * declared here, and become one file. A module that a window should not read at its start does not belong to `basics`.
 */

/** @type {Readonly<Record<string, RegExp>>} modules in `src`, by the name of their group */
const GROUPS = {
  basics:
    /^(?:core\/(?:abort|address|caBundle|coderVariables|dialogs|emitter|errors|hasContentUses|integration|language|lazyPart|lists|once|record|redaction|retryAfter|secret|systemErrors|text|url|waitingSignIns|withoutProxy)|coder\/workspaceVariables|workbench\/session)\.ts$/,
  /** What is needed only after the first rows. */
  later:
    /^core\/(?:columns|expiryTimer|findingLines|gitHost|integrationNames|jsonFields|pause|signInQuestion|time|wizardSteps)\.ts$/,
  start: /^ui\/(?:adapters|documents|lazyTree)\.ts$/,
  dialogs: /^ui\/(?:commands|confirmation|dialogs|messages|notifications|pick|writableListSetting)\.ts$/,
  client:
    /^(?:workbench\/(?:client|cookie|integrationParser|listMessages|onFirstUse|protocol|sessionMessages|sessionServer|wire|wireValues)|http\/json)\.ts$/,
  command:
    /^command\/(?:clock|connectionMessages|deadline|integrationMessages|interrupt|messages|noSettings|table|terminal)\.ts$/,
  /** What an access token needs, and `--help` does not. */
  served:
    /^(?:command\/(?:accessToken|backends?|extra|lookup|privateFolder|serverClient|serverResponses|signInPage|tokens|waiting|connect\/loginResponses)|http\/loopbackHttpClient)\.ts$/,
  oauth:
    /^(?:oauth\/(?!oauth4webapi|clientTrial)\w+|signIn\/(?:configuredClient|messages|target|methods\/(?:deviceCode|registeredClients)))\.ts$/,
  connect:
    /^connect\/(?:(?:api|templates)\/\w+|(?!address|certificateFile|commands|knownServers|outline|server|serverIntegrations|windowLogins)\w+)\.ts$/,
};

const SOURCE = path.resolve('src');
const modules = (await readdir(SOURCE, { recursive: true })).map((file) => file.replaceAll(path.sep, '/'));

/** @param {string} file */
function groupOf(file) {
  const module = path.relative(SOURCE, file).replaceAll(path.sep, '/');
  return Object.keys(GROUPS).find((name) => GROUPS[name]?.test(module));
}

/**
 * Adds to each import of a module the import of its whole group, so that the same entries need all of them.
 *
 * @type {import('esbuild').Plugin}
 */
export const grouping = {
  name: 'grouping',
  setup: (builder) => {
    const isResolving = {};
    builder.onResolve({ filter: /^\.\.?\// }, async ({ path: imported, importer, kind, resolveDir, pluginData }) => {
      if (kind !== 'import-statement' || pluginData === isResolving || !importer.startsWith(SOURCE)) {
        return undefined;
      }
      const { path: file } = await builder.resolve(imported, { importer, kind, resolveDir, pluginData: isResolving });
      const group = groupOf(file);
      return group === undefined || group === groupOf(importer)
        ? undefined
        : // For each importer its own, so that this module does not become a file.
          { path: `${importer} imports ${file}`, namespace: 'grouped', pluginData: { file, group } };
    });
    builder.onLoad({ filter: /^/, namespace: 'grouped' }, ({ pluginData: { file, group } }) => ({
      contents: `import 'group:${group}'; export * from ${JSON.stringify(file)};`,
      resolveDir: SOURCE,
    }));
    builder.onResolve({ filter: /^group:/ }, ({ path: group }) => ({ path: group.slice(6), namespace: 'group' }));
    builder.onLoad({ filter: /^/, namespace: 'group' }, ({ path: group }) => ({
      contents: modules
        .filter((module) => GROUPS[group]?.test(module))
        .map((module) => `import './${module}';`)
        .join(''),
      resolveDir: SOURCE,
    }));
  },
};
