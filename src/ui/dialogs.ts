import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import {
  BACK,
  type Choice,
  type ChoiceStep,
  type Dialogs,
  type Link,
  type SearchStep,
  type Step,
  type TextStep,
} from '../core/dialogs.js';
import { asCredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';
import { CONFIRMATION_TIME } from './confirmation.js';
import * as messages from './messages.js';
import type { Notifications } from './notifications.js';

/** Milliseconds before progress is shown: a notification that disappears at once would only distract. */
const PATIENCE = 500;

/** Milliseconds after the last key before a search begins. */
const TYPING_PAUSE = 250;

/** Longest sentence, in characters: room for a URL in it. */
const MAX_SENTENCE_LENGTH = 500;

/** The most lines in a confirmation. */
const MAX_LINES = 20;

type Picked<T> = vscode.QuickPickItem & { readonly value: T };

/** The part of VS Code's `window` that shows dialogs. */
export interface DialogWindow {
  createInputBox(): vscode.InputBox;
  createQuickPick<T extends vscode.QuickPickItem>(): vscode.QuickPick<T>;
  showWarningMessage(
    message: string,
    options: vscode.MessageOptions,
    ...buttons: string[]
  ): Thenable<string | undefined>;
  setStatusBarMessage(text: string, hideAfter: number): vscode.Disposable;
  withProgress<T>(
    options: vscode.ProgressOptions,
    task: (progress: vscode.Progress<object>, token: vscode.CancellationToken) => Thenable<T>,
  ): Thenable<T>;
}

/** Dialogs made of VS Code's quick inputs. They stay open when the user looks something up elsewhere. */
export class EditorDialogs implements Dialogs {
  /** How many links there have been in this window. Screen readers read the command of a link, so it is short. */
  static #links = 0;

  constructor(
    private readonly notify: Notifications,
    private readonly window: DialogWindow = vscode.window,
  ) {}

  text(step: TextStep): Promise<string | typeof BACK | undefined> {
    const input = this.window.createInputBox();
    input.prompt = plain(step.prompt);
    input.placeholder = step.placeholder === undefined ? undefined : oneLine(step.placeholder);
    input.value = step.value ?? '';
    input.password = step.isSecret ?? false;
    input.validationMessage = step.problem === undefined ? undefined : plain(step.problem);
    const isValid = () => {
      const problem = step.problemOf(input.value.trim());
      input.validationMessage = problem === undefined ? undefined : plain(problem);
      return problem === undefined;
    };
    input.onDidChangeValue(isValid);
    const buttons = (step.buttons ?? []).map(({ icon, tooltip, press }) => ({
      iconPath: new vscode.ThemeIcon(icon),
      tooltip: plain(tooltip),
      press: () => press(input.value.trim()),
    }));
    return answered(input, step, () => (isValid() ? input.value.trim() : undefined), buttons, step.signal);
  }

  choose<T>(step: ChoiceStep<T>): Promise<T | typeof BACK | undefined> {
    const pick = this.#pick(step);
    const picked = pick.items.filter((item) => item.picked);
    // If this were set to an empty list, Enter would select nothing instead of the first item.
    if (picked.length > 0) {
      pick.activeItems = picked;
    }
    return answered(pick, step, () => pick.activeItems[0]?.value);
  }

  chooseSeveral<T>(step: ChoiceStep<T>): Promise<readonly T[] | typeof BACK | undefined> {
    const pick = this.#pick(step);
    pick.canSelectMany = true;
    pick.selectedItems = pick.items.filter(({ picked }) => picked);
    return answered(pick, step, () => pick.selectedItems.map(({ value }) => value));
  }

  search<T>({ prompt, find, ...step }: SearchStep<T>): Promise<T | typeof BACK | undefined> {
    const pick = this.#pick<T>({ ...step, prompt, choices: [] });
    // What is found need not contain what was typed.
    const always = { alwaysShow: true };
    let search = new AbortController();
    const start = async (text: string, wait: number) => {
      search.abort();
      search = new AbortController();
      const { signal } = search;
      pick.busy = true;
      try {
        await delay(wait, undefined, { signal });
        const found = await find(text, signal);
        if (!signal.aborted) {
          pick.title = oneLine(step.title);
          pick.items = found.map((choice) => ({ ...itemOf(choice), ...always }));
        }
      } catch (error) {
        if (!signal.aborted) {
          pick.items = [];
          pick.title = plain(asCredentialError(error, messages.unexpected()).message);
        }
      } finally {
        if (!signal.aborted) {
          pick.busy = false;
        }
      }
    };
    pick.onDidChangeValue((text) => void start(text, TYPING_PAUSE));
    pick.onDidHide(() => search.abort());
    void start('', 0);
    return answered(pick, step, () => pick.activeItems[0]?.value);
  }

  async confirm(question: string, detail: string, action: string): Promise<boolean> {
    const lines = detail.split('\n', MAX_LINES).map((line) => oneLine(line, MAX_SENTENCE_LENGTH));
    const options = { modal: true, detail: lines.join('\n') };
    return (await this.window.showWarningMessage(oneLine(question, MAX_SENTENCE_LENGTH), options, action)) === action;
  }

  async tell(message: string, ...buttons: string[]): Promise<string | undefined> {
    return this.notify.information(oneLine(message, MAX_SENTENCE_LENGTH), ...buttons);
  }

  async copy(text: string, confirmation: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
    this.window.setStatusBarMessage(`$(check) ${plain(confirmation)}`, CONFIRMATION_TIME);
  }

  async during<T>(what: string, work: (signal: AbortSignal) => Promise<T>, link?: Link): Promise<T> {
    const sentence = messages.escapeLinks(oneLine(what, MAX_SENTENCE_LENGTH));
    const abort = new AbortController();
    const working = work(abort.signal);
    if (await endsWithin(working, PATIENCE)) {
      return working;
    }
    // A progress notification has no other buttons than *Cancel*.
    const command = `availableCredentials.link${(EditorDialogs.#links += 1)}`;
    const registered = link && vscode.commands.registerCommand(command, link.follow);
    const title = link ? `${messages.closeBrackets(sentence)} [${link.title}](command:${command})` : sentence;
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    const shown = this.window.withProgress(options, (_progress, token) => {
      token.onCancellationRequested(() => abort.abort());
      return working;
    });
    try {
      return await shown;
    } finally {
      registered?.dispose();
    }
  }

  #pick<T>({ choices, prompt }: ChoiceStep<T>): vscode.QuickPick<Picked<T>> {
    const pick = this.window.createQuickPick<Picked<T>>();
    pick.placeholder = oneLine(prompt, MAX_SENTENCE_LENGTH);
    pick.matchOnDescription = true;
    pick.items = choices.map(itemOf);
    return pick;
  }
}

/** Whether a promise settles within some milliseconds. */
function endsWithin(working: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const ended = () => true;
  return Promise.race([working.then(ended, ended), delay(milliseconds, false)]);
}

function itemOf<T>({ label, description, detail, value, isPicked }: Choice<T>): Picked<T> {
  const shown = (text: string, length?: number) => messages.escapeIcons(oneLine(text, length));
  return {
    label: shown(label),
    value,
    ...(description === undefined ? {} : { description: shown(description) }),
    ...(detail === undefined ? {} : { detail: shown(detail, MAX_SENTENCE_LENGTH) }),
    ...(isPicked === undefined ? {} : { picked: isPicked }),
  };
}

/** In prompts and validation messages, VS Code draws icons for `$(name)` and runs the commands of `[text](command:…)`. */
function plain(text: string): string {
  return messages.escapeIcons(messages.escapeLinks(oneLine(text, MAX_SENTENCE_LENGTH)));
}

interface PressButton extends vscode.QuickInputButton {
  readonly press: () => Promise<void>;
}

/** Shows a quick input until the user accepts it with an answer, closes it, or goes back. */
function answered<T>(
  input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  { title, canGoBack }: Step,
  answer: () => T | undefined,
  buttons: readonly PressButton[] = [],
  signal?: AbortSignal,
): Promise<T | typeof BACK | undefined> {
  const close = () => input.hide();
  input.title = oneLine(title);
  input.ignoreFocusOut = true;
  input.buttons = [...(canGoBack ? [vscode.QuickInputButtons.Back] : []), ...buttons];
  return new Promise<T | typeof BACK | undefined>((resolve) => {
    input.onDidTriggerButton((pressed) => {
      const button = buttons.find((each) => each === pressed);
      if (!button) {
        resolve(BACK);
        return;
      }
      // Neither copying nor opening a page ends the question, whether it succeeds or not.
      void button.press().catch(() => undefined);
    });
    input.onDidHide(() => resolve(undefined));
    input.onDidAccept(() => {
      const value = answer();
      if (value !== undefined) {
        resolve(value);
      }
    });
    signal?.addEventListener('abort', close);
    if (signal?.aborted) {
      resolve(undefined);
    } else {
      input.show();
    }
  }).finally(() => {
    signal?.removeEventListener('abort', close);
    input.dispose();
  });
}
