/**
 * Callback parameters of authorization servers (RFC 6749, RFC 9207, OpenID Connect Session Management), then those of the
 * editor and of some large providers.
 */
const NAMES = [
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'error_uri',
  'scope',
  'session_state',
  'windowId',
  'client_info',
  'authuser',
  'hd',
  'prompt',
];

/** A known name, or what looks like one. A single letter, or a name before `==`, is more likely part of a base64 code. */
const NAME = `(?:${NAMES.join('|')})=|[A-Za-z][\\w.-]+=(?!=)`;

/** The boundaries between parameters in a query that has been decoded. */
const SEPARATOR = new RegExp(`&(?=${NAME})`);

/** Parameters with several words, where `+` means a space. */
const TEXTS = ['error_description', 'scope'];

/**
 * The parameters of a callback to an editor URI. VS Code in a browser passes on the encoded query. VS Code on a desktop
 * has already decoded it once: any `+`, `&`, `=` or `%` that is left is part of a value, and decoding again would lose it.
 *
 * @param isDecoded whether it is certain that the query has been decoded. Otherwise its text tells
 */
export function callbackParameters(query: string, isDecoded: boolean): URLSearchParams {
  const parameters = new URLSearchParams(query);
  if (isDecoded || parameters.toString() !== query) {
    return decodedParameters(query);
  }
  // A query of letters, digits and `+` looks the same in both cases. No server issues codes with spaces.
  const code = parameters.get('code');
  if (code !== null && parameters.getAll('code').length === 1) {
    parameters.set('code', code.replaceAll(' ', '+'));
  }
  return parameters;
}

function decodedParameters(query: string): URLSearchParams {
  const parts = query.split(SEPARATOR).filter((part) => part !== '');
  const pairs = parts.map((parameter): [string, string] => {
    const [, name = parameter, value = ''] = /^([^=]*)=(.*)$/s.exec(parameter) ?? [];
    return [name, TEXTS.includes(name) ? value.replaceAll('+', ' ') : value];
  });
  return new URLSearchParams(pairs);
}
