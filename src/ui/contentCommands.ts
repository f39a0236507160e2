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

export interface ContentCommandsContext {
  readonly catalog: Catalog;
  readonly uses: ContentUses;
  readonly dialogs: Pick<Dialogs, 'choose' | 'tell'>;
  readonly notify: Notifications;
  readonly now: () => number;
  /** The options of a terminal for content. Throws `CredentialError` if there is nothing to serve. */
  readonly terminal: () => Promise<vscode.TerminalOptions>;
}

/** What the user picks: a way to use an integration, or to use it no longer. */
type Picked = { readonly choice: ContentChoice } | { readonly stop: true };

/** The commands that choose what content under development uses, and that run it. */
export function contentCommands(context: ContentCommandsContext): CommandHandlers {
  const { catalog, uses, dialogs, notify, now, terminal } = context;

  const openTerminal = async () => {
    vscode.window.createTerminal(await terminal()).show();
  };

  const use = async (integration: Integration) => {
    const providers = new Set(catalog.sources.flatMap(({ id, tokens }) => (tokens ? [id] : [])));
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
    const picked = await dialogs.choose<Picked>({
      title: messages.useForContent(integration),
      prompt: messages.choosePrompt(integration),
      choices: [
        ...choices.map((choice) => asStep(choice, integration)),
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

  return {
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
  };
}

function asStep(choice: ContentChoice, integration: Integration): Choice<Picked> {
  const { insteadOf, answeredBy, isChosen, isSuggested, use } = choice;
  // Of the two that belong together, the one that the user has not started with.
  const shown = insteadOf === integration ? answeredBy : insteadOf;
  return {
    label: shown ? oneLine(shown.label) : messages.asItself(),
    description: messages.choiceDescription(isChosen, isSuggested),
    detail: shown
      ? insteadOf === integration
        ? messages.answersFor(integration, shown)
        : messages.contentAsksFor(use.guid)
      : messages.contentAsksFor(use.guid),
    value: { choice },
    isPicked: isChosen,
  };
}
