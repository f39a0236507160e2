import { IncomingMessage } from 'node:http';

/** A request whose body has been read, for a handler that wants to read one. @param body what it reads instead */
export function replayed(request: IncomingMessage, body: string): IncomingMessage {
  const replay = new IncomingMessage(request.socket);
  const content = Buffer.from(body);
  Object.assign(replay, {
    method: request.method,
    url: request.url,
    httpVersion: request.httpVersion,
    httpVersionMajor: request.httpVersionMajor,
    httpVersionMinor: request.httpVersionMinor,
    headers: { ...request.headers, 'content-length': String(content.length) },
    complete: true,
  });
  replay.push(content);
  replay.push(null);
  return replay;
}
