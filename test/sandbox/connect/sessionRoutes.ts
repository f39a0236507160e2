import { permissionDenied } from './apiError.js';
import { EmptyAnswer, type Route } from './router.js';
import { sessionToWire, type Sessions } from './sessions.js';

export function sessionRoutes(sessions: Sessions): readonly Route[] {
  const path = '/v1/oauth/sessions';
  return [
    {
      method: 'GET',
      path,
      answer: ({ caller: { user, role }, query }) => {
        // posit-sdk sends it as Python writes it.
        const all = query.get('all')?.toLowerCase() === 'true';
        if (all && role !== 'administrator') throw permissionDenied();
        return sessions
          .list()
          .filter(({ userGuid }) => all || (user && userGuid === user.guid))
          .map(sessionToWire);
      },
    },
    {
      method: 'GET',
      path: `${path}/{guid}`,
      answer: ({ caller, parameters }) => sessionToWire(sessions.getFor(caller, parameters['guid'] ?? '')),
    },
    {
      method: 'DELETE',
      path: `${path}/{guid}`,
      answer: ({ caller, parameters }) => {
        sessions.delete(sessions.getFor(caller, parameters['guid'] ?? ''));
        return new EmptyAnswer(204);
      },
    },
  ];
}
