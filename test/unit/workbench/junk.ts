import fc from 'fast-check';

/** Texts of any UTF-16 code units: controls, lone surrogates, and what changes the direction of a line. */
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.string({
    unit: fc.constantFrom('\u202e', '\u200b', '\u0000', '\u001b', '\n', '\ud800', '\u{e0041}', '\u2028', 'a'),
  }),
);

/** JSON that a parser may trip over, and of which fast-check makes none. */
const pitfalls = fc.constantFrom(
  ...[
    '1e400',
    '-1e400',
    '-0',
    '1e-400',
    '{"__proto__":{"uid":"x","providers":[],"integrations":[],"error":"x","result":false}}',
    '{"__proto__":null,"constructor":{"prototype":{}},"toString":1,"hasOwnProperty":1,"length":-1}',
    '{"message":{"message":{}},"description":[[]]}',
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    `${'{"message":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
    JSON.stringify('x'.repeat(1_000_000)),
    JSON.stringify('\u202e\n'.repeat(100_000)),
    JSON.stringify(Array.from({ length: 1_000 }, () => 0)),
    JSON.stringify(Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`key ${at}`, at]))),
  ].map((text): unknown => JSON.parse(text)),
);

/** Any JSON whatever. */
export const json = fc.oneof(
  { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }) },
  { weight: 2, arbitrary: anyText },
  { weight: 1, arbitrary: pitfalls },
);

const text = fc.oneof(fc.constantFrom('', ' ', 'x', 'unknown method'), anyText);
const field = fc.oneof(text, json);

/** A time as the wire has it, or any other value in its place. */
const time = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  field,
);

/** What may say that something failed. */
export const failure = fc.oneof(
  text,
  fc.record({ message: field, description: field }, { requiredKeys: [] }),
  fc.dictionary(anyText, field),
  json,
);

/** An integration whose fields are good, bad or missing, or something else altogether. */
export const integration = fc.oneof(
  json,
  fc.record(
    {
      uid: field,
      type: field,
      name: field,
      display_name: field,
      client_id: field,
      auth_url: field,
      token_url: field,
      issuer: field,
      scopes: fc.oneof(fc.array(field), json),
      authenticated: fc.oneof(fc.boolean(), json),
      error: failure,
      config_error: failure,
      error_message: failure,
      complete: fc.oneof(fc.boolean(), json),
      expiry: time,
      renewable: fc.oneof(fc.boolean(), json),
      git_hosts: fc.oneof(fc.array(text), json),
    },
    { requiredKeys: [] },
  ),
);

export const provider = fc.oneof(
  json,
  fc.record({ type: field, integrations: fc.oneof(fc.array(integration), json) }, { requiredKeys: [] }),
);

/** An answer to any of the calls. */
export const answer = fc.oneof(
  json,
  fc.record(
    {
      error: failure,
      result: fc.oneof(fc.boolean(), json),
      detail: field,
      oauth2_error: fc.oneof(fc.record({ error: field, error_description: field }, { requiredKeys: [] }), json),
      url: field,
      opened: fc.oneof(fc.boolean(), json),
      authenticated: fc.oneof(fc.boolean(), json),
      access_token: field,
      expiry: time,
      extra: fc.oneof(fc.dictionary(anyText, field), json),
      providers: fc.oneof(fc.array(provider), json),
    },
    { requiredKeys: [] },
  ),
);
