import { abortable } from '../../core/abort.js';
import type {
  FinishLoginRequest,
  LoginOutcome,
  LoginProgress,
  ServerLoginRequest,
  ServerLogins,
  WantedServer,
} from '../../core/serverLogins.js';
import type { WireParameters } from '../../workbench/wire.js';
import type { Backend } from '../backend.js';
import type { LoginNotesAnswer } from './loginResponses.js';

/** Signs in to the servers of an editor window and out, through that window. */
export class BrokeredLogins implements ServerLogins {
  /** @param verbosity how often the user has given `-v`: how much of its log the window sends */
  constructor(
    private readonly window: Pick<Backend, 'serverLogin' | 'serverLogout'>,
    private readonly verbosity: number,
  ) {}

  async logIn(
    request: ServerLoginRequest | FinishLoginRequest,
    progress: LoginProgress,
    signal: AbortSignal,
  ): Promise<LoginOutcome> {
    const { login } = await this.window.serverLogin({ ...parametersOf(request), verbose: this.verbosity });
    try {
      return await this.#outcome(login, progress, signal);
    } catch (error) {
      if (signal.aborted) {
        await this.window.serverLogin({ login, cancel: true });
      }
      throw error;
    }
  }

  async logOut(wanted: WantedServer, progress: LoginProgress): Promise<string> {
    const answer = await this.window.serverLogout({
      ...('name' in wanted ? { name: wanted.name } : { server: wanted.url }),
      verbose: this.verbosity,
    });
    tell(answer, progress);
    return answer.name;
  }

  async #outcome(login: string, progress: LoginProgress, signal: AbortSignal): Promise<LoginOutcome> {
    for (let from = 0; ;) {
      const answer = await abortable(signal, () => this.window.serverLogin({ login, from }));
      tell(answer, progress);
      from += answer.count;
      if (answer.outcome) {
        return answer.outcome;
      }
    }
  }
}

function parametersOf(request: ServerLoginRequest | FinishLoginRequest): Partial<WireParameters> {
  if ('finish' in request) {
    return request;
  }
  return {
    ...{ server: request.server, insecure: request.insecure, device_code: request.useDeviceCode },
    ...{ default: request.setDefault, no_wait: request.isFinishedLater },
    ...(request.name === undefined ? {} : { name: request.name }),
    ...(request.caCertificate === undefined ? {} : { ca_certificate: request.caCertificate }),
    ...(request.identityToken === undefined ? {} : { identity_token: request.identityToken.reveal() }),
    ...(request.clientId === undefined ? {} : { client_id: request.clientId }),
  };
}

function tell({ notes }: LoginNotesAnswer, progress: LoginProgress): void {
  for (const { page, text, log } of notes) {
    if (page) {
      progress.opened(page.name, page.url);
    }
    if (text !== undefined) {
      progress.told(text);
    }
    if (log) {
      progress.log[log.level](log.line);
    }
  }
}
