import { FOUND_BY, redact } from '../core/redaction.js';
import { Secret } from '../core/secret.js';

/** How many characters of a server's error text are looked at: far more than are ever shown. */
const MAX_TEXT_LENGTH = 2000;

/**
 * How many characters at the end of a text that was cut may be the beginning of a secret, too short to be recognised, with
 * each character written as six, as in `\u002f`.
 */
const UNSURE_LENGTH = FOUND_BY * 6;

/** A server's error text without the secrets that were sent to it, which it may repeat. */
export function redactError(text: string, secrets: readonly Secret[]): string {
  const shown = redact(text.slice(0, MAX_TEXT_LENGTH), secrets);
  const isSure = text.length <= MAX_TEXT_LENGTH || shown.endsWith('[secret]');
  return isSure ? shown : shown.slice(0, -UNSURE_LENGTH);
}

/** Parameters of a request that only the client and the server may know. */
const SECRET_PARAMETERS = [
  ...['client_secret', 'code', 'code_verifier', 'device_code', 'refresh_token', 'subject_token', 'token'],
];

/** The secrets in a request that is about to be sent, in the forms in which it contains them. */
export function secretsIn(headers: Readonly<Record<string, string>>, body: unknown): Secret[] {
  const form = body instanceof URLSearchParams ? body : new URLSearchParams();
  const values = SECRET_PARAMETERS.flatMap((name) => form.getAll(name)).flatMap((value) => [value, formEncoded(value)]);
  // RFC 7617: the client's ID and secret in base64, as one.
  const [, basic = ''] = /^Basic (.+)$/i.exec(headers['authorization'] ?? '') ?? [];
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(basic, 'base64').toString()) ?? [];
  return [...values, basic, password].filter((value) => value !== '').map((value) => new Secret(value));
}

/** `application/x-www-form-urlencoded` as in the URL Standard: letters, digits and `*-._` stay, a space becomes `+`. */
export function formEncoded(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1);
}
