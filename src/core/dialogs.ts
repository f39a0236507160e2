/** Returned by {@link Dialogs} when the user wants to go back to the previous step. */
export const BACK = Symbol('back');

/** One step of several. */
export interface Step {
  /** The title of the whole sequence, such as *Add Integration*. */
  readonly title: string;
  /** Whether there is a previous step. */
  readonly canGoBack?: boolean;
}

export interface TextStep extends Step {
  /** Describes the expected input, in a sentence. */
  readonly prompt: string;
  readonly placeholder?: string;
  /** The initial text. */
  readonly value?: string;
  /** Whether the input is a secret, which is neither shown nor stored. */
  readonly isSecret?: boolean;
  /** Closes the step when it is aborted, as if the user had given up. */
  readonly signal?: AbortSignal;
  /** Buttons beside the title. They leave the question open. */
  readonly buttons?: readonly StepButton[];
  /** What was wrong with an earlier text, in a sentence: shown until the user types. */
  readonly problem?: string | undefined;
  /** Validates the text as it is typed: returns what is wrong in a sentence, or `undefined` if it is valid. */
  readonly problemOf: (text: string) => string | undefined;
}

export interface StepButton {
  /** The name of one of VS Code's icons. */
  readonly icon: 'copy' | 'link-external';
  readonly tooltip: string;
  /** @param text what the user has typed so far */
  readonly press: (text: string) => Promise<void>;
}

export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
  /** Whether it is selected initially; in a single choice, whether Enter selects it. */
  readonly isPicked?: boolean;
}

export interface ChoiceStep<T> extends Step {
  readonly prompt: string;
  readonly choices: readonly Choice<T>[];
}

/** A choice among what is found by what the user types. */
export interface SearchStep<T> extends Step {
  readonly prompt: string;
  /** Called at first with an empty text. Rejections are shown. Its signal is aborted when the user types more. */
  readonly find: (text: string, signal: AbortSignal) => Promise<readonly Choice<T>[]>;
}

/** A link in a message. */
export interface Link {
  readonly title: string;
  /** Never rejects. */
  readonly follow: () => Promise<void>;
}

/**
 * Dialogs that a source can show. Their texts may come from a server: the implementation makes them safe to show. The
 * methods return `undefined` when the user cancels.
 */
export interface Dialogs {
  text(step: TextStep): Promise<string | typeof BACK | undefined>;
  choose<T>(step: ChoiceStep<T>): Promise<T | typeof BACK | undefined>;
  /** Lets the user select any number of choices. */
  chooseSeveral<T>(step: ChoiceStep<T>): Promise<readonly T[] | typeof BACK | undefined>;
  /** Lets the user search as they type, and pick one result. */
  search<T>(step: SearchStep<T>): Promise<T | typeof BACK | undefined>;
  /** Asks for confirmation of an action that can't be undone. `action` is the button's title. */
  confirm(question: string, detail: string, action: string): Promise<boolean>;
  /** Shows a notification with buttons; returns the title of the selected one, if any. */
  tell(message: string, ...buttons: string[]): Promise<string | undefined>;
  /** Copies a text to the clipboard and shows a confirmation. */
  copy(text: string, confirmation: string): Promise<void>;
  /**
   * Shows progress while `work` runs. Its signal is aborted when the user cancels.
   *
   * @param link what the user can do meanwhile: it follows the text
   */
  during<T>(what: string, work: (signal: AbortSignal) => Promise<T>, link?: Link): Promise<T>;
}
