import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { CredentialError, errorChain } from '../../../src/core/errors.js';
import { Secret } from '../../../src/core/secret.js';
import type { Environment } from '../../../src/core/ports.js';
import { assertUnexpired, cookieExpiry, readCookie } from '../../../src/workbench/cookie.js';
import { readSession } from '../../../src/workbench/session.js';

const NOW = Date.UTC(2026, 5, 1, 12);
const HOUR = 3_600_000;
/** Part of every cookie; it must not appear anywhere else. */
const CANARY = 'canary-7d1e';

function cookie(name: string, expiry: number): string {
  return `${CANARY}-${name}|${encodeURIComponent(new Date(expiry).toUTCString())}|sig; path=/; HttpOnly`;
}

const inFile = cookie('file', NOW + HOUR);
const inVariable = cookie('variable', NOW + HOUR);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cookie-test-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Reads the cookie in a session with a file and a variable that hold this; `undefined`: there is none. */
async function read(file: string | undefined, variable: string | undefined, now = NOW): Promise<string> {
  if (file !== undefined) {
    await writeFile(path.join(folder, 'rpc_cookie'), file);
  }
  return (await readWith({ PWB_SESSION_RUNTIME_DIR: folder, RS_SESSION_RPC_COOKIE: variable }, now)).reveal();
}

function readWith(environment: Environment, now = NOW) {
  const session = readSession({ POSIT_PRODUCT: 'WORKBENCH', ...environment });
  assert.ok(session);
  return readCookie(session, environment, now);
}

async function failureOf(reading: Promise<unknown>): Promise<CredentialError> {
  const thrown: unknown = await reading.then(
    () => assert.fail('A cookie was read.'),
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof CredentialError);
  assert.equal(thrown.failure, 'authorization');
  return thrown;
}

describe('The RPC cookie', () => {
  it('is that of the file, even if there is a variable', async () => {
    assert.equal(await read(inFile, inVariable), inFile);
  });

  it('is that of the variable if there is no file', async () => {
    assert.equal(await read(undefined, inVariable), inVariable);
  });

  it('is that of the variable where no folder is named', async () => {
    assert.equal((await readWith({ RS_SESSION_RPC_COOKIE: inVariable })).reveal(), inVariable);
  });

  for (const empty of ['', '\n', '  \n']) {
    it(`is that of the variable if the file contains ${JSON.stringify(empty)}`, async () => {
      assert.equal(await read(empty, inVariable), inVariable);
    });
  }

  it('is that of the variable where the file has expired', async () => {
    assert.equal(await read(cookie('old', NOW - HOUR), inVariable), inVariable);
  });

  it('is read without the white space around it', async () => {
    assert.equal(await read(`${inFile}\n`, undefined), inFile);
    assert.equal(await read(` ${inFile}\r\n`, undefined), inFile);
  });

  it('is read each time, so that one renewed in the file is found', async () => {
    assert.equal(await read(inFile, undefined), inFile);
    const renewed = cookie('renewed', NOW + 3 * HOUR);
    assert.equal(await read(renewed, undefined, NOW + 2 * HOUR), renewed);
  });

  it('is that of the file where both have expired: clocks differ, and the server decides', async () => {
    const [old, older] = [cookie('old', NOW - 1), cookie('older', NOW - HOUR)];
    assert.equal(await read(old, older), old);
    assert.equal(await read(older, old), older);
  });

  it('is that of the file until the moment at which that expires', async () => {
    assert.equal(await read(inFile, cookie('later', NOW + 2 * HOUR), NOW + HOUR - 1), inFile);
    assert.notEqual(await read(inFile, cookie('later', NOW + 2 * HOUR), NOW + HOUR), inFile);
  });

  for (const unreadable of [CANARY, `${CANARY}||sig`, `${CANARY}|soon|sig`, `${CANARY}|%E0%A4%A|sig`]) {
    it(`is sent when its expiry can't be read, for the server to judge (${unreadable})`, async () => {
      assert.equal(await read(unreadable, inVariable), unreadable);
    });
  }
});

describe('Without a usable RPC cookie, the message says', () => {
  it('that it is missing, if there is neither file nor variable', async () => {
    const { message } = await failureOf(read(undefined, undefined));
    assert.match(message, /has no authorization/);
  });

  for (const unsendable of [`${CANARY}\r\nx-injected: 1`, `${CANARY}é`]) {
    it(`that it cannot be sent, if it contains what a header can't (${JSON.stringify(unsendable)})`, async () => {
      const { message } = await failureOf(read(unsendable, undefined));
      assert.match(
        message,
        /characters other than visible ASCII and spaces and cannot be sent\. Restart the session\./,
      );
    });
  }

  it('that it is missing, and the log says why, if the file cannot be read', async () => {
    await mkdir(path.join(folder, 'rpc_cookie'));
    const error = await failureOf(read(undefined, undefined));
    assert.match(errorChain(error), /EISDIR/);
  });
});

describe('A file without a usable cookie', () => {
  it('leaves the variable to be read', async () => {
    assert.equal(await read('\u0000', inVariable), inVariable);
  });
});

describe("The RPC cookie's value is seen nowhere", () => {
  const unusable = {
    'of one with control characters': [`${CANARY}\u0000${CANARY}`, undefined],
    'of one with a line break': [`${CANARY}\n${CANARY}`, undefined],
  } as const;
  for (const [name, [file, variable]] of Object.entries(unusable)) {
    it(`${name}: neither in the message, nor in a cause, nor when the error is inspected`, async () => {
      const error = await failureOf(read(file, variable));
      const seen = [
        error.message,
        error.stack,
        errorChain(error),
        JSON.stringify(error),
        inspect(error, { depth: Infinity, showHidden: true }),
      ].join('\n');
      assert.ok(!seen.includes(CANARY), seen.replaceAll(CANARY, '(the value)'));
    });
  }

  it('of a good one: not when what was read is printed', async () => {
    const secret = await readWith({ RS_SESSION_RPC_COOKIE: inVariable });
    const seen = `${String(secret)} ${JSON.stringify(secret)} ${inspect(secret, { showHidden: true })}`;
    assert.equal(seen, '[secret] "[secret]" [secret]');
  });
});

describe('The failure of a request with a cookie that the server refuses', () => {
  it('is, where its date has passed, that it expired, and when', async () => {
    const error: unknown = await assertUnexpired(new Secret(cookie('old', NOW - HOUR)), NOW, 'HTTP 401').catch(
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof CredentialError);
    assert.equal(
      error.message,
      "This session's authorization for Workbench expired at 2026-06-01 11:00:00 UTC, and Workbench no longer accepts it (HTTP 401). Restart the session to renew it.",
    );
    assert.equal(error.failure, 'authorization');
    assert.ok(!inspect(error, { depth: Infinity, showHidden: true }).includes(CANARY));
  });

  it('is another one where its date has not passed, or cannot be read', async () => {
    for (const value of [inFile, CANARY]) {
      await assert.doesNotReject(assertUnexpired(new Secret(value), NOW, undefined));
    }
  });
});

describe('cookieExpiry', () => {
  it('reads the second field of the example of the protocol', () => {
    const example = 'test-cookie-value|Mon%2C%2001%20Jan%202030%2000%3A00%3A00%20GMT|sig; path=/; HttpOnly';
    // 1 January 2030 is a Tuesday: the name of the day does not count.
    assert.equal(cookieExpiry(example), Date.UTC(2030, 0, 1));
  });

  it('reads a date that is not percent-encoded', () => {
    assert.equal(cookieExpiry('x|Tue, 01 Jan 2030 00:00:00 GMT|sig'), Date.UTC(2030, 0, 1));
  });

  for (const text of ['', 'x', 'x|', 'x||sig', 'x|soon|sig', 'x|%|sig', 'Tue, 01 Jan 2030 00:00:00 GMT']) {
    it(`is unknown of ${JSON.stringify(text)}`, () => assert.equal(cookieExpiry(text), undefined));
  }
});
