import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { MAX_BODY_SIZE } from './json.js';

type Decode = (bytes: Uint8Array) => Promise<Uint8Array>;

const limit = { maxOutputLength: MAX_BODY_SIZE };
const gunzip = promisify<Uint8Array, zlib.ZlibOptions, Uint8Array>(zlib.gunzip);
const inflate = promisify<Uint8Array, zlib.ZlibOptions, Uint8Array>(zlib.inflate);
const inflateRaw = promisify<Uint8Array, zlib.ZlibOptions, Uint8Array>(zlib.inflateRaw);
const unbrotli = promisify<Uint8Array, zlib.BrotliOptions, Uint8Array>(zlib.brotliDecompress);

const DECODERS: Readonly<Record<string, Decode>> = {
  gzip: (bytes) => gunzip(bytes, limit),
  'x-gzip': (bytes) => gunzip(bytes, limit),
  br: (bytes) => unbrotli(bytes, limit),
  deflate: (bytes) => (isZlib(bytes) ? inflate(bytes, limit) : inflateRaw(bytes, limit)),
};

/**
 * Removes a body's content encodings (RFC 9110, section 8.4). Requests don't accept any, but some servers and proxies use
 * them nevertheless. Ignores unknown encodings. Rejects if the body is damaged or larger than {@link MAX_BODY_SIZE}.
 */
export async function decodeBody(bytes: Uint8Array, encodings: string | string[] | undefined): Promise<Uint8Array> {
  const names = [encodings ?? []].flat().flatMap((each) => each.toLowerCase().split(','));
  let decoded = bytes;
  for (const name of names.map((each) => each.trim()).reverse()) {
    const decode = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
    decoded = decode && decoded.length > 0 ? await decode(decoded) : decoded;
  }
  return decoded;
}

/** Some servers send `deflate` without the zlib header that RFC 9110, section 8.4.1.2, requires. */
function isZlib([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}
