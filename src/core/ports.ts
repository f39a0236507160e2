/**
 * What the core needs from outside. Each port is an interface that something of VS Code, or of Node, satisfies by shape,
 * so that the core never imports 'vscode', and tests hand in the few things that they have to fake.
 */

/** Something that owns a resource until it is disposed of. Disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** Subscribes a listener; disposing the result unsubscribes it. VS Code's `Event` has this shape. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The part of VS Code's `LogOutputChannel` that the core writes to. Never given a secret. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `delay` milliseconds, unless disposed of before. */
  setTimeout(callback: () => void, delay: number): Disposable;
}

/** The user's browser. */
export interface Browser {
  /** Opens exactly this URL, byte for byte. */
  open(url: string): Promise<void>;
}

/** What is kept for when the window is loaded anew. VS Code's `Memento` has this shape. Never given a secret. */
export interface Memento {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Where secrets are kept. VS Code's `SecretStorage` has this shape. */
export interface SecretStorage {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}
