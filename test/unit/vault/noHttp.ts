import assert from 'node:assert/strict';
import type { HttpClient } from '../../../src/core/httpClient.js';

const refuse = () => assert.fail('nothing is sent');

/** For tests in which nothing may be sent. */
export const noHttp: HttpClient = {
  postJson: refuse,
  send: refuse,
  proxyFor: refuse,
  inspectTls: refuse,
  dispose: () => undefined,
};
