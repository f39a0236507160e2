import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { Integration } from '../core/integration.js';
import type { Memento } from '../core/ports.js';
import * as messages from './messages.js';
import type { Notifications } from './notifications.js';

/** The key under which it is stored that the user has answered. */
const ANSWERED = 'nextStep.isAnswered';

/** After the first sign-in, offers the snippet once. If the user dismisses that, it is not offered again. */
export class NextStep {
  #isOffered = false;

  /** @param memory of the user */
  constructor(
    private readonly catalog: Pick<Catalog, 'integrations'>,
    private readonly notify: Pick<Notifications, 'information'>,
    private readonly memory: Memento,
  ) {}

  /** Offers the snippet of an integration that the user has just signed in to, if it has one. */
  async offer({ id }: Integration): Promise<void> {
    const integration = this.catalog.integrations.find((each) => each.id === id);
    const isAnswered = this.#isOffered || this.memory.get(ANSWERED) === true;
    if (isAnswered || !integration?.actions.includes('snippet')) {
      return;
    }
    this.#isOffered = true;
    const viewSnippet = messages.viewSnippet();
    const answer = await this.notify.information(messages.nextStep(integration), viewSnippet);
    await this.memory.update(ANSWERED, true);
    if (answer === viewSnippet) {
      await vscode.commands.executeCommand('availableCredentials.viewSnippet', { integration });
    }
  }
}
