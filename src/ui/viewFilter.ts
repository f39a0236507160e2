import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { Disposable, Memento } from '../core/ports.js';
import { filtered, leavesNoRow, STATUS_FILTERS, type StatusFilter } from '../core/statusFilter.js';
import type { CommandHandlers } from './commands.js';
import { FILTER, type ViewAdditions } from './credentialsView.js';

/** Filters the view by status, until the user clears the filter, also after a reload. */
export class ViewFilter implements Disposable {
  readonly commands: CommandHandlers = {
    filterSignedIn: () => this.#set('signedIn'),
    filterNotSignedIn: () => this.#set('notSignedIn'),
    filterConfigurationErrors: () => this.#set('configurationError'),
    clearFilter: () => this.#set(undefined),
  };
  readonly #subscription: Disposable;

  constructor(
    private readonly catalog: Pick<Catalog, 'snapshot' | 'onDidChange'>,
    private readonly view: { add(additions: ViewAdditions): void },
    /** Of the workspace. */
    private readonly memory: Memento,
  ) {
    this.#subscription = catalog.onDidChange(() => this.#tellWelcome());
    if (this.#filter) {
      this.#apply();
    }
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Another version may have stored something else. */
  get #filter(): StatusFilter | undefined {
    const stored = this.memory.get(FILTER);
    return STATUS_FILTERS.find((each) => each === stored);
  }

  async #set(filter: StatusFilter | undefined): Promise<void> {
    await this.memory.update(FILTER, filter);
    this.#apply();
  }

  #apply(): void {
    const filter = this.#filter;
    this.view.add({
      select: filter && ((snapshot) => filtered(snapshot, filter)),
      selection: filter && t('Filtered: {0}.', nameOf(filter)),
    });
    setContext('filter', filter);
    this.#tellWelcome();
  }

  /** The welcome content says so if the filter leaves no row. */
  #tellWelcome(): void {
    const filter = this.#filter;
    setContext('isFilteredEmpty', filter !== undefined && leavesNoRow(this.catalog.snapshot, filter));
  }
}

function nameOf(filter: StatusFilter): string {
  switch (filter) {
    case 'signedIn':
      return t('signed in');
    case 'notSignedIn':
      return t('not signed in');
    case 'configurationError':
      return t('configuration error');
  }
}

function setContext(name: string, value: unknown): void {
  void vscode.commands.executeCommand('setContext', `availableCredentials.${name}`, value);
}
