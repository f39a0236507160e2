import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { endedAfterEach } from '../../ended.js';
import { createCertificates } from '../../sandbox/certificates.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { serversPerTest } from '../observedServer.js';
import { LocalUser } from './localWindow.js';
import { failureOf } from './signingIn.js';

describe('A local integration whose server has a private CA', () => {
  const ended = endedAfterEach();
  const startServer = serversPerTest();

  for (const variable of ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE']) {
    it(`is reached with its CA in ${variable}, and not without`, async () => {
      const certificates = await createCertificates();
      const { address } = await startServer((_, response) => response.writeHead(404).end(), certificates.server);
      const temporary = temporaryFolder('ca');
      ended(() => temporary.remove());
      const bundle = path.join(temporary.path, 'ca.pem');
      writeFileSync(bundle, certificates.ca);
      const user = new LocalUser(ended, [{ name: 'reports', issuer: address, client_id: 'x' }]);
      const attempt = async (environment: Readonly<Record<string, string>>) => {
        const { source } = await user.open({ environment });
        const [integration = assert.fail()] = await source.list();
        const row = { ...integration, id: 'x', source: 'local', isDuplicate: false };
        return (await failureOf(source.signIn(row, new AbortController().signal))).message;
      };
      assert.match(await attempt({}), /its certificate is not trusted/);
      assert.match(await attempt({ [variable]: bundle }), /does not publish its OAuth endpoints/);
    });
  }
});
