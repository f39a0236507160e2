import assert from 'node:assert/strict';
import { withoutRealCredentials } from '../../../src/command/realCredentials.js';

describe('A command that must get no real credentials', () => {
  it('gets the environment without what leads to some, whatever the case of its names', () => {
    const others = { PATH: '/bin', CONNECT: 'a', CODER: 'b', RS_SERVER_ADDRESSES: 'c', GIT_EDITOR: 'd' };
    const leading = [
      ...['POSIT_PRODUCT', 'RS_SERVER_ADDRESS', 'PWB_SESSION_RUNTIME_DIR', 'AVAILABLE_CREDENTIALS_BROKER'],
      ...['AVAILABLE_CREDENTIALS_WINDOW', 'RS_SESSION_RPC_COOKIE', 'RSTUDIO_PRODUCT', 'GIT_ASKPASS', 'git_askpass'],
      ...['CODER_AGENT_URL', 'CODER_AGENT_TOKEN', 'CODER_AGENT_TOKEN_FILE', 'CODER_SESSION_TOKEN', 'CODER_URL'],
      ...['CONNECT_SERVER', 'CONNECT_API_KEY', 'CONNECT_CONTENT_GUID', 'CONNECTCREDS_MOCKING', 'Connect_Server'],
      ...['CONNECT_CONTENT_SESSION_TOKEN', 'CONNECT_CONTENT_SESSION_TOKEN_FILE'],
      ...['CONNECT_IDENTITY_TOKEN', 'CONNECT_IDENTITY_TOKEN_FILE'],
    ].map((name) => [name, 'real'] as const);
    const environment: Readonly<Record<string, string>> = Object.fromEntries(leading);
    assert.deepEqual(withoutRealCredentials({ ...others, ...environment }), others);
  });
});
