import assert from 'node:assert/strict';
import { workspace } from 'vscode';
import { Emitter } from '../../src/core/emitter.js';
import { brokerCommands, brokerSection } from '../../src/ui/brokerCommands.js';
import { isBrokerEnabled } from '../../src/ui/adapters.js';
import type { Notify } from '../../src/ui/notifications.js';
import { TerminalConsent } from '../../src/ui/terminalConsent.js';

describe('the command that turns credentials in terminals on and off', () => {
  const configuration = () => workspace.getConfiguration('availableCredentials');
  const set = (value: unknown) => configuration().update('broker.enabled', value, true);
  const onDidChange = new Emitter<void>().event;

  afterEach(() => set(undefined));

  /** What the user is told, with the buttons; one of them is pressed. */
  const run = async (
    url: string | undefined,
    isInSession: boolean,
    press?: string,
    { hasFailed = false, isWithheld = false } = {},
  ): Promise<string[]> => {
    const told: string[] = [];
    const notify: Notify = (message, ...buttons) => {
      told.push(message, ...buttons);
      return Promise.resolve(press);
    };
    const commands = brokerCommands(
      { url, hasFailed, isWithheld, onDidChange },
      { information: notify, warning: notify, error: notify },
      isInSession,
      [],
      () => told.push('allowed'),
    );
    await commands['credentialsInTerminals']?.();
    return told;
  };

  it('says in a session that Workbench answers', async () => {
    const [message, ...buttons] = await run(undefined, true);
    assert.match(message ?? '', /Workbench/);
    assert.deepEqual(buttons, []);
  });

  it('says in a session in Restricted Mode what the command cannot access yet, and allows it', async () => {
    const press = 'Allow in This Window';
    const [message, ...others] = await run(undefined, true, press, { isWithheld: true });
    assert.match(message ?? '', /the command credentials does not know your local integrations until you allow it/);
    assert.deepEqual(others, ['Allow in This Window', 'Manage Workspace Trust', 'allowed']);
  });

  it('says in a session that it is off for content, and turns it on', async () => {
    await set(false);
    const [message, ...buttons] = await run(undefined, true, 'Turn On');
    assert.match(message ?? '', /turned off: content under development gets no tokens/);
    assert.deepEqual([buttons, isBrokerEnabled()], [['Turn On'], true]);
  });

  it('says that there is nothing to serve, and offers to add an integration', async () => {
    const [message, ...buttons] = await run(undefined, false);
    assert.match(message ?? '', /^There are no local integrations yet/);
    assert.deepEqual(buttons, ['Add Integration…']);
  });

  it('says that it could not start, and offers the log', async () => {
    const [message, ...buttons] = await run(undefined, false, undefined, { hasFailed: true });
    assert.match(message ?? '', /could not be started/);
    assert.deepEqual(buttons, ['Show Log']);
  });

  it('says that Restricted Mode prevents it, and allows it when the user presses the button', async () => {
    const [message, ...buttons] = await run(undefined, false, undefined, { isWithheld: true });
    assert.match(message ?? '', /^This window is in Restricted Mode: .* until you allow it\./);
    assert.deepEqual(buttons, ['Allow in This Window', 'Manage Workspace Trust']);
    const told = await run(undefined, false, 'Allow in This Window', { isWithheld: true });
    assert.equal(told.at(-1), 'allowed');
  });

  it('says that it is on, and turns it off', async () => {
    const [message, ...buttons] = await run('http://127.0.0.1:1', false, 'Turn Off');
    assert.match(message ?? '', /^Code in this window's terminals can get/);
    assert.deepEqual([buttons, isBrokerEnabled()], [['Turn Off'], false]);
    assert.equal(configuration().inspect('broker.enabled')?.globalValue, false);
  });

  it('says that it is off, and turns it on', async () => {
    await set(false);
    const [message, ...buttons] = await run(undefined, false, 'Turn On');
    assert.match(message ?? '', /^Credentials in Terminals is turned off/);
    assert.deepEqual([buttons, isBrokerEnabled()], [['Turn On'], true]);
    assert.equal(configuration().inspect('broker.enabled')?.globalValue, undefined);
  });

  it('changes nothing where no button is pressed', async () => {
    await run('http://127.0.0.1:1', false);
    assert.equal(isBrokerEnabled(), true);
    await set(false);
    await run(undefined, false);
    assert.equal(isBrokerEnabled(), false);
  });
});

describe('the diagnostics of credentials in terminals', () => {
  const onDidChange = new Emitter<void>().event;

  it('tell where they are answered', () => {
    assert.deepEqual(
      brokerSection({ url: 'http://127.0.0.1:1', hasFailed: false, isWithheld: false, onDidChange }, false),
      {
        title: 'Credentials in Terminals',
        facts: [
          ['State', "Code in this window's terminals can get the access tokens of your local integrations."],
          ['Address', 'http://127.0.0.1:1'],
        ],
      },
    );
  });

  it('tell why they are not', () => {
    const { facts } = brokerSection({ url: undefined, hasFailed: false, isWithheld: false, onDidChange }, true);
    assert.deepEqual(facts, [['State', 'In this session, Posit Workbench provides tokens to code.']]);
  });
});

describe('the consent to credentials in terminals', () => {
  function setUp(isTrusted: boolean) {
    const granted = new Emitter<void>();
    const workspaceTrust = { isTrusted, onDidGrantWorkspaceTrust: granted.event };
    const consent = new TerminalConsent(workspaceTrust);
    const seen: boolean[] = [];
    consent.onDidGive(() => seen.push(consent.isGiven));
    const grant = () => {
      workspaceTrust.isTrusted = true;
      granted.fire();
    };
    return { consent, seen, grant };
  }

  it('is given in a trusted workspace', () => {
    const { consent } = setUp(true);
    assert.equal(consent.isGiven, true);
    consent.dispose();
  });

  it('has to be given by the user in Restricted Mode', () => {
    const { consent, seen } = setUp(false);
    assert.equal(consent.isGiven, false);
    consent.give();
    assert.deepEqual([consent.isGiven, seen], [true, [true]]);
    consent.dispose();
  });

  it('is given once the workspace is trusted', () => {
    const { consent, seen, grant } = setUp(false);
    grant();
    assert.deepEqual([consent.isGiven, seen], [true, [true]]);
    consent.dispose();
  });
});
