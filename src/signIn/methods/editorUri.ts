import { browserFlow } from './browserFlow.js';
import { hasSignInPage, type MethodPorts, type SignInMethod } from './method.js';
import { REDIRECT_URI_REFUSED } from './registeredClients.js';

/** The browser returns by a URI of the editor, for which a client is registered: the URI differs with each sign-in. */
export const editorUri = (ports: MethodPorts): SignInMethod => ({
  id: 'editorUri',
  name: 'a URI of the editor',
  passesOn: REDIRECT_URI_REFUSED,

  isPossible: ({ target, server }) =>
    hasSignInPage({ server }) && target.clientId === undefined && server.endpoints.registration_endpoint !== undefined,

  attempt: async (request, signal) => {
    const receiver = await ports.editorCallbacks.open();
    const { grant } = await browserFlow(request, undefined, receiver, ports, signal);
    return { grant, registration: undefined };
  },
});
