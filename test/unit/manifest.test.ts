import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import type { Failure } from '../../src/core/errors.js';

interface Command {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
  readonly icon?: string;
}

interface MenuItem {
  /** This, or a submenu. */
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}

interface Manifest {
  readonly icon: string;
  readonly extensionKind: readonly string[];
  readonly activationEvents: readonly string[];
  readonly capabilities: Readonly<Record<string, { readonly supported: boolean }>>;
  readonly contributes: {
    readonly viewsContainers: { readonly activitybar: readonly { id: string; title: string; icon: string }[] };
    readonly views: Readonly<Record<string, readonly { id: string; name: string; icon: string }[]>>;
    readonly viewsWelcome: readonly { view: string; contents: string; when: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly svg: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly commands: readonly Command[];
    readonly submenus: readonly { readonly id: string; readonly label: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
  };
}

const ROOT = new URL('../../', import.meta.url);
const PREFIX = 'availableCredentials.';
const VIEW = 'availableCredentials.view';

const manifestText = readFileSync(new URL('package.json', ROOT), 'utf8');
const textsText = readFileSync(new URL('package.nls.json', ROOT), 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const texts = JSON.parse(textsText) as Readonly<Record<string, string>>;
const { commands, submenus, menus, viewsContainers, views, viewsWelcome, walkthroughs, configuration } =
  manifest.contributes;
const commandIds = commands.map(({ command }) => command);
const menuItems = Object.values(menus).flat();
const rowMenu = menus['view/item/context'] ?? [];

/** Where the manifest has conditions and values of settings. */
const NOT_READ = /\.(?:when|enablement|group|enum\.\d+|const|default|pattern)$/;

/** The text of a `%key%`. */
const textOf = (reference: string) => texts[reference.replace(/^%(.*)%$/, '$1')];
const isInline = ({ group }: MenuItem) => group?.startsWith('inline') ?? false;

describe("The manifest's texts", () => {
  const keys = [...manifestText.matchAll(/"%([^"]+)%"/g)].map(([, key]) => key ?? '');

  it('are all there, and are all used', () => {
    assert.deepEqual([...new Set(keys)].sort(), Object.keys(texts).sort());
  });

  it('stand for every title, category and label, so that each can be translated', () => {
    const titles = commands.flatMap(({ title, category = '' }) => [title, category]);
    const labels = submenus.map(({ label }) => label);
    assert.deepEqual(
      [...titles, ...labels].filter((text) => text !== '' && textOf(text) === undefined),
      [],
    );
  });

  it('are all that people read: settings, walkthrough, accounts and terminals, too', () => {
    const own: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value === 'object' && value !== null) {
        Object.entries(value).forEach(([key, each]) => visit(each, `${path}.${key}`));
      } else if (typeof value === 'string' && /^[A-Z]|[a-z] [a-z]/.test(value) && !NOT_READ.test(path)) {
        own.push(`${path}: ${value}`);
      }
    };
    visit(manifest.contributes, 'contributes');
    assert.deepEqual(own, []);
  });

  it('are not empty', () => {
    assert.deepEqual(
      Object.entries(texts).filter(([, text]) => text.trim() === ''),
      [],
    );
  });

  it('link only to contributed commands, and to those of the editor that open something', () => {
    const linked = [...textsText.matchAll(/\(command:([^)?]+)/g)].map(([, command]) => command ?? '');
    assert.ok(linked.length > 0);
    assert.deepEqual(
      linked.filter((command) => !commandIds.includes(command)),
      ['availableCredentials.view.focus', 'workbench.action.terminal.new', 'workbench.action.reloadWindow'],
    );
  });

  // VS Code shows one title for both where they are the same. Two would be cut off at the side bar's default width.
  it('name the container and its only view Available Credentials', () => {
    assert.deepEqual(
      [
        ...viewsContainers.activitybar.map(({ title }) => title),
        ...Object.values(views)
          .flat()
          .map(({ name }) => name),
      ].map(textOf),
      ['Available Credentials', 'Available Credentials'],
    );
  });
});

describe('Titles of commands', () => {
  const titles = commands.map(({ title }) => textOf(title) ?? '');

  it('are in title case, as those of VS Code', () => {
    const small = ['a', 'an', 'and', 'as', 'for', 'from', 'in', 'of', 'on', 'or', 'the', 'to', 'with', 'without'];
    const words = titles.flatMap((title) => title.split(' ').map((word, at) => ({ title, word, at })));
    assert.deepEqual(
      words.filter(({ word, at }) => !/^\p{Lu}/u.test(word) && (at === 0 || !small.includes(word))),
      [],
    );
  });

  it('end with an ellipsis where more has to be entered, also from a row', () => {
    assert.deepEqual(
      titles.filter((title) => title.includes('.') || title.includes('…')),
      [
        'Sign In to Posit Connect…',
        'Sign In to Coder…',
        'Open App as Viewer…',
        'Open App as Another Viewer…',
        'Use for Content…',
        'Copy Snippet in Language…',
        'View Snippet in Language…',
        'Add Integration…',
        'Add Integration from JSON…',
        'Edit Integration…',
        'Check Integration…',
        'Forget Local Sign-Ins…',
        'Create Integration…',
        'Associate with Content…',
        'Edit Integration…',
        'Delete Integration…',
      ],
    );
  });
});

describe("The manifest's names", () => {
  it('of commands, submenus and settings begin with availableCredentials', () => {
    const names = [...commandIds, ...submenus.map(({ id }) => id), ...Object.keys(configuration.properties)];
    assert.deepEqual(
      names.filter((name) => !name.startsWith(PREFIX)),
      [],
    );
  });

  it('of context keys begin with availableCredentials, except those of VS Code and of settings', () => {
    const conditions = [...menuItems, ...viewsWelcome].map(({ when = '' }) => when);
    const keys = conditions.flatMap((when) =>
      [...when.matchAll(/(?:^|&&|\|\||!)\s*([\w.]+)/g)].map(([, key]) => key ?? ''),
    );
    assert.ok(keys.includes('view') && keys.includes('availableCredentials.workbench.state'));
    assert.deepEqual(
      keys.filter(
        (key) =>
          !key.startsWith(PREFIX) &&
          !['view', 'viewItem', 'resourceScheme', 'notebookType', 'activeEditor', 'false'].includes(key) &&
          !key.startsWith(`config.${PREFIX}`),
      ),
      [],
    );
  });

  it('are not those of Posit’s own extension, which may run beside this one', () => {
    for (const foreign of ['rstudio-workbench', 'workbenchJobs', 'posit-workbench', 'posit.workbench']) {
      assert.ok(!(manifestText + textsText).includes(foreign), foreign);
    }
  });

  it('of commands are given once', () => {
    assert.equal(new Set(commandIds).size, commandIds.length);
  });

  it('of icons are those of files that exist', () => {
    const icons = [manifest.icon, ...viewsContainers.activitybar, ...Object.values(views).flat()].map((each) =>
      typeof each === 'string' ? each : each.icon,
    );
    assert.deepEqual(
      icons.filter((icon) => !existsSync(new URL(icon, ROOT))),
      [],
    );
  });
});

describe('What the manifest promises', () => {
  it('no setting can come from a workspace', () => {
    assert.deepEqual(
      Object.entries(configuration.properties).filter(([, { scope }]) => scope !== 'machine'),
      [],
    );
  });

  it('untrusted and virtual workspaces are supported, since nothing in a workspace is read', () => {
    assert.equal(manifest.capabilities['untrustedWorkspaces']?.supported, true);
    assert.equal(manifest.capabilities['virtualWorkspaces']?.supported, true);
  });

  it('it runs where the session is, once a window is there: terminals are to find what answers their code', () => {
    assert.deepEqual(
      [manifest.extensionKind, manifest.activationEvents],
      [['workspace'], ['onStartupFinished', 'onFileSystem:available-credentials', 'onUri']],
    );
  });
});

describe('Menus', () => {
  it('have no commands and submenus but contributed ones', () => {
    const contributed = [...commandIds, ...submenus.map(({ id }) => id)];
    assert.deepEqual(
      menuItems.filter(({ command, submenu }) => !contributed.includes(command ?? submenu ?? '')),
      [],
    );
  });

  it('of the view are shown only in this view', () => {
    const items = [...rowMenu, ...(menus['view/title'] ?? [])];
    assert.ok(items.length > 0);
    assert.deepEqual(
      items.filter(({ when }) => !when?.startsWith(`view == ${VIEW}`)),
      [],
    );
  });

  it('of rows match one whole word of what a row can do', () => {
    assert.deepEqual(
      rowMenu.filter(({ when = '' }) => !/ && viewItem =~ \/\\b\w+\\b\/$/.test(when)),
      [],
    );
  });

  it('of rows hold every inline command too', () => {
    const key = ({ command = '', when = '' }: MenuItem) => `${command} when ${when}`;
    const inContextMenu = rowMenu.filter((item) => !isInline(item)).map(key);
    assert.deepEqual(
      rowMenu.filter((item) => isInline(item) && !inContextMenu.includes(key(item))),
      [],
    );
  });

  it('of rows have at most three inline commands, for all rows together', () => {
    const inline = new Set(rowMenu.filter(isInline).map(({ command }) => command));
    assert.ok(inline.size > 0 && inline.size <= 3);
  });

  it('of rows have one place for each command in the context menu, and what removes comes last', () => {
    const places = rowMenu.filter((item) => !isInline(item)).map(({ group = '' }) => group);
    assert.deepEqual(
      places.filter((group) => !/^\d_\w+@\d$/.test(group)),
      [],
    );
    const last = rowMenu.find(({ group }) => group === [...places].sort().at(-1));
    assert.equal(last?.command, 'availableCredentials.removeIntegration');
  });

  it('of snippets are ordered alike: all copies before all views', () => {
    const submenu = menus['availableCredentials.otherLanguages'] ?? [];
    for (const menu of [rowMenu, submenu]) {
      const verbs = menu
        .filter(({ command = '' }) => command.includes('Snippet'))
        .map(({ group = '', command = '' }) => ({ group, verb: command.slice(PREFIX.length, PREFIX.length + 4) }))
        .sort((one, other) => one.group.localeCompare(other.group))
        .map(({ verb }) => verb);
      assert.ok(verbs.length > 3);
      assert.deepEqual(verbs, [...verbs].sort());
    }
  });

  it('of a row offer further languages only to those who have a folder of templates', () => {
    const submenu = menus['availableCredentials.otherLanguages'] ?? [];
    assert.deepEqual(
      submenu
        .filter(({ when }) => when === 'config.availableCredentials.snippets.folder')
        .map(({ command }) => command),
      ['availableCredentials.copySnippetIn', 'availableCredentials.viewSnippetIn'],
    );
  });

  it('give every inline command an icon', () => {
    const inline = rowMenu.filter(isInline).map(({ command }) => command);
    assert.ok(inline.length > 0);
    assert.deepEqual(
      inline.filter((id) => commands.find(({ command }) => command === id)?.icon === undefined),
      [],
    );
  });
});

describe('The palette', () => {
  const hidden = (menus['commandPalette'] ?? []).filter(({ when }) => when === 'false').map(({ command }) => command);

  it('hides every command without a category, such as those of a row, and no other', () => {
    // A category is what the palette shows before the title.
    const withoutCategory = commands.filter(({ category }) => category === undefined).map(({ command }) => command);
    assert.deepEqual([...hidden].sort(), [...withoutCategory].sort());
  });

  it('has a command for each entry of a menu, under this name or another: nothing needs a pointer', () => {
    const inPalette: Readonly<Record<string, string>> = {
      refreshView: 'refresh',
      signIn: 'signInToIntegration',
      openSignInPageAgain: 'signInToIntegration',
      signOut: 'signOutOfIntegration',
      showLogOfRow: 'showLog',
      ...Object.fromEntries(
        ['Python', 'R', 'Shell', 'JavaScript'].flatMap((language) => [
          [`copy${language}Snippet`, 'copySnippetIn'],
          [`view${language}Snippet`, 'viewSnippetIn'],
        ]),
      ),
    };
    const entries = Object.entries(menus).flatMap(([menu, items]) => (menu === 'commandPalette' ? [] : items));
    const names = entries.flatMap(({ command }) => command?.slice(PREFIX.length) ?? []);
    const fromPalette = names.map((name) => inPalette[name] ?? name);
    assert.deepEqual(
      fromPalette.filter((name) => !commandIds.includes(PREFIX + name) || hidden.includes(PREFIX + name)),
      [],
    );
  });

  it('hides commands of rows only where another one asks for the integration', () => {
    const items = [...rowMenu, ...submenus.flatMap(({ id }) => menus[id] ?? []), ...(menus['editor/title'] ?? [])];
    const shown = items.filter(({ command }) => command !== undefined && !hidden.includes(command));
    assert.deepEqual(shown.map(({ command }) => command?.slice(PREFIX.length)).sort(), [
      'associateWithContent',
      'cancelSignIn',
      'cancelSignIn',
      'checkIntegration',
      'clearFilter',
      'copyConnectRequest',
      'copyDetails',
      'copyDocument',
      'copySnippetIn',
      'copyValue',
      'copyValue',
      'createConnectIntegration',
      'deleteConnectIntegration',
      'editConnectIntegration',
      'editIntegration',
      'filterConfigurationErrors',
      'filterNotSignedIn',
      'filterSignedIn',
      'removeConnectServer',
      'removeIntegration',
      'setDefaultConnectServer',
      'signInWithDeviceCode',
      'useForContent',
      'viewSnippetIn',
    ]);
  });

  it('has these commands', () => {
    const shown = commands.filter(({ command }) => !hidden.includes(command));
    assert.deepEqual(
      shown.map(({ category = '', title }) => `${textOf(category) ?? ''}: ${textOf(title) ?? ''}`),
      [
        'Posit Workbench: Refresh Available Credentials',
        'Posit Workbench: Show Signed-In Integrations',
        'Posit Workbench: Show Integrations Not Signed In',
        'Posit Workbench: Show Integrations with Configuration Errors',
        'Posit Workbench: Clear Filter',
        'Posit Workbench: Sign In to Integration',
        'Posit Workbench: Sign Out of Integration',
        'Posit Workbench: Sign In to Posit Connect…',
        'Posit Workbench: Sign In to Coder…',
        'Posit Workbench: Turn Credentials in Terminals On or Off',
        'Posit Workbench: Open Terminal as on Posit Connect',
        'Posit Workbench: Open Terminal as in Coder',
        'Posit Workbench: Open App as Viewer…',
        'Posit Workbench: Open App as Another Viewer…',
        'Posit Workbench: Use for Content…',
        'Posit Workbench: Use Credentials in This Notebook',
        'Posit Workbench: Insert Credentials Cell',
        'Posit Workbench: Open Terminal without Credentials',
        'Posit Workbench: Show Available Credentials Log',
        'Posit Workbench: Show Available Credentials Diagnostics',
        'Posit Workbench: Cancel Sign In',
        'Posit Workbench: Copy Value',
        'Posit Workbench: Copy Details',
        'Posit Workbench: Copy Snippet in Language…',
        'Posit Workbench: View Snippet in Language…',
        'Posit Workbench: Copy to Clipboard',
        'Posit Workbench: View Credential Code Snippet',
        'Posit Workbench: Copy Credential Code Snippet',
        'Posit Workbench: Sign In with a Device Code',
        'Posit Workbench: Add Integration…',
        'Posit Workbench: Add Integration from JSON…',
        'Posit Workbench: Edit Integration…',
        'Posit Workbench: Check Integration…',
        'Posit Workbench: Remove Integration',
        'Posit Workbench: Copy as Posit Connect Request',
        'Posit Workbench: Forget Local Sign-Ins…',
        'Posit Workbench: Make Default Server',
        'Posit Workbench: Remove Server',
        'Posit Workbench: Create Integration…',
        'Posit Connect: Associate with Content…',
        'Posit Connect: Edit Integration…',
        'Posit Connect: Delete Integration…',
      ],
    );
  });
});

describe('The walkthrough', () => {
  const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);

  it('has four steps at most, all of which complete by themselves', () => {
    assert.ok(steps.length > 0 && steps.length <= 4);
    assert.deepEqual(
      steps.filter(({ completionEvents }) => completionEvents.length === 0),
      [],
    );
    const onCommands = steps.flatMap(({ completionEvents }) =>
      completionEvents.filter((each) => /^onCommand:/.test(each)),
    );
    const own = onCommands.map((each) => each.replace('onCommand:', '')).filter((each) => each.startsWith(PREFIX));
    assert.deepEqual(
      own.filter((each) => !commandIds.includes(each)),
      // Of VS Code, for each view.
      [`${VIEW}.focus`],
    );
  });

  it('completes the step of the view also where that is open already, when its button is pressed', () => {
    const [view] = steps;
    const [, command = ''] = /\(command:([\w.]+)\)/.exec(textOf(view?.description ?? '') ?? '') ?? [];
    assert.ok(view?.completionEvents.includes(`onCommand:${command}`));
  });

  // VS Code understands links and bold only.
  it('has no code marks in its texts, which would be shown as they are', () => {
    assert.deepEqual(
      steps.map(({ description }) => textOf(description) ?? '').filter((text) => text.includes('`')),
      [],
    );
  });

  it('has pictures that follow the theme: no colour is their own', () => {
    for (const { media } of steps) {
      const picture = readFileSync(new URL(media.svg, ROOT), 'utf8');
      const colours = [...picture.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, colour]) => colour ?? '');
      assert.ok(colours.length > 1);
      assert.deepEqual(
        colours.filter((colour) => colour !== 'none' && !/^var\(--vscode-[\w-]+(?:, var\(.*\))?\)$/.test(colour)),
        [],
        media.svg,
      );
    }
  });
});

describe('Welcome content', () => {
  const notFiltered = ' && !availableCredentials.isFilteredEmpty';

  it('there is one for an empty list, for every kind of failure and for a filter, each for itself', () => {
    const failures: Readonly<Record<Failure, true>> = {
      unavailable: true,
      unsupported: true,
      configuration: true,
      authorization: true,
      network: true,
      protocol: true,
      rejected: true,
    };
    const inSession = Object.keys(failures).filter((state) => state !== 'unavailable');
    const own = [
      ['== unavailable', `== empty${notFiltered}`],
      ['=~ /^(unavailable|empty)$/', '== authorization'],
      ['=~ /^(unavailable|empty)$/', '== unsupported'],
      ['=~ /^(unavailable|empty)$/', '=~ /^(configuration|network|protocol|rejected)$/'],
    ];
    assert.deepEqual(
      viewsWelcome.map(({ view, when }) => [view, when]).sort(),
      [
        'availableCredentials.isFilteredEmpty',
        ...[`empty${notFiltered}`, ...inSession].map((state) => `availableCredentials.workbench.state == ${state}`),
        ...own.map(
          ([workbench = '', local = '']) =>
            `availableCredentials.workbench.state ${workbench} && availableCredentials.local.state ${local}`,
        ),
      ]
        .map((when) => [VIEW, when])
        .sort(),
    );
  });

  it('has one button at most, and links for the rest: none of two buttons would be the first choice', () => {
    const buttons = viewsWelcome.map(({ contents }) => textOf(contents)?.match(/^\[[^\]]+\]\([^)]+\)$/gm)?.length ?? 0);
    assert.ok(buttons.includes(1));
    assert.deepEqual(
      buttons.filter((count) => count > 1),
      [],
    );
  });

  it('of a server that is too old names the version that is needed', () => {
    assert.ok(textOf('%welcome.unsupported%')?.includes('2026.01.0'));
  });
});
