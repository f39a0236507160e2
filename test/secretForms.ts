/**
 * The texts in which a secret may stand: as it is, percent-encoded or decoded, with JSON's escapes, in hexadecimal, and
 * within a text that is in base64 as a whole.
 */
export function formsOf(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(encodeURIComponent(secret)),
      secret.replace(/(?:%[0-9a-f]{2})+/gi, (octets) => Buffer.from(octets.replaceAll('%', ''), 'hex').toString()),
      inJson,
      JSON.stringify(inJson).slice(1, -1),
      Array.from(secret, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
      Buffer.from(secret).toString('hex'),
      ...inBase64(secret),
    ]),
  ];
}

/** A secret in base64, of a text in which it begins at any octet: the whole digits that depend on nothing else. */
function inBase64(secret: string): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const octets = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
    const [first, end] = [Math.ceil((offset * 8) / 6), Math.floor((octets.length * 8) / 6)];
    return [octets.toString('base64').slice(first, end), octets.toString('base64url').slice(first, end)];
  });
}
