/** What {@link Dialogs} answer when the user wants to go back to the step before. */
export const BACK = Symbol('back');

/** One step of several. */
export interface Step {
  /** What the whole is about, such as *Add Integration*. */
  readonly title: string;
  /** Whether there is a step to go back to. */
  readonly canGoBack?: boolean;
}

export interface TextStep extends Step {
  /** What is asked for, in a sentence. */
  readonly prompt: string;
  readonly placeholder?: string;
  /** What stands there at first. */
  readonly value?: string;
  /** Whether it is a secret: what is typed is not shown, and kept nowhere. */
  readonly isSecret?: boolean;
  /** Closes the step when it is aborted, as if the user had given up. */
  readonly signal?: AbortSignal;
  /** What is wrong with a text, in a sentence, asked as it is typed; `undefined` if nothing is. */
  readonly problemOf: (text: string) => string | undefined;
}

export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
  /** Whether it is picked at first; where only one can be, whether it is the one that Enter takes. */
  readonly isPicked?: boolean;
}

export interface ChoiceStep<T> extends Step {
  readonly prompt: string;
  readonly choices: readonly Choice<T>[];
}

/**
 * What a source may ask its user. The texts may be a server's: they are made safe before they are shown. Each answers
 * `undefined` when the user gives up.
 */
export interface Dialogs {
  text(step: TextStep): Promise<string | typeof BACK | undefined>;
  choose<T>(step: ChoiceStep<T>): Promise<T | typeof BACK | undefined>;
  /** Any number of the choices. */
  chooseSeveral<T>(step: ChoiceStep<T>): Promise<readonly T[] | typeof BACK | undefined>;
  /** Asks before something that can't be undone. `action` is the button's title. */
  confirm(question: string, detail: string, action: string): Promise<boolean>;
  /** Tells something in a pop-up, with buttons; answers with the title of the one that was pressed, if any. */
  tell(message: string, ...buttons: string[]): Promise<string | undefined>;
  /** Puts a text on the clipboard, and confirms it. */
  copy(text: string, confirmation: string): Promise<void>;
  /** Shows that something is under way while `work` goes on, whose signal is aborted when the user cancels it. */
  during<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}
