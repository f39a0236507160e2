/**
 * What the core needs from its environment. Each port is an interface that an object of VS Code or Node satisfies
 * structurally, so that the core does not import 'vscode' and tests can pass in fakes.
 */

/** Owns a resource until it is disposed of. Disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** Subscribes a listener; disposing of the result unsubscribes it. VS Code's `Event` has this shape. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The part of VS Code's `LogOutputChannel` that is used. Never pass a secret. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `delay` milliseconds, unless disposed of first. */
  setTimeout(callback: () => void, delay: number): Disposable;
}

/** The user's browser. */
export interface Browser {
  /** Opens exactly this URL, byte for byte. */
  open(url: string): Promise<void>;
}

/** Survives a reload of the window. VS Code's `Memento` has this shape. Never pass a secret. */
export interface Memento {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Stores secrets. VS Code's `SecretStorage` has this shape. */
export interface SecretStorage {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** The environment of a process, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;
