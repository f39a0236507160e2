import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import { type ContentChoice, contentChoices, usesOf } from '../core/contentChoices.js';
import type { ContentUses } from '../core/contentUses.js';
import { BACK, type Choice, type Dialogs } from '../core/dialogs.js';
import type { Integration } from '../core/integration.js';
import { oneLine } from '../core/text.js';
import type { CommandHandlers } from './commands.js';
import * as messages from './contentMessages.js';
import type { Notifications } from './notifications.js';
import { pickIntegration } from './pick.js';
import type { IntegrationCommandRow } from './rows.js';
import { summaryOrStatus } from './viewMessages.js';

export interface ContentCommandsContext {
  readonly catalog: Catalog;
  readonly uses: ContentUses;
  readonly dialogs: Pick<Dialogs, 'choose' | 'tell' | 'text'>;
  readonly notify: Notifications;
  readonly now: () => number;
  /** The options of a terminal for content. Throws `CredentialError` if there is nothing to serve. */
  readonly terminal: () => Promise<vscode.TerminalOptions>;
  /** Writes the variables of content into a file that only the user can read. Returns its path. Throws `CredentialError`. */
  readonly environmentFile: () => Promise<string>;
  /** The user's name on this machine. */
  readonly author: string;
  /** Opens the app at a port of this machine in the browser, as a viewer sees it. Throws `CredentialError`. */
  readonly view: (
    port: number,
    viewer: { readonly username: string; readonly groups: readonly string[] },
  ) => Promise<void>;
}

/** What the user picks: a way to use an integration, or to use it no longer. */
type Picked = { readonly choice: ContentChoice } | { readonly stop: true };

/** The commands that choose what content under development uses, and that run it. */
export function contentCommands(context: ContentCommandsContext): CommandHandlers {
  const { catalog, uses, dialogs, notify, now, terminal, environmentFile, author, view } = context;

  const openTerminal = async () => {
    vscode.window.createTerminal(await terminal()).show();
  };

  /** Asks what content uses in place of an integration, and remembers that. */
  const use = async (integration: Integration) => {
    const providers = new Set(
      catalog.sources.flatMap(({ id, tokens, contentTokens }) => (tokens || contentTokens ? [id] : [])),
    );
    const choices = contentChoices(integration, {
      integrations: catalog.integrations,
      providesTokens: ({ source }) => providers.has(source),
      uses: uses.all,
      now: now(),
    });
    const used = usesOf(integration, uses.all);
    if (choices.length === 0 && used.length === 0) {
      await dialogs.tell(messages.noneAnswers(integration));
      return;
    }
    const [only, ...others] = choices;
    const isOnlyWay = only && others.length === 0 && used.length === 0 && partnerIn(only, integration) === undefined;
    const picked = isOnlyWay
      ? { choice: only }
      : await dialogs.choose<Picked>({
          title: messages.useForContent(integration),
          prompt: messages.choosePrompt(integration),
          choices: [
            ...choices.map((choice) => asStep(choice, integration, catalog)),
            ...(used.length > 0 ? [{ label: messages.stopUsing(), value: { stop: true } as const }] : []),
          ],
        });
    if (picked === undefined || picked === BACK) {
      return;
    }
    if ('stop' in picked) {
      for (const { guid } of used) {
        await uses.remove(guid);
      }
      void dialogs.tell(messages.noLongerUsed(integration));
      return;
    }
    await uses.add(picked.choice.use);
    if ((await dialogs.tell(messages.isUsed(picked.choice), messages.openTerminal())) === messages.openTerminal()) {
      await openTerminal();
    }
  };

  let lastPort = '8000';
  const askForPort = async (title: string): Promise<number | undefined> => {
    const problemOf = (text: string) => (portIn(text) === undefined ? messages.wrongPort() : undefined);
    const text = await dialogs.text({ title, prompt: messages.portPrompt(), value: lastPort, problemOf });
    if (text === undefined || text === BACK) {
      return undefined;
    }
    lastPort = text;
    return portIn(text);
  };

  return {
    openAsViewer: async () => {
      const port = await askForPort(messages.openAsViewer());
      if (port !== undefined) {
        await view(port, { username: author, groups: [] });
      }
    },
    openAsAnotherViewer: async () => {
      const title = messages.openAsAnotherViewer();
      const name = await dialogs.text({
        ...{ title, prompt: messages.viewerPrompt() },
        problemOf: (text) => (text === '' ? messages.noViewerName() : undefined),
      });
      if (name === undefined || name === BACK) {
        return;
      }
      const groups = await dialogs.text({ title, prompt: messages.groupsPrompt(), problemOf: () => undefined });
      if (groups === undefined || groups === BACK) {
        return;
      }
      const port = await askForPort(title);
      if (port !== undefined) {
        const names = groups.split(',').map((each) => each.trim());
        await view(port, { username: name, groups: names.filter((each) => each !== '') });
        void dialogs.tell(messages.viewedAs(name, author));
      }
    },
    useForContent: async (row?: IntegrationCommandRow) => {
      const services = { catalog, notify };
      const integration =
        row?.integration ??
        (await pickIntegration(services, 'useForContent', messages.pickPlaceholder(), () => {
          void notify.information(messages.nothingToUse());
        }));
      if (integration) {
        await use(integration);
      }
    },
    openTerminalAsOnConnect: openTerminal,
    // Launch configurations name it, as in "envFile": "${command:availableCredentials.contentEnvironmentFile}".
    contentEnvironmentFile: environmentFile,
  };
}

/** The port in what the user has entered: a number, or the address of an app on this machine. */
function portIn(text: string): number | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url !== undefined && ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0'].includes(url.hostname);
  const port = Number(isLocal ? url.port : /^\d{1,5}$/.test(text) ? text : 0);
  return port > 0 && port < 65_536 ? port : undefined;
}

/** Of the two integrations of a choice, the one that the user has not started with; `undefined` if there is only one. */
function partnerIn({ insteadOf, answeredBy }: ContentChoice, integration: Integration): Integration | undefined {
  return insteadOf === integration ? answeredBy : insteadOf;
}

function asStep(choice: ContentChoice, integration: Integration, catalog: Catalog): Choice<Picked> {
  const { insteadOf, isChosen, isSuggested, use } = choice;
  const shown = partnerIn(choice, integration);
  return {
    label: shown ? oneLine(shown.label) : messages.asItself(),
    description: [messages.choiceDescription(isChosen, isSuggested), ...(shown ? placeAndStatus(shown, catalog) : [])]
      .filter((each) => each !== '')
      .join(' · '),
    detail:
      shown && insteadOf === integration ? messages.answersFor(integration, shown) : messages.contentAsksFor(use.guid),
    value: { choice },
    isPicked: isChosen,
  };
}

/** Integrations of two places may have the same name. */
function placeAndStatus(integration: Integration, catalog: Catalog): readonly string[] {
  const source = catalog.sources.find(({ id }) => id === integration.source);
  return [...(source ? [oneLine(source.label)] : []), summaryOrStatus(integration)];
}
