import assert from 'node:assert/strict';
import { parseServers, withDefault, withoutServer, withServer } from '../../../src/connect/settings.js';

const ANALYTICS = { name: 'Analytics', url: 'https://connect.example.com/rsc/' };
const OTHER = { url: 'https://other.example.com' };

const idOf = (entry: object) => parseServers([entry]).servers[0]?.id ?? assert.fail('The entry is invalid');
const problemOf = (entry: unknown) => parseServers([entry]).invalid[0]?.problem;

describe('The setting of Posit Connect servers', () => {
  it('is parsed with defaults, and the URL in one form', () => {
    const { servers, invalid } = parseServers([ANALYTICS, OTHER]);
    assert.deepEqual(invalid, []);
    assert.deepEqual(
      servers.map((server) => ({ ...server, id: 'connect-' })),
      [
        {
          ...{ id: 'connect-', name: 'Analytics', url: 'https://connect.example.com/rsc', clientId: undefined },
          ...{ caCertificate: undefined, insecure: false, isDefault: false },
        },
        {
          ...{ id: 'connect-', name: 'other.example.com', url: 'https://other.example.com', clientId: undefined },
          ...{ caCertificate: undefined, insecure: false, isDefault: false },
        },
      ],
    );
    assert.equal(idOf(ANALYTICS), idOf({ url: 'https://CONNECT.example.com/rsc' }));
    assert.notEqual(idOf(ANALYTICS), idOf(OTHER));
  });

  it('is empty if it is not set', () => {
    assert.deepEqual(parseServers(undefined), { servers: [], invalid: [] });
  });

  it('names what is wrong with an entry, without an effect on the others', () => {
    const { servers, invalid } = parseServers([OTHER, { name: 'Broken', url: 'http://connect.example.com' }]);
    assert.deepEqual([servers.length, invalid.map(({ name }) => name)], [1, ['Broken']]);
    assert.equal(invalid[0]?.problem, 'url cannot be used: it is http, not https.');
  });

  for (const [entry, problem] of [
    [{}, 'url is missing. Enter the address of the server.'],
    ['https://connect.example.com', 'Each server must be an object with a url.'],
    [{ url: 'https://connect.example.com/?a=b' }, 'url cannot be used: it contains a query or a fragment.'],
    [{ url: 'https://me:secret@connect.example.com' }, 'url cannot be used: it contains a user name or password.'],
    [{ ...OTHER, api_key: 'x' }, 'api_key is not a known field. Remove it.'],
    [{ ...OTHER, constructor: 'x' }, 'constructor is not a known field. Remove it.'],
    [{ ...OTHER, insecure: 'yes' }, 'insecure must be true or false.'],
    [
      { ...OTHER, insecure: true, ca_certificate: 'PEM' },
      'insecure and ca_certificate contradict each other. Remove insecure.',
    ],
  ] as const) {
    it(`finds what is wrong with ${JSON.stringify(entry)}`, () => {
      assert.equal(problemOf(entry), problem);
    });
  }

  it('calls an entry without a name by its URL, but not by a password in it', () => {
    const { invalid } = parseServers([{ url: 'https://me:secret@connect.example.com/rsc?key=secret' }]);
    assert.deepEqual(
      invalid.map(({ name }) => name),
      ['https://…@connect.example.com/rsc?…'],
    );
  });

  it('of the wrong type is one invalid entry', () => {
    const { servers, invalid } = parseServers({ url: 'https://connect.example.com' });
    assert.deepEqual([servers.length, invalid.length], [0, 1]);
  });

  it('has one server for each URL, and one default', () => {
    const { servers, invalid } = parseServers([
      { ...ANALYTICS, default: true },
      { ...OTHER, default: true },
      { ...ANALYTICS, name: 'Twin' },
    ]);
    assert.deepEqual(
      servers.map(({ isDefault }) => isDefault),
      [true, false],
    );
    assert.deepEqual(
      invalid.map(({ name }) => name),
      ['Twin'],
    );
  });

  describe('when it is changed', () => {
    it('gets its first server as the default', () => {
      assert.deepEqual(withServer(undefined, { name: 'Other', ...OTHER }), [
        { name: 'Other', ...OTHER, default: true },
      ]);
      const both = withServer([{ ...OTHER, default: true }], ANALYTICS);
      assert.deepEqual(both, [{ ...OTHER, default: true }, ANALYTICS]);
    });

    it('replaces the server of the same URL, and keeps what it does not know', () => {
      const before = [{ ...ANALYTICS, default: true, note: 1 }, 'junk'];
      const known = [{ ...ANALYTICS, default: true }, 'junk'];
      assert.deepEqual(withServer(known, { ...ANALYTICS, insecure: true }), [
        { ...ANALYTICS, insecure: true, default: true },
        'junk',
      ]);
      // An entry with an unknown field can't be used, so it is not this server's.
      assert.equal(withServer(before, ANALYTICS).length, 3);
    });

    it('has one way to check the certificate of a server: the last one that was chosen', () => {
      const insecure = withServer([{ ...ANALYTICS, ca_certificate: 'PEM', default: true }], {
        ...ANALYTICS,
        insecure: true,
      });
      assert.deepEqual(insecure, [{ ...ANALYTICS, insecure: true, default: true }]);
      const verified = withServer(insecure, { ...ANALYTICS, ca_certificate: 'PEM' });
      assert.deepEqual(verified, [{ ...ANALYTICS, ca_certificate: 'PEM', default: true }]);
      assert.deepEqual(withServer(verified, ANALYTICS), verified);
    });

    it('keeps its default if the new default does not exist, and does not create a second one', () => {
      const both = [{ ...OTHER, default: true }, ANALYTICS, { ...ANALYTICS, name: 'Twin' }];
      assert.deepEqual(withDefault(both, 'connect-none'), both);
      const moved = [OTHER, { ...ANALYTICS, default: true }, { ...ANALYTICS, name: 'Twin' }];
      assert.deepEqual(withDefault(both, idOf(ANALYTICS)), moved);
    });

    it('moves the default', () => {
      const both = [{ ...OTHER, default: true }, ANALYTICS, 'junk'];
      assert.deepEqual(withDefault(both, idOf(ANALYTICS)), [OTHER, { ...ANALYTICS, default: true }, 'junk']);
    });

    it('has another default when that is removed', () => {
      const both = [{ ...OTHER, default: true }, ANALYTICS, 'junk'];
      assert.deepEqual(withoutServer(both, idOf(OTHER)), [{ ...ANALYTICS, default: true }, 'junk']);
      assert.deepEqual(withoutServer(both, idOf(ANALYTICS)), [{ ...OTHER, default: true }, 'junk']);
    });
  });
});
