import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { contextOf, type SnippetContext } from '../../src/snippets/context.js';
import type { Ended } from '../ended.js';
import { startProvider } from '../sandbox/authorizationServer.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.js';
import { startLocalBroker } from './broker/brokerWindow.js';
import { rpc, textIn } from './handMadeRpc.js';
import { entry } from './local/localEntries.js';
import { LocalUser } from './local/localWindow.js';
import { person } from './local/signingIn.js';

/** An integration to which the user is signed in when the server starts, and one to which the user is not. */
export const SIGNED_IN = 'Sales API';
export const NOT_SIGNED_IN = 'GitHub';

/** A server that answers the code of a snippet. */
export interface SnippetServer {
  readonly env: Readonly<Record<string, string>>;
  /** What the view renders a snippet from. */
  readonly contextOf: (label: string) => SnippetContext;
  /** The token that a call by hand gets. */
  readonly token: (label: string) => Promise<string>;
}

/** The snippet's context of an integration of the sandbox. */
export function sandboxContext(sandbox: Sandbox, label: string): SnippetContext {
  const { guid } = sandbox.integrations.find(({ name }) => name === label) ?? assert.fail(`No ${label}`);
  const unknown = { issuer: undefined, clientId: undefined, authUrl: undefined, tokenUrl: undefined };
  return { guid, name: undefined, displayName: label, scopes: undefined, ...unknown };
}

export async function startSandboxServer(ended: Ended, options?: SandboxOptions): Promise<SnippetServer> {
  const sandbox = await startSandbox(options);
  ended(() => sandbox.stop());
  return serverOf(sandbox.env, (label) => sandboxContext(sandbox, label));
}

export async function startBrokerServer(ended: Ended): Promise<SnippetServer> {
  const provider = await startProvider();
  ended(() => provider.stop());
  const entryOf = (name: string, label: string) =>
    entry(provider, provider.clients.public, { name, display_name: label, scopes: ['openid', 'offline_access'] });
  const user = new LocalUser(ended, [entryOf('sales-api', SIGNED_IN), entryOf('github', NOT_SIGNED_IN)], () => [
    ...provider.secrets,
  ]);
  const { window, broker } = await startLocalBroker(ended, user, { visit: person(provider) });
  window.refresher.setVisible(true);
  await window.refresher.settled();
  assert.equal(await window.signIn(SIGNED_IN), 'signedIn');
  return serverOf(broker.environment, (label) => contextOf(broker.integration(label)));
}

function serverOf(env: SnippetServer['env'], context: (label: string) => SnippetContext): SnippetServer {
  const token = async (label: string) => {
    const bundle = env['REQUESTS_CA_BUNDLE'];
    const ca = bundle === undefined ? {} : { ca: await readFile(bundle, 'utf8') };
    return textIn(await rpc(env, 'oauth_token', { kwparams: { uuid: context(label).guid }, ...ca }), 'access_token');
  };
  return { env, contextOf: context, token };
}
