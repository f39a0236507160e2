import { isRecord } from '../../core/record.js';
import type { LoginOutcome, PendingCode } from '../../core/serverLogins.js';
import { asAscii, assertOpenable } from '../../core/url.js';
import type { WireLoginNote, WireLogLevel } from '../../workbench/wire.js';
import { parseServers, timeOf } from '../serverResponses.js';

export interface LoginNotesAnswer {
  /** Those that could be read. */
  readonly notes: readonly WireLoginNote[];
}

export interface LoginAnswer extends LoginNotesAnswer {
  /** Identifies the sign-in. */
  readonly login: string;
  /** How many notes there were, also those that could not be read. */
  readonly count: number;
  /** `undefined` until the sign-in has ended. */
  readonly outcome: LoginOutcome | undefined;
}

export interface LogoutAnswer extends LoginNotesAnswer {
  /** The nickname of the server. */
  readonly name: string;
}

const LEVELS: readonly WireLogLevel[] = ['error', 'warn', 'info', 'debug'];

type Fields = Readonly<Record<string, unknown>>;

/** Parses the response to `oauth_server_login`. Throws `CredentialError` if a page's URL is not safe to open. */
export function parseLogin(answer: Fields): LoginAnswer {
  const { login, notes } = answer;
  return {
    login: textIn(login),
    notes: notesIn(notes),
    count: Array.isArray(notes) ? notes.length : 0,
    outcome: outcomeIn(answer),
  };
}

/** Parses the response to `oauth_server_logout`. */
export function parseLogout({ name, notes }: Fields): LogoutAnswer {
  return { name: textIn(name), notes: notesIn(notes) };
}

function outcomeIn({ server, not_in_time: notInTime, pending }: Fields): LoginOutcome | undefined {
  const [signedIn] = parseServers({ servers: [server] });
  if (signedIn) {
    return { kind: 'signedIn', server: signedIn };
  }
  if (isRecord(pending)) {
    const { name, url, code } = pending;
    return { kind: 'pending', name: textIn(name), url: textIn(url), code: isRecord(code) ? codeIn(code) : undefined };
  }
  if (!isRecord(notInTime)) {
    return undefined;
  }
  const { name, seconds } = notInTime;
  return {
    kind: 'notInTime',
    name: textIn(name),
    seconds: typeof seconds === 'number' ? seconds : 0,
  };
}

function codeIn(code: Fields): PendingCode {
  const page = textIn(code['page']);
  assertOpenable(page);
  return { page: asAscii(page), userCode: textIn(code['user_code']), expiresAt: timeOf(code, 'expiry') ?? 0 };
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function notesIn(notes: unknown): readonly WireLoginNote[] {
  return (Array.isArray(notes) ? notes : []).flatMap((note: unknown) => (isRecord(note) ? [noteIn(note)] : []));
}

function noteIn({ page, text, log }: Fields): WireLoginNote {
  if (isRecord(page) && typeof page['url'] === 'string') {
    assertOpenable(page['url']);
    return { page: { name: textIn(page['name']), url: asAscii(page['url']) } };
  }
  if (isRecord(log)) {
    const level = LEVELS.find((each) => each === log['level']);
    return level && typeof log['line'] === 'string' ? { log: { level, line: log['line'] } } : {};
  }
  return typeof text === 'string' ? { text } : {};
}
