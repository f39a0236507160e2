import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { readEnvelope, writeEnvelope } from '../../../src/vault/envelope.js';
import { VaultKey } from '../../../src/vault/key.js';

/** What a file holds for who has the key. */
function opened(file: Buffer, key: VaultKey): string | undefined {
  const envelope = readEnvelope(file);
  return envelope && envelope !== 'newer' ? key.open(envelope) : undefined;
}

describe('The key to the vault', () => {
  it('opens everything that it has sealed', () => {
    const key = VaultKey.create();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (content) => assert.equal(opened(key.seal(content), key), content)),
    );
  });

  it('comes back from its text, with the same id', () => {
    const key = VaultKey.create();
    const again = VaultKey.fromText(key.text().reveal());
    assert.equal(again?.id, key.id);
    assert.equal(again.open(envelopeOf(key.seal('content'))), 'content');
  });

  it('differs from another by its id, and does not open what another has sealed', () => {
    const [one, other] = [VaultKey.create(), VaultKey.create()];
    const envelope = envelopeOf(one.seal('content'));
    assert.notEqual(one.id, other.id);
    assert.equal(envelope.keyId, one.id);
    assert.equal(other.open(envelope), undefined);
  });

  it('can be created only from its own text', () => {
    const text = VaultKey.create().text().reveal();
    for (const wrong of ['', 'no key', text.slice(0, -4), `${text} `, `${text}AAAA`, text.replace('=', '')]) {
      assert.equal(VaultKey.fromText(wrong), undefined, wrong);
    }
  });

  it('takes another nonce for each sealing', () => {
    const key = VaultKey.create();
    const nonces = Array.from({ length: 1_000 }, () => envelopeOf(key.seal('the same')).nonce.toString('hex'));
    assert.equal(new Set(nonces).size, nonces.length);
    assert.equal(nonces[0]?.length, 24);
  });

  it('finds a change of any bit of the file', () => {
    const key = VaultKey.create();
    const file = key.seal('{"entries":{},"answers":[]}');
    for (let bit = 0; bit < file.length * 8; bit += 1) {
      const changed = Buffer.from(file);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      assert.equal(opened(changed, key), undefined, `bit ${bit}`);
    }
  });

  it('finds octets that are missing, added or of another file of the same key', () => {
    const key = VaultKey.create();
    const file = key.seal('content');
    const [one, other] = [envelopeOf(file), envelopeOf(key.seal('content'))];
    const wrong = [
      file.subarray(1),
      file.subarray(0, -1),
      Buffer.concat([file, Buffer.from(' ')]),
      Buffer.from(file.toString().replace('{', '{ ')),
      Buffer.from(file.toString().replace('}', ',"more":1}')),
      writeEnvelope({ ...one, nonce: other.nonce }),
      writeEnvelope({ ...one, nonce: Buffer.alloc(16) }),
      writeEnvelope({ ...one, sealed: other.sealed }),
      writeEnvelope({ ...one, sealed: one.sealed.subarray(0, 4) }),
      writeEnvelope({ ...one, sealed: Buffer.alloc(0) }),
    ];
    for (const [at, changed] of wrong.entries()) {
      assert.equal(opened(changed, key), undefined, `change ${at}`);
    }
  });

  it('treats a replaced id as a change of the file', () => {
    const key = VaultKey.create();
    const envelope = envelopeOf(key.seal('content'));
    assert.equal(key.open({ ...envelope, keyId: VaultKey.create().id }), undefined);
  });

  it('is not revealed by printing it', () => {
    const key = VaultKey.create();
    const text = key.text().reveal();
    const hex = Buffer.from(text, 'base64').toString('hex');
    const shown = [inspect(key, { showHidden: true, depth: 9 }), JSON.stringify(key), String(key.text())].join();
    assert.ok(!shown.includes(text) && !shown.includes(hex));
  });
});

describe('The file of the vault', () => {
  it('is recognised as one of a newer version by its number alone', () => {
    for (const file of ['{"version":2}', '{"version":99,"key":1,"anything":{}}']) {
      assert.equal(readEnvelope(Buffer.from(file)), 'newer');
    }
  });

  it('is not recognised in any other JSON or octets', () => {
    const notNewer = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"version"'));
    fc.assert(fc.property(notNewer, (value) => readEnvelope(Buffer.from(JSON.stringify(value))) === undefined));
    fc.assert(fc.property(fc.uint8Array(), (octets) => readEnvelope(Buffer.from(octets)) === undefined));
    for (const version of ['0', '-1', '1.5', '"2"', 'null', '1e400', '[2]']) {
      assert.equal(readEnvelope(Buffer.from(`{"version":${version},"key":"","nonce":"","sealed":""}\n`)), undefined);
    }
  });
});

function envelopeOf(file: Buffer) {
  const envelope = readEnvelope(file);
  assert.ok(envelope && envelope !== 'newer');
  return envelope;
}
