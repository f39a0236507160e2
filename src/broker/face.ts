import type { Secret } from '../core/secret.js';
import type { Page } from './page.js';

/** The first line and the headers of a request. */
export interface RequestHead {
  readonly verb: string;
  /** The path, with the query if there is one. Several slashes at the beginning have become one: R and Connect's clients send two. */
  readonly path: string;
  /** The value of a header, by its name in lower case; `undefined` if the request does not have it exactly once. */
  readonly header: (name: string) => string | undefined;
}

/** Who looks at content under development. */
export interface Viewer {
  readonly username: string;
  readonly groups: readonly string[];
}

/** Variables of a process by name; some are secret. */
export type SecretVariables = Readonly<Record<string, string | Secret>>;

/** Why a request is refused. The connection ends with it. */
export interface Refusal {
  readonly status: number;
  /** A sentence for the author of the code that sent the request. */
  readonly message: string;
}

export interface Reply {
  readonly status: number;
  /** Sent as JSON; a text as it is. */
  readonly body: object | string;
  /** Further headers, and in place of the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls back when the connection of a request is closed. */
export type OnClosed = (listener: () => void) => void;

/** Answers a request, given its body. Rejects only to drop the connection. */
export interface Handler {
  (body: Buffer, onClosed: OnClosed): Promise<Reply | Refusal>;
  /** Bytes of the body at most; default: those of the server. */
  readonly maxBodySize?: number;
}

/** Shows a page to the user's browser. Rejects only to drop the connection. */
export type PageHandler = () => Promise<Page>;

/** Where the callers of a face find it. */
export interface Address {
  /** The base URL, without a slash at the end. */
  readonly url: string;
  /** The runtime folder, which holds the files of {@link Face.files}. */
  readonly folder: string;
}

/**
 * A protocol that the broker speaks: its paths, how its callers authenticate, and the format of its errors. What holds for
 * every protocol (the address, web pages, sizes, times, the number of connections) is up to the server and its guard.
 */
export interface Face {
  /** What the face's paths begin with, at least one. Of several faces the one with the longest match answers. */
  readonly prefixes: readonly string[];

  /** Why a caller is not authenticated. Comparing secrets takes constant time. */
  authenticate(head: RequestHead): Refusal | undefined;

  /** What answers an authenticated request, judged before its body is read. */
  route(head: RequestHead): Handler | Refusal;

  /**
   * What the user's browser gets at a path that needs no authentication: the path itself has to be a secret. `undefined` if
   * the path is not one of these.
   */
  page?(head: RequestHead): PageHandler | undefined;

  /** The body of a refusal, also of one by the guard. */
  errorBody(refusal: Refusal): object;

  /** By name, the files in which callers find their credential. Called at intervals, to renew the credential and the files. */
  files(): Readonly<Record<string, Secret>>;

  /** The variables that lead the code in all terminals to this face. */
  variables(address: Address): Readonly<Record<string, string>>;

  /** By the name of a set, the variables that lead only those processes to this face for which the user wants that. */
  requestedVariables?(address: Address): Readonly<Record<string, SecretVariables>>;

  /** The headers by which content learns who looks at it. One holds a token. */
  viewerHeaders?(viewer: Viewer): Readonly<Record<string, Secret>>;
}

/**
 * Creates a face; the one thing that registers it.
 *
 * @param key from which the face derives the credentials that it accepts. It survives a reload of the window, and is another
 * one at another port: credentials may have been sent to the program that uses the former port now.
 */
export type FaceFactory = (key: Secret) => Face;
