import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DataProtection } from '../../../src/keyring/dataProtection.js';
import { KeyFiles } from '../../../src/keyring/keyFiles.js';
import { MacKeychain } from '../../../src/keyring/macKeychain.js';
import { openSecrets } from '../../../src/keyring/openSecrets.js';
import { SecretTool } from '../../../src/keyring/secretTool.js';
import { VaultKey } from '../../../src/vault/key.js';
import { endedAfterEach } from '../../ended.js';
import { assertReadable, rejectionOf } from '../../integration/failures.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { scriptedProgram } from './scriptedProgram.js';

/** As `security` of macOS answers, as far as it is used. */
const SECURITY = `
const named = args[args.indexOf('-a') + 1];
if (args[0] === '-i') {
  const [, name, value] = /^add-generic-password -U -s "available-credentials" -a "([^"]+)" -l "[^"]+" -w "([^"]+)"\\n$/.exec(input) ?? [];
  write(name, value);
  answer(0);
} else if (read(named) === undefined) {
  answer(44, '', 'security: SecKeychainSearchCopyNext: The specified item could not be found in the keychain.\\n');
} else if (args[0] === 'find-generic-password') {
  answer(0, read(named) + '\\n');
} else {
  fs.rmSync(__dirname + '/' + named);
  answer(0);
}`;

/** As PowerShell converts text with DPAPI: what comes out is no secret. */
const POWERSHELL = `
const command = args.at(-1);
if (/::Protect\\(/.test(command)) answer(0, Buffer.from('protected ' + input.split('').reverse().join('')).toString('base64'));
else answer(0, Buffer.from(input, 'base64').toString().slice(10).split('').reverse().join(''));`;

const key = () => VaultKey.create().text().reveal();

describe('The keyring of another system', function () {
  this.timeout(30_000);
  const ended = endedAfterEach();
  const environment = { ...process.env, CONNECT_IDENTITY_TOKEN: 'a-secret-of-the-job' };

  it('macOS stores secrets in its keychain, by standard input', async () => {
    const { program, folder } = scriptedProgram(ended, SECURITY);
    const keychain = new MacKeychain({ program, environment });
    const secret = key();
    assert.equal(await keychain.get('one'), undefined);
    await keychain.store('one', secret);
    assert.equal(await keychain.get('one'), secret);
    await keychain.delete('one');
    await keychain.delete('one');
    assert.equal(await keychain.get('one'), undefined);
    const seen = readFileSync(path.join(folder, 'seen'), 'utf8');
    assert.ok(!seen.includes(secret) && !seen.includes('a-secret-of-the-job'));
  });

  it('macOS: reports a locked keychain, and one that does not store a secret', async () => {
    const locked = new MacKeychain({ program: scriptedProgram(ended, 'answer(36);').program, environment });
    assert.match(String(await rejectionOf(locked.get('one'))), /macOS keychain, which is locked/);
    const forgetful = new MacKeychain({
      program: scriptedProgram(ended, `answer(args[0] === '-i' ? 0 : 44);`).program,
      environment,
    });
    assert.match(String(await rejectionOf(forgetful.store('one', key()))), /did not keep/);
  });

  it('macOS: what the program repeats of a secret is not shown', async () => {
    const { program } = scriptedProgram(ended, `answer(1, '', 'wrong command: ' + input);`);
    const secret = key();
    assertReadable(await rejectionOf(new MacKeychain({ program, environment }).store('one', secret)), [secret]);
  });

  it('macOS: a secret that could end the line is refused', async () => {
    const { program } = scriptedProgram(ended, 'answer(0);');
    await assert.rejects(new MacKeychain({ program, environment }).store('one', 'a"\nquit'), TypeError);
  });

  it('Windows stores files that it has encrypted, by standard input', async () => {
    const { program, folder } = scriptedProgram(ended, POWERSHELL);
    const files = path.join(folder, 'keys');
    const protection = new DataProtection(files, { program, environment });
    const secret = key();
    assert.equal(await protection.get('one'), undefined);
    await protection.store('one', secret);
    assert.equal(await protection.get('one'), secret);
    assert.deepEqual(readdirSync(files), ['one.dpapi']);
    assert.ok(!readFileSync(path.join(files, 'one.dpapi'), 'utf8').includes(secret));
    assert.ok(!readFileSync(path.join(folder, 'seen'), 'utf8').includes(secret));
    await protection.delete('one');
    assert.equal(await protection.get('one'), undefined);
  });
});

describe('The place for a key', function () {
  this.timeout(30_000);
  const ended = endedAfterEach();
  const environment = process.env;

  function folder(): string {
    const temporary = temporaryFolder('secrets');
    ended(() => temporary.remove());
    return temporary.path;
  }

  it('is a file that only the user can read if no program is installed, and stays the file', async () => {
    const options = { folder: folder(), environment, isKeyNeeded: false } as const;
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const { secrets, problem } = await openSecrets({ ...options, platform, program: '/nowhere/program' });
      assert.match(secrets.place, /^a file in /);
      assert.match(problem ?? '', /is not installed/);
    }
    const { secrets } = await openSecrets({ ...options, platform: 'linux', program: '/nowhere/program' });
    const secret = key();
    await secrets.store('one', secret);
    const keys = path.join(options.folder, 'keys');
    const mode = (place: string) => statSync(place).mode & 0o777;
    assert.deepEqual([mode(keys), mode(path.join(keys, 'one.key'))], [0o700, 0o600]);
    // Although there is a keyring now.
    const { program } = scriptedProgram(ended, SECURITY);
    const later = await openSecrets({ ...options, platform: 'darwin', program, isKeyNeeded: true });
    assert.equal(await later.secrets.get('one'), secret);
  });

  it('is a keyring that works, of which the probe leaves nothing', async () => {
    const { program, folder: programs } = scriptedProgram(ended, SECURITY);
    const { secrets, problem } = await openSecrets({
      folder: folder(),
      environment,
      isKeyNeeded: false,
      platform: 'darwin',
      program,
    });
    assert.deepEqual([secrets.place, problem], ['the macOS keychain', undefined]);
    assert.deepEqual(readdirSync(programs).sort(), ['program', 'seen']);
  });

  it('is not a program that never answers, which is killed', async () => {
    const { program } = scriptedProgram(ended, 'setInterval(() => undefined, 1_000);');
    const options = { folder: folder(), environment, platform: 'linux', program, timeLimit: 1_000 } as const;
    const { secrets, problem } = await openSecrets({ ...options, isKeyNeeded: false });
    assert.match(secrets.place, /^a file in /);
    assert.match(problem ?? '', /did not answer within 1 s/);
    const error = await rejectionOf(new SecretTool(options).get('one'));
    assert.match(String(error), /did not answer within 1 s\. Try again/);
  });

  it('is not a keyring that forgets', async () => {
    const { program } = scriptedProgram(ended, 'answer(0);');
    const { problem } = await openSecrets({
      folder: folder(),
      environment,
      isKeyNeeded: false,
      platform: 'linux',
      program,
    });
    assert.match(problem ?? '', /did not keep/);
  });

  it('is never replaced once something is encrypted', async () => {
    const { secrets } = await openSecrets({
      ...{ folder: folder(), environment, isKeyNeeded: true, platform: 'linux', program: '/nowhere/program' },
    });
    const error = await rejectionOf(Promise.resolve(secrets.get('one')));
    assertReadable(error, []);
    assert.match(
      error.message,
      /system keyring \(secret-tool\), which cannot be used here: secret-tool is not installed/,
    );
  });

  it('that cannot be written is named', async () => {
    const file = path.join(folder(), 'file');
    writeFileSync(file, '');
    const secret = key();
    const error = await rejectionOf(new KeyFiles(path.join(file, 'keys')).store('one', secret));
    assertReadable(error, [secret]);
    assert.ok(error.message.includes(file));
  });
});
