/**
 * Parameters that authorization servers send back (RFC 6749, RFC 9207, OpenID Connect Session Management), the editor's own,
 * and some that large providers add.
 */
const NAMES = [
  ...['code', 'state', 'iss', 'error', 'error_description', 'error_uri', 'scope', 'session_state'],
  ...['windowId', 'client_info', 'authuser', 'hd', 'prompt'],
];

/** Other names look like this. A shorter one, or one before `==`, is rather part of a code in base64. */
const NAME = `(?:${NAMES.join('|')})=|[A-Za-z][\\w.-]+=(?!=)`;

/** The ends of parameters in a text that is no longer encoded. */
const SEPARATOR = new RegExp(`&(?=${NAME})`);

/** Parameters of words, between which a `+` stands for a space. */
const TEXTS = ['error_description', 'scope'];

/**
 * The parameters of a callback to a URI of the editor. A browser passes the query on as it was encoded. A desktop has
 * decoded it once: a `+`, `&`, `=` or `%` in it now belongs to a value, and would be lost if it were decoded again.
 *
 * @param isDecoded whether it is certain that the query has been decoded. Otherwise it is looked at
 */
export function callbackParameters(query: string, isDecoded: boolean): URLSearchParams {
  const parameters = new URLSearchParams(query);
  if (isDecoded || parameters.toString() !== query) {
    return decodedParameters(query);
  }
  // Letters, digits and `+` look the same in both cases. No server issues codes with spaces.
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
