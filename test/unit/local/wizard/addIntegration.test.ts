import assert from 'node:assert/strict';
import { BACK } from '../../../../src/core/dialogs.js';
import { CredentialError } from '../../../../src/core/errors.js';
import { addIntegration } from '../../../../src/local/wizard/addIntegration.js';
import { without } from '../entries.js';
import { type Answer, FakeDialogs, KEEP, LEAVE, Press } from './fakeDialogs.js';
import { DISCOVERY, idOf, ISSUER, surroundings } from './harness.js';

interface Way {
  readonly name: string;
  readonly answers: readonly Answer[];
  readonly entry: object;
  readonly clientSecret?: string;
}

const NAME = 'login.example.org';

const WAYS: readonly Way[] = [
  {
    name: 'a Public client of an issuer',
    answers: ['Other', ISSUER, 'me', '', ['openid', 'Other Scopes'], 'api', 'Save'],
    entry: { name: NAME, issuer: ISSUER, client_id: 'me', scopes: ['openid', 'api'] },
  },
  {
    name: 'a client that is registered automatically',
    answers: ['Other', ISSUER, '', [], 'Save'],
    entry: { name: NAME, issuer: ISSUER },
  },
  {
    name: 'a Confidential client of an issuer',
    answers: ['Other', ISSUER, 'me', 'hunter2', KEEP, 'Save'],
    entry: {
      ...{ name: NAME, issuer: ISSUER, client_id: 'me', scopes: ['openid', 'offline_access'] },
      auth_mode: 'Confidential',
    },
    clientSecret: 'hunter2',
  },
  {
    name: 'a Public client by endpoints',
    answers: ['Other', '', 'https://a.example/authorize', 'https://a.example/token', 'me', '', 'one  two one', 'Save'],
    entry: {
      ...{ name: 'a.example', authorization_uri: 'https://a.example/authorize', token_uri: 'https://a.example/token' },
      ...{ client_id: 'me', scopes: ['one', 'two'] },
    },
  },
  {
    name: 'a server that only offers device codes',
    answers: ['Other', '', '', 'https://a.example/token', 'https://a.example/device', 'me', '', '', 'Save'],
    entry: {
      ...{ name: 'a.example', token_uri: 'https://a.example/token' },
      ...{ device_authorization_uri: 'https://a.example/device', client_id: 'me' },
    },
  },
  {
    name: 'a Service Account by its endpoint',
    answers: ['Service Account', '', 'http://127.0.0.1:1/token', 'me', 'hunter2', '', 'Save'],
    entry: { name: '127.0.0.1', token_uri: 'http://127.0.0.1:1/token', client_id: 'me', auth_type: 'Service Account' },
    clientSecret: 'hunter2',
  },
  {
    name: 'a Service Account of an issuer',
    answers: ['Service Account', ISSUER, 'me', 'hunter2', KEEP, 'Save'],
    entry: { name: NAME, issuer: ISSUER, client_id: 'me', auth_type: 'Service Account' },
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

const START: readonly Answer[] = ['Other', ISSUER];
const ISSUER_QUESTION = `< The issuer: the URL that identifies the OAuth server. Leave it empty to enter its endpoints. [${ISSUER}]`;
const END: readonly Answer[] = ['me', '', [], 'Save'];
const ENTRY = { name: NAME, issuer: ISSUER, client_id: 'me' };

describe('The steps of adding an integration', () => {
  it('ask only what cannot be derived, with the usual answers', async () => {
    const { dialogs, ...ports } = surroundings(new FakeDialogs(...START, 'me', '', KEEP, 'Save'));
    await addIntegration({ dialogs, ...ports });
    assert.deepEqual(dialogs.asked, [
      'Pick the provider of the OAuth server [Other]',
      '< The issuer: the URL that identifies the OAuth server. Leave it empty to enter its endpoints.',
      '< The client ID. Leave it empty to register a client automatically; otherwise, its redirect URI must be http://127.0.0.1/callback.',
      '< The client secret, if there is one. It is stored encrypted. (hidden)',
      '< Pick the scopes: what a token may be used for [openid, offline_access]',
      '< Save this integration, or pick what to change [Save and Sign In]',
    ]);
  });

  it('show in the summary what was answered and derived, and hosts to check', async () => {
    const { dialogs, ...ports } = surroundings(new FakeDialogs(...START, 'me', '', KEEP, LEAVE));
    await addIntegration({ dialogs, ...ports });
    assert.deepEqual(
      dialogs.choices.map(({ label, description, detail }) => [label, description, detail]),
      [
        ['Save and Sign In', undefined, undefined],
        ['Save', undefined, undefined],
        ['Name', 'login.example.org', undefined],
        ['Issuer', ISSUER, undefined],
        [
          'Endpoints',
          'read from the issuer',
          'Not only on the host of the issuer. Check that this belongs to your OAuth server: https://tokens.example.net.',
        ],
        ['Identity', 'Yours', undefined],
        ['Client ID', 'me', undefined],
        ['Client type', 'Public', undefined],
        ['Redirect URI', 'http://127.0.0.1/callback, any port', undefined],
        ['Scopes', 'openid offline_access', undefined],
      ],
    );
  });

  it('ask for no secret where the server accepts none', async () => {
    const discover = () => Promise.resolve({ ...DISCOVERY, tokenEndpointAuthMethods: ['none'] });
    const ports = surroundings(new FakeDialogs(...START, 'me', [], 'Save'), [], discover);
    await addIntegration(ports);
    assert.deepEqual(ports.settings.written, [JSON.stringify([ENTRY])]);
  });

  it('ask for the secret again if the issuer is another one', async () => {
    const answers: Answer[] = ['Other', 'https://a.example', 'me', 'hunter2', BACK, BACK, BACK, ISSUER, 'me', ''];
    const ports = surroundings(new FakeDialogs(...answers, [], 'Save'));
    await addIntegration(ports);
    assert.deepEqual(ports.keeping.calls, [{ saved: idOf(ENTRY), clientSecret: undefined, before: undefined }]);
  });

  it('show each endpoint that was read, those elsewhere marked, and copy the one that is picked', async () => {
    const ports = surroundings(new FakeDialogs(...START, '', KEEP, 'Endpoints', 'Token endpoint', LEAVE));
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

  it('copy the redirect URI where the client ID is asked for', async () => {
    const ports = surroundings(new FakeDialogs(...START, new Press('Copy Redirect URI'), LEAVE));
    await addIntegration(ports);
    assert.deepEqual(ports.dialogs.copied, ['http://127.0.0.1/callback']);
  });

  const texts: readonly (readonly [
    before: readonly Answer[],
    wrong: readonly string[],
    problems: readonly string[],
  ])[] = [
    [
      ['Other'],
      ['login.example.org', 'http://a.example', 'https://me@a.example', `${ISSUER}/.well-known/openid-configuration`],
      [
        'The issuer cannot be used: it is not a URL.',
        'The issuer cannot be used: it is http, not https.',
        'The issuer cannot be used: it contains a user name or password.',
        'Leave out /.well-known/ and what follows. It is added automatically.',
      ],
    ],
    [['Other', ''], ['https://a.example/#'], ['Authorization endpoint cannot be used: it contains a fragment.']],
    [
      ['Other', '', '', 'https://a.example/token'],
      ['', 'https://a.example/#'],
      ['Device code endpoint must not be empty.', 'Device code endpoint cannot be used: it contains a fragment.'],
    ],
    [
      ['Service Account', ''],
      ['', 'ftp://a.example'],
      ['Token endpoint must not be empty.', 'Token endpoint cannot be used: it begins with ftp:, not https.'],
    ],
    [
      ['Service Account', ISSUER],
      ['', ' ', 'ü'],
      [
        'The client ID must not be empty.',
        'The client ID must not be empty.',
        'The client ID may contain only visible ASCII characters, with spaces only between them.',
      ],
    ],
    [
      ['Service Account', ISSUER, 'me'],
      ['', ' ', 'ü', '\u200bx'],
      [
        'The client secret must not be empty.',
        'The client secret must not be empty.',
        'The client secret may contain only ASCII letters, digits and punctuation.',
        'The client secret may contain only ASCII letters, digits and punctuation.',
      ],
    ],
    [[...START, '', ['Other Scopes']], ['a "b"'], ['Scopes: "b" is not a valid scope.']],
    [
      [...START, 'you', '', []],
      ['', '  ', ' login.example.org '],
      [
        'Name must not be empty.',
        'Name must not be empty.',
        'Another integration of the same server and client has this name.',
      ],
    ],
  ];
  for (const [before, wrong, problems] of texts) {
    it(`say at once what is wrong after ${String(before.at(-1))}`, async () => {
      const setting = [{ name: NAME, issuer: ISSUER, client_id: 'you' }];
      const ports = surroundings(new FakeDialogs(...before, ...wrong, LEAVE), setting);
      await addIntegration(ports);
      assert.deepEqual(ports.dialogs.problems, problems);
      assert.deepEqual(ports.settings.written, []);
    });
  }

  it('do not ask the server again for the same issuer', async () => {
    let asked = 0;
    const discover = () => Promise.resolve((asked++, DISCOVERY));
    const answers: Answer[] = [...START, BACK, BACK, KEEP, KEEP, ...END];
    await addIntegration(surroundings(new FakeDialogs(...answers), [], discover));
    assert.equal(asked, 1);
  });

  it('ask the server again for another issuer', async () => {
    const asked: string[] = [];
    const discover = ({ issuer }: { readonly issuer: string }) => Promise.resolve((asked.push(issuer), DISCOVERY));
    const answers: Answer[] = ['Other', 'https://a.example', BACK, ISSUER, ...END];
    const ports = surroundings(new FakeDialogs(...answers), [], discover);
    await addIntegration(ports);
    assert.deepEqual(asked, ['https://a.example', ISSUER]);
    assert.deepEqual(ports.settings.written, [JSON.stringify([ENTRY])]);
  });

  it('offer no registration where the server has none', async () => {
    const endpoints = without(DISCOVERY.endpoints, 'registration_endpoint');
    const discover = () => Promise.resolve({ ...DISCOVERY, endpoints });
    const ports = surroundings(new FakeDialogs(...START, '', ...END), [], discover);
    await addIntegration(ports);
    assert.deepEqual(ports.dialogs.problems, ['The client ID must not be empty.']);
    assert.deepEqual(ports.settings.written, [JSON.stringify([ENTRY])]);
  });

  it('forget an endpoint that is no longer needed', async () => {
    const start: Answer[] = ['Other', '', 'https://a.example/a', BACK, BACK, BACK, 'Service Account', KEEP];
    const ports = surroundings(new FakeDialogs(...start, 'https://a.example/t', 'me', 'x', '', 'Save'));
    await addIntegration(ports);
    const entry = {
      ...{ name: 'a.example', token_uri: 'https://a.example/t', client_id: 'me', auth_type: 'Service Account' },
    };
    assert.deepEqual(ports.settings.written, [JSON.stringify([entry])]);
  });

  it('forget a secret that is no longer needed', async () => {
    const answers: Answer[] = [...START, 'me', 'hunter2', [], 'Client type', 'No Client Secret', 'Save'];
    const ports = surroundings(new FakeDialogs(...answers));
    await addIntegration(ports);
    assert.deepEqual(ports.settings.written, [JSON.stringify([ENTRY])]);
    assert.deepEqual(ports.keeping.calls, [{ saved: idOf(ENTRY), clientSecret: undefined, before: undefined }]);
  });

  it('leave out the scopes that were entered when the user no longer wants other ones', async () => {
    const answers: Answer[] = [...START, 'me', '', ['openid', 'Other Scopes'], 'api', BACK, BACK, ['openid'], 'Save'];
    const ports = surroundings(new FakeDialogs(...answers));
    await addIntegration(ports);
    assert.deepEqual(ports.settings.written, [JSON.stringify([{ ...ENTRY, scopes: ['openid'] }])]);
  });

  it('lead from the summary to whatever is picked there, and back', async () => {
    const answers: Answer[] = [...START, ...END.slice(0, -1), 'Client ID', 'you', 'Name', 'example', 'Save'];
    const ports = surroundings(new FakeDialogs(...answers));
    await addIntegration(ports);
    assert.deepEqual(ports.settings.written, [JSON.stringify([{ ...ENTRY, client_id: 'you', name: 'example' }])]);
  });

  it('ask from the summary for what a service account needs besides', async () => {
    const answers: Answer[] = [...START, '', [], 'Identity', "A Service Account's", 'me', 'hunter2', 'Save'];
    const ports = surroundings(new FakeDialogs(...answers));
    await addIntegration(ports);
    assert.deepEqual(ports.settings.written, [JSON.stringify([{ ...ENTRY, auth_type: 'Service Account' }])]);
  });

  it('never show a secret that was entered', async () => {
    const answers: Answer[] = [...START, 'me', 'hunter2', BACK, KEEP, [], LEAVE];
    const { dialogs, ...ports } = surroundings(new FakeDialogs(...answers));
    await addIntegration({ dialogs, ...ports });
    assert.ok(!JSON.stringify([dialogs.asked, dialogs.choices, ports.settings]).includes('hunter2'));
  });
});

describe('An integration that was added', () => {
  const added = [...START, ...END.slice(0, -1)];

  it('is signed in to next, once it is saved, if the user wants that', async () => {
    const ports = surroundings(new FakeDialogs(...added, 'Save and Sign In'));
    const saved: unknown[] = [];
    await addIntegration({ ...ports, signIn: ({ id }) => Promise.resolve(void saved.push(id, ports.keeping.calls)) });
    assert.deepEqual(saved, [idOf(ENTRY), [{ saved: idOf(ENTRY), clientSecret: undefined, before: undefined }]]);
  });

  it('is not signed in to if the user only saves it', async () => {
    const ports = surroundings(new FakeDialogs(...added, 'Save'));
    await addIntegration(ports);
    assert.deepEqual([ports.settings.written.length, ports.signedIn], [1, []]);
  });

  it('is not signed in to if it could not be saved', async () => {
    const ports = surroundings(new FakeDialogs(...added, 'Save and Sign In'));
    ports.settings.failure = new Error('EROFS');
    await assert.rejects(addIntegration(ports), /^CredentialError: The settings could not be written\./);
    assert.deepEqual(ports.signedIn, []);
  });
});

describe('An issuer without metadata', () => {
  const failing = () => Promise.reject(new CredentialError('network', 'login.example.org cannot be reached.'));

  it('can be asked again', async () => {
    let asked = 0;
    const discover = () => (asked++ === 0 ? failing() : Promise.resolve(DISCOVERY));
    const answers: Answer[] = [...START, 'Try Again', ...END];
    const ports = surroundings(new FakeDialogs(...answers), [], discover);
    await addIntegration(ports);
    assert.equal(ports.dialogs.asked[2], '< login.example.org cannot be reached.');
    assert.deepEqual(ports.settings.written, [JSON.stringify([ENTRY])]);
  });

  it('can be changed', async () => {
    const ports = surroundings(new FakeDialogs(...START, 'Change the Previous Answer', LEAVE), [], failing);
    await addIntegration(ports);
    assert.equal(ports.dialogs.asked.at(-1), ISSUER_QUESTION);
  });

  it('can be replaced by endpoints', async () => {
    const endpoints = ['https://a.example/a', 'https://a.example/t'];
    const answers: Answer[] = [...START, 'Enter the Endpoints', ...endpoints, 'me', '', '', 'Save'];
    const ports = surroundings(new FakeDialogs(...answers), [], failing);
    await addIntegration(ports);
    const entry = { name: 'a.example', authorization_uri: 'https://a.example/a', token_uri: 'https://a.example/t' };
    assert.deepEqual(ports.settings.written, [JSON.stringify([{ ...entry, client_id: 'me' }])]);
  });

  it('can be used all the same', async () => {
    const answers: Answer[] = [...START, 'Continue Without Them', 'me', '', '', 'Save'];
    const ports = surroundings(new FakeDialogs(...answers), [], failing);
    await addIntegration(ports);
    assert.deepEqual(ports.settings.written, [JSON.stringify([ENTRY])]);
  });

  it('is reported in one line, with the next step below', async () => {
    const failure = new CredentialError(
      'network',
      'login.example.org cannot be reached: no answer. Ask for help. Soon.',
    );
    const dialogs = new FakeDialogs(...START, LEAVE);
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
    const ports = surroundings(new FakeDialogs(...START, LEAVE), [], discover);
    await addIntegration(ports);
    assert.equal(ports.dialogs.asked.at(-1), `< The endpoints of ${ISSUER} could not be read.`);
    assert.match(ports.log.lines.join(), /^warn: local: the endpoints of .* <- TypeError: x is not a function$/);
  });

  it('leads back to the issuer when the user does not wait for it', async () => {
    const dialogs = new FakeDialogs(...START, LEAVE);
    dialogs.cancels = true;
    await addIntegration(surroundings(dialogs, [], (_server, signal) => Promise.reject(signal.reason as Error)));
    assert.equal(dialogs.asked.at(-1), ISSUER_QUESTION);
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
