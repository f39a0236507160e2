import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What a server has sent on a connection. */
export interface RawAnswer {
  readonly status: number;
  /** In lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** All of it. */
  readonly text: string;
}

/** Connects to 127.0.0.1. That the server hangs up is no error. */
export async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Sends octets as they are, and returns what comes until the server hangs up; `hurry` hangs up first if it does not. */
export async function exchange(port: number, request: string | readonly string[]): Promise<RawAnswer> {
  const socket = await connected(port);
  [request].flat().forEach((part) => socket.write(part));
  return parsed(await received(socket));
}

/** All that a server sends until it hangs up. */
export async function received(socket: Socket): Promise<string> {
  const chunks: Uint8Array[] = [];
  socket.on('data', (chunk: Uint8Array) => void chunks.push(chunk));
  if (!socket.closed) {
    // Not `once`, which rejects when the server resets the connection.
    await new Promise((resolve) => socket.once('close', resolve));
  }
  return Buffer.concat(chunks).toString();
}

/** The first answer of what was received. */
export function parsed(text: string): RawAnswer {
  const [head = '', ...bodies] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: bodies.join('\r\n\r\n'), text };
}

export type HeaderLines = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request as it is written. A header of several values is written several times; an `undefined` one not at all. */
export function written(line: string, headers: HeaderLines, body = ''): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().flatMap((each) => (each === undefined ? [] : `${name}: ${each}`)),
  );
  return `${[line, ...lines].join('\r\n')}\r\n\r\n${body}`;
}
