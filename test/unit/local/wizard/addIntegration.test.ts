import assert from 'node:assert/strict';
import { BACK } from '../../../../src/core/dialogs.js';
import { CredentialError } from '../../../../src/core/errors.js';
import { addIntegration } from '../../../../src/local/wizard/addIntegration.js';
import { without } from '../entries.js';
import { type Answer, FakeDialogs, KEEP, LEAVE } from './fakeDialogs.js';
import { DISCOVERY, idOf, ISSUER, surroundings } from './harness.js';

interface Way {
  readonly name: string;
  readonly answers: readonly Answer[];
  readonly entry: object;
  readonly clientSecret?: string;
}

const WAYS: readonly Way[] = [
  {
    name: 'a Public client of an issuer',
    answers: [
      ...['Its Issuer', ISSUER, 'Use These Endpoints', 'Yours', 'Enter a Client ID'],
      ...([KEEP, 'me', 'No Client Secret'] as const),
      ...[['openid', 'offline_access'], 'api', 'example', 'Example', 'Save'],
    ],
    entry: {
      ...{ name: 'example', display_name: 'Example', issuer: ISSUER, client_id: 'me' },
      scopes: ['openid', 'offline_access', 'api'],
    },
  },
  {
    name: 'a client that is registered automatically',
    answers: [
      ...['Its Issuer', ISSUER, 'Use These Endpoints', 'Yours', 'Register Automatically'],
      ...([[], '', KEEP, '', 'Save'] as const),
    ],
    entry: { name: 'login.example.org', issuer: ISSUER },
  },
  {
    name: 'a Confidential client of an issuer',
    answers: [
      ...['Its Issuer', ISSUER, 'Use These Endpoints', 'Yours', 'Enter a Client ID'],
      ...(['http://localhost:8765/', 'me'] as const),
      ...['With a Client Secret', 'hunter2', 'In the Body of the Request', [], '', 'example', '', 'Save'],
    ],
    entry: {
      ...{ name: 'example', issuer: ISSUER, client_id: 'me', redirect_uri: 'http://localhost:8765/' },
      ...{ auth_mode: 'Confidential' },
      token_endpoint_auth_method: 'client_secret_post',
    },
    clientSecret: 'hunter2',
  },
  {
    name: 'a Public client by endpoints',
    answers: [
      ...['Its Endpoints', 'Yours', 'https://a.example/authorize', 'https://a.example/token'],
      ...(['https://a.example/device', 'https://a.example/revoke', KEEP, 'me'] as const),
      ...['No Client Secret', 'one  two one', 'example', '', 'Save'],
    ],
    entry: {
      ...{ name: 'example', authorization_uri: 'https://a.example/authorize', token_uri: 'https://a.example/token' },
      ...{ device_authorization_uri: 'https://a.example/device', revocation_uri: 'https://a.example/revoke' },
      ...{ client_id: 'me', scopes: ['one', 'two'] },
    },
  },
  {
    name: 'a server that only offers device codes',
    answers: [
      ...['Its Endpoints', 'Yours', '', 'https://a.example/token', 'https://a.example/device', '', 'me'],
      ...['No Client Secret', '', 'example', '', 'Save'],
    ],
    entry: {
      ...{ name: 'example', token_uri: 'https://a.example/token' },
      ...{ device_authorization_uri: 'https://a.example/device', client_id: 'me' },
    },
  },
  {
    name: 'a Service Account by its endpoint',
    answers: [
      ...['Its Endpoints', "A Service Account's", 'http://127.0.0.1:1/token', '', 'me', 'hunter2'],
      ...['As the Server Says', '', 'example', '', 'Save'],
    ],
    entry: { name: 'example', token_uri: 'http://127.0.0.1:1/token', client_id: 'me', auth_type: 'Service Account' },
    clientSecret: 'hunter2',
  },
  {
    name: 'a Service Account of an issuer',
    answers: [
      ...['Its Issuer', ISSUER, 'Use These Endpoints', "A Service Account's", 'me', 'hunter2'],
      ...['As the Server Says', [], '', 'example', '', 'Save'],
    ],
    entry: { name: 'example', issuer: ISSUER, client_id: 'me', auth_type: 'Service Account' },
    clientSecret: 'hunter2',
  },
];

/** Entries of others, right and wrong, in an order and with spellings of their own. */
const OTHERS = JSON.parse(
  '[{"issuer":"https://other.example","name":"other","scopes":[]},7,{"x":{"__proto__":1},"name":null}]',
) as readonly unknown[];

for (const { name, answers, entry, clientSecret } of WAYS) {
  describe(`Adding ${name}`, () => {
    it('writes its entry, and stores its secret', async () => {
      const ports = surroundings(new FakeDialogs(...answers), OTHERS);
      const added = await addIntegration(ports);
      assert.equal(added?.id, idOf(entry));
      assert.deepEqual(ports.settings.written, [JSON.stringify([...OTHERS, entry])]);
      assert.deepEqual(ports.keeping.calls, [{ saved: idOf(entry), clientSecret, before: undefined }]);
      assert.deepEqual(ports.dialogs.left, []);
    });

    answers.forEach((answer, at) => {
      it(`writes nothing when the user leaves instead of answering ${String(answer)}`, async () => {
        const ports = surroundings(new FakeDialogs(...answers.slice(0, at), LEAVE));
        assert.equal(await addIntegration(ports), undefined);
        assert.deepEqual([ports.settings.written, ports.keeping.calls], [[], []]);
      });

      if (at > 0) {
        it(`keeps what was entered when the user goes back before answering ${String(answer)}`, async () => {
          const back: Answer[] = [...answers.slice(0, at), BACK, KEEP, ...answers.slice(at)];
          const ports = surroundings(new FakeDialogs(...back));
          await addIntegration(ports);
          assert.deepEqual(ports.settings.written, [JSON.stringify([entry])]);
          assert.deepEqual(ports.dialogs.left, []);
        });
      }
    });

    it('can be gone back to the first step, and through all of them again', async () => {
      const steps = answers.length - 1;
      const back: Answer[] = [
        ...answers.slice(0, -1),
        ...Array<Answer>(steps).fill(BACK),
        ...Array<Answer>(steps).fill(KEEP),
      ];
      const ports = surroundings(new FakeDialogs(...back, 'Save'));
      await addIntegration(ports);
      assert.deepEqual(ports.settings.written, [JSON.stringify([entry])]);
      assert.equal(ports.dialogs.asked.filter((question) => !question.startsWith('< ')).length, 2);
    });
  });
}

const START: readonly Answer[] = ['Its Issuer', ISSUER, 'Use These Endpoints', 'Yours'];
const END: readonly Answer[] = ['Enter a Client ID', KEEP, 'me', 'No Client Secret', [], '', 'example', '', 'Save'];
const ENTRY = { name: 'example', issuer: ISSUER, client_id: 'me' };

describe('The steps of adding an integration', () => {
  it('show each endpoint, those elsewhere marked, and copy the one that is picked', async () => {
    const ports = surroundings(new FakeDialogs('Its Issuer', ISSUER, 'Token endpoint', LEAVE));
    await addIntegration(ports);
    assert.deepEqual(
      ports.dialogs.choices.map(({ label, description, detail }) => [label, description, detail]),
      [
        ['Use These Endpoints', undefined, undefined],
        ['Authorization endpoint', undefined, 'https://login.example.org/authorize'],
        [
          'Token endpoint',
          'On another host than the issuer. Check that it belongs to your OAuth server.',
          'https://tokens.example.net/token',
        ],
        ['Registration endpoint', undefined, 'https://login.example.org/register'],
      ],
    );
    assert.deepEqual(ports.dialogs.copied, ['https://tokens.example.net/token']);
  });

  const texts: readonly (readonly [
    before: readonly Answer[],
    wrong: readonly string[],
    problems: readonly string[],
  ])[] = [
    [
      ['Its Issuer'],
      [
        '',
        'login.example.org',
        'http://a.example',
        'https://me@a.example',
        `${ISSUER}/.well-known/openid-configuration`,
      ],
      [
        'The issuer must not be empty.',
        'The issuer cannot be used: it is not a URL.',
        'The issuer cannot be used: it is http, not https.',
        'The issuer cannot be used: it contains a user name or password.',
        'Leave out /.well-known/ and what follows. It is added automatically.',
      ],
    ],
    [
      ['Its Endpoints', 'Yours'],
      ['https://a.example/#'],
      ['Authorization endpoint cannot be used: it contains a fragment.'],
    ],
    [
      ['Its Endpoints', 'Yours', '', 'https://a.example/token'],
      ['', 'https://a.example/#'],
      ['Device code endpoint must not be empty.', 'Device code endpoint cannot be used: it contains a fragment.'],
    ],
    [
      ['Its Endpoints', "A Service Account's"],
      ['', 'ftp://a.example'],
      ['Token endpoint must not be empty.', 'Token endpoint cannot be used: it begins with ftp:, not https.'],
    ],
    [
      [...START, 'Enter a Client ID', KEEP],
      ['', ' ', 'ü'],
      [
        'The client ID must not be empty.',
        'The client ID must not be empty.',
        'The client ID may contain only visible ASCII characters, with spaces only between them.',
      ],
    ],
    [
      [...START, 'Enter a Client ID', KEEP, 'me', 'With a Client Secret'],
      ['', ' ', 'ü', '\u200bx'],
      [
        'The client secret must not be empty.',
        'The client secret must not be empty.',
        'The client secret may contain only ASCII letters, digits and punctuation.',
        'The client secret may contain only ASCII letters, digits and punctuation.',
      ],
    ],
    [[...START, 'Register Automatically', []], ['a "b"'], ['Scopes: "b" is not a valid scope.']],
    [
      [...START, 'Enter a Client ID', KEEP, 'you', 'No Client Secret', [], ''],
      ['', '  ', ' taken '],
      [
        'Name must not be empty.',
        'Name must not be empty.',
        'Another integration of the same server and client has this name.',
      ],
    ],
  ];
  for (const [before, wrong, problems] of texts) {
    it(`say at once what is wrong after ${String(before.at(-1))}`, async () => {
      const setting = [{ name: 'taken', issuer: ISSUER, client_id: 'you' }];
      const ports = surroundings(new FakeDialogs(...before, ...wrong, LEAVE), setting);
      await addIntegration(ports);
      assert.deepEqual(ports.dialogs.problems, problems);
      assert.deepEqual(ports.settings.written, []);
    });
  }

  it('do not ask the server again for the same issuer', async () => {
    let asked = 0;
    const discover = () => Promise.resolve((asked++, DISCOVERY));
    const answers: Answer[] = [...START.slice(0, 2), BACK, BACK, KEEP, KEEP, 'Use These Endpoints', 'Yours', ...END];
    await addIntegration(surroundings(new FakeDialogs(...answers), [], discover));
    assert.equal(asked, 1);
  });

  it('ask the server again for another issuer', async () => {
    const asked: string[] = [];
    const discover = ({ issuer }: { readonly issuer: string }) => Promise.resolve((asked.push(issuer), DISCOVERY));
    const answers: Answer[] = ['Its Issuer', 'https://a.example', BACK, ISSUER, ...START.slice(2), ...END];
    const ports = surroundings(new FakeDialogs(...answers), [], discover);
    await addIntegration(ports);
    assert.deepEqual(asked, ['https://a.example', ISSUER]);
    assert.deepEqual(ports.settings.written, [JSON.stringify([ENTRY])]);
  });

  it('offer no registration where the server has none', async () => {
    const endpoints = without(DISCOVERY.endpoints, 'registration_endpoint');
    const discover = () => Promise.resolve({ ...DISCOVERY, endpoints });
    const ports = surroundings(new FakeDialogs(...START, ...END.slice(1)), [], discover);
    await addIntegration(ports);
    assert.deepEqual(ports.settings.written, [JSON.stringify([ENTRY])]);
  });

  it('forget an endpoint that is no longer needed', async () => {
    const start: Answer[] = ['Its Endpoints', 'Yours', 'https://a.example/a', BACK, BACK, "A Service Account's"];
    const answers: Answer[] = [...start, 'https://a.example/t', '', 'me', 'x', KEEP, '', 'example', '', 'Save'];
    const ports = surroundings(new FakeDialogs(...answers));
    await addIntegration(ports);
    const entry = { name: 'example', token_uri: 'https://a.example/t', client_id: 'me', auth_type: 'Service Account' };
    assert.deepEqual(ports.settings.written, [JSON.stringify([entry])]);
  });

  it('forget a secret that is no longer needed', async () => {
    const answers: Answer[] = [
      ...START,
      'Enter a Client ID',
      KEEP,
      'me',
      'With a Client Secret',
      'hunter2',
      BACK,
      BACK,
    ];
    const ports = surroundings(new FakeDialogs(...answers, ...END.slice(3)));
    await addIntegration(ports);
    assert.deepEqual(ports.settings.written, [JSON.stringify([ENTRY])]);
    assert.deepEqual(ports.keeping.calls, [{ saved: idOf(ENTRY), clientSecret: undefined, before: undefined }]);
  });

  it('lead from the summary to whatever is picked there, and back', async () => {
    const answers: Answer[] = [...START, ...END.slice(0, -1), 'Client ID', 'you', 'Integration ID'];
    const ports = surroundings(new FakeDialogs(...answers, 'Save'));
    await addIntegration(ports);
    assert.deepEqual(ports.settings.written, [JSON.stringify([{ ...ENTRY, client_id: 'you' }])]);
  });

  it('never show a secret that was entered', async () => {
    const answers: Answer[] = [
      ...START,
      'Enter a Client ID',
      KEEP,
      'me',
      'With a Client Secret',
      'hunter2',
      BACK,
      KEEP,
      KEEP,
      [],
      '',
    ];
    const { dialogs, ...ports } = surroundings(new FakeDialogs(...answers, 'example', '', LEAVE));
    await addIntegration({ dialogs, ...ports });
    assert.ok(!JSON.stringify([dialogs.asked, dialogs.choices, ports.settings]).includes('hunter2'));
  });
});

describe('An issuer without metadata', () => {
  const failing = () => Promise.reject(new CredentialError('network', 'login.example.org cannot be reached.'));

  it('can be asked again', async () => {
    let asked = 0;
    const discover = () => (asked++ === 0 ? failing() : Promise.resolve(DISCOVERY));
    const answers: Answer[] = ['Its Issuer', ISSUER, 'Try Again', ...START.slice(2), ...END];
    const ports = surroundings(new FakeDialogs(...answers), [], discover);
    await addIntegration(ports);
    assert.equal(ports.dialogs.asked[2], '< login.example.org cannot be reached.');
    assert.deepEqual(ports.settings.written, [JSON.stringify([ENTRY])]);
  });

  it('can be changed', async () => {
    const ports = surroundings(new FakeDialogs('Its Issuer', ISSUER, 'Change the Previous Answer', LEAVE), [], failing);
    await addIntegration(ports);
    assert.equal(ports.dialogs.asked.at(-1), `< The issuer: the URL that identifies the OAuth server. [${ISSUER}]`);
  });

  it('can be replaced by endpoints', async () => {
    const answers: Answer[] = [
      'Its Issuer',
      ISSUER,
      'Enter the Endpoints',
      'Yours',
      'https://a.example/a',
      'https://a.example/t',
      '',
      '',
    ];
    const ports = surroundings(new FakeDialogs(...answers, ...END.slice(1, 4), '', 'example', '', 'Save'), [], failing);
    await addIntegration(ports);
    const entry = { name: 'example', authorization_uri: 'https://a.example/a', token_uri: 'https://a.example/t' };
    assert.deepEqual(ports.settings.written, [JSON.stringify([{ ...entry, client_id: 'me' }])]);
  });

  it('can be used all the same', async () => {
    const answers: Answer[] = [
      'Its Issuer',
      ISSUER,
      'Continue Without Them',
      'Yours',
      ...END.slice(0, 4),
      '',
      'example',
      '',
      'Save',
    ];
    const ports = surroundings(new FakeDialogs(...answers), [], failing);
    await addIntegration(ports);
    assert.deepEqual(ports.settings.written, [JSON.stringify([ENTRY])]);
  });

  it('is reported in one line, with the next step below', async () => {
    const failure = new CredentialError(
      'network',
      'login.example.org cannot be reached: no answer. Ask for help. Soon.',
    );
    const dialogs = new FakeDialogs('Its Issuer', ISSUER, LEAVE);
    const offered: unknown[] = [];
    const choose = dialogs.choose.bind(dialogs);
    dialogs.choose = (step) => {
      offered.push(...step.choices.filter(({ label }) => label === 'Try Again').map(({ detail }) => detail));
      return choose(step);
    };
    await addIntegration(surroundings(dialogs, [], () => Promise.reject(failure)));
    assert.equal(dialogs.asked.at(-1), '< login.example.org cannot be reached: no answer.');
    assert.deepEqual(offered, ['Ask for help. Soon.']);
  });

  it('is reported in a sentence even if it fails in an unknown way', async () => {
    const discover = () => Promise.reject(new TypeError('x is not a function'));
    const ports = surroundings(new FakeDialogs('Its Issuer', ISSUER, LEAVE), [], discover);
    await addIntegration(ports);
    assert.equal(ports.dialogs.asked.at(-1), `< The endpoints of ${ISSUER} could not be read.`);
    assert.match(ports.log.lines.join(), /^warn: local: the endpoints of .* <- TypeError: x is not a function$/);
  });

  it('leads back to the issuer when the user does not wait for it', async () => {
    const dialogs = new FakeDialogs('Its Issuer', ISSUER, LEAVE);
    dialogs.cancels = true;
    await addIntegration(surroundings(dialogs, [], (_server, signal) => Promise.reject(signal.reason as Error)));
    assert.equal(dialogs.asked.at(-1), `< The issuer: the URL that identifies the OAuth server. [${ISSUER}]`);
  });
});

describe('A setting that cannot be changed', () => {
  it('because of a policy is reported before anything is asked', async () => {
    const ports = surroundings(new FakeDialogs());
    ports.settings.by = 'policy';
    assert.equal(await addIntegration(ports), undefined);
    assert.deepEqual(ports.dialogs.told, [
      'The integrations are set by a policy. Ask your administrator to change them.',
    ]);
  });

  it('because it is not a list is reported', async () => {
    const ports = surroundings(new FakeDialogs(), { name: 'x' });
    assert.equal(await addIntegration(ports), undefined);
    assert.deepEqual(ports.dialogs.told, [
      'The setting availableCredentials.integrations is not a list. Correct it in the settings first.',
    ]);
  });

  it('since it cannot be written says so, and keeps nothing', async () => {
    const ports = surroundings(new FakeDialogs(...START, ...END));
    ports.settings.failure = new Error('EROFS');
    await assert.rejects(addIntegration(ports), (error) => {
      assert.ok(error instanceof CredentialError);
      assert.equal(error.failure, 'configuration');
      assert.match(error.message, /^The settings could not be written\./);
      return true;
    });
    assert.deepEqual(ports.keeping.calls, []);
  });

  it('but preset by an administrator is copied, and the summary says what that means', async () => {
    const ports = surroundings(new FakeDialogs(...START, ...END), OTHERS);
    ports.settings.by = 'default';
    await addIntegration(ports);
    assert.match(ports.dialogs.choices[0]?.detail ?? '', /^Your administrator has preset the list\./);
    assert.deepEqual(ports.settings.written, [JSON.stringify([...OTHERS, ENTRY])]);
  });
});

describe('An integration that was added meanwhile', () => {
  it('in another window stays', async () => {
    const ports = surroundings(new FakeDialogs(...START, ...END));
    const { dialogs, settings } = ports;
    settings.onRead = () => {
      // Once the last answer is given, the other window has written.
      if (dialogs.left.length === 0 && settings.written.length === 0) settings.set(OTHERS);
    };
    await addIntegration(ports);
    assert.deepEqual(settings.written, [JSON.stringify([...OTHERS, ENTRY])]);
  });

  it('but whose secret could not be stored, is reported', async () => {
    const ports = surroundings(new FakeDialogs(...START, ...END));
    ports.keeping.failure = new Error('EACCES');
    await assert.rejects(addIntegration(ports), /was saved, but its client secret was not/);
  });
});
