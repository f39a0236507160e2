import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { endedAfterAll } from '../ended.js';
import type { WorkbenchPage } from '../editor/workbench.js';
import { startSandbox } from '../sandbox/sandbox.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { until } from '../until.js';
import { HostileServer } from './hostileServer.js';
import { startJourney, type Journey } from './journey.js';

/** A template of the user's own in place of ours: a literal of each field in a line of its own. */
const EVERY_FIELD = '{{display_name}}\n{{name}}\n{{issuer}}\n{{client_id}}\n{{auth_url}}\n{{token_url}}\n{{scope}}\n';

/** A window that shows what a hostile server sends, and asks it when it is told to. */
export class HostileJourney {
  private constructor(
    readonly journey: Journey,
    readonly server: HostileServer,
  ) {}

  /** To be called in a `describe`. Returns what gives the journey in its tests; each begins with a server that has a list. */
  static forTests(): () => HostileJourney {
    const ended = endedAfterAll();
    let started: HostileJourney | undefined;
    const current = () => {
      if (!started) {
        throw new Error('It has not been started');
      }
      return started;
    };
    before(async () => {
      const templates = temporaryFolder('hostile-templates');
      ended(() => templates.remove());
      await writeFile(path.join(templates.path, 'JavaScript.mjs.hbs'), EVERY_FIELD);
      const sandbox = await startSandbox();
      ended(() => sandbox.stop());
      const server = new HostileServer(sandbox);
      const journey = await startJourney({
        env: sandbox.env,
        settings: {
          'availableCredentials.refreshIntervalSeconds': 3600,
          'availableCredentials.snippets.folder': templates.path,
          // Each text is looked at in several tooltips.
          'workbench.hover.delay': 0,
        },
      });
      ended(() => journey.end());
      await journey.window.waitForRows();
      started = new HostileJourney(journey, server);
    });
    afterEach(async () => {
      const { server, window } = current();
      server.listRefusal = undefined;
      // What a test that failed has left there.
      await window.dismissToasts();
      await window.pressToolbar('Collapse All');
    });
    return current;
  }

  get window(): WorkbenchPage {
    return this.journey.window;
  }

  /** Has the user signed in to all integrations or to none, and the window show it. */
  async refresh(signedIn: boolean): Promise<void> {
    this.server.signedIn = signedIn;
    await this.window.pressToolbar('Refresh');
    const status = this.window.page.locator(`[aria-label*="${signedIn ? ', Signed in' : ', Not signed in'}"]`);
    await this.window.row('Twin').and(status).waitFor();
    await until('the list is up to date', async () => (await this.window.message()) === '');
  }
}
