import assert from 'node:assert/strict';
import { BACK } from '../../../src/core/dialogs.js';
import { GoTo, type Outcome, runSteps, type WizardStep } from '../../../src/core/wizardSteps.js';

interface Draft {
  readonly host?: string;
  readonly port?: string;
  readonly name?: string;
}

type Answer = Outcome<Draft> | ((draft: Draft) => Outcome<Draft>);

/** A wizard that is answered by a script, and notes what it has asked: `name`, or `name<` where the user can go back. */
class Wizard {
  readonly asked: string[] = [];
  readonly titles = new Set<string | undefined>();

  step(name: string, answers: readonly Answer[], more: Partial<WizardStep<Draft>> = {}): WizardStep<Draft> {
    const left = [...answers];
    return {
      name,
      isNeeded: () => true,
      ask: (draft, { title, canGoBack }) => {
        this.asked.push(canGoBack ? `${name}<` : name);
        this.titles.add(title);
        if (left.length === 0) assert.fail(`${name} was asked once too often`);
        const answer = left.shift();
        return Promise.resolve(typeof answer === 'function' ? answer(draft) : answer);
      },
      ...more,
    };
  }
}

const host = (value: string) => (draft: Draft) => ({ ...draft, host: value });
const port = (value: string) => (draft: Draft) => ({ ...draft, port: value });
const name = (value: string) => (draft: Draft) => ({ ...draft, name: value });

describe('runSteps', () => {
  let wizard: Wizard;
  beforeEach(() => (wizard = new Wizard()));

  it('asks each step once, in order, and returns all answers', async () => {
    const steps = [wizard.step('host', [host('h')]), wizard.step('port', [port('1')])];
    assert.deepEqual(await runSteps('Title', steps, { name: 'n' }), { name: 'n', host: 'h', port: '1' });
    assert.deepEqual(wizard.asked, ['host', 'port<']);
    assert.deepEqual([...wizard.titles], ['Title']);
  });

  it('returns nothing if the user cancels, and asks no more', async () => {
    const steps = [wizard.step('host', [undefined]), wizard.step('port', [])];
    assert.equal(await runSteps('Title', steps, {}), undefined);
  });

  it('returns nothing if the user goes back from the first step', async () => {
    assert.equal(await runSteps('Title', [wizard.step('host', [BACK])], {}), undefined);
  });

  it('skips steps that are not needed or have an answer already', async () => {
    const steps = [
      wizard.step('host', [], { isPreset: ({ host }) => host !== undefined }),
      wizard.step('port', [], { isNeeded: ({ host }) => host !== 'h' }),
      wizard.step('name', [name('n')], { isPreset: ({ name }) => name !== undefined }),
    ];
    assert.deepEqual(await runSteps('Title', steps, { host: 'h' }), { host: 'h', name: 'n' });
    assert.deepEqual(wizard.asked, ['name']);
  });

  it('goes back to the last step that was asked, with its answer still in the draft', async () => {
    const steps = [
      wizard.step('host', [host('wrong'), (draft) => ({ host: `${draft.host} corrected` })]),
      wizard.step('skipped', [], { isNeeded: () => false }),
      wizard.step('port', [BACK, port('1')]),
    ];
    assert.deepEqual(await runSteps('Title', steps, {}), { host: 'wrong corrected', port: '1' });
    assert.deepEqual(wizard.asked, ['host', 'port<', 'host', 'port<']);
  });

  it('goes back step by step', async () => {
    const steps = [
      wizard.step('host', [host('a'), host('b')]),
      wizard.step('port', [port('1'), BACK, port('2')]),
      wizard.step('name', [BACK, name('n')]),
    ];
    assert.deepEqual(await runSteps('Title', steps, {}), { host: 'b', port: '2', name: 'n' });
    assert.deepEqual(wizard.asked, ['host', 'port<', 'name<', 'port<', 'host', 'port<', 'name<']);
  });

  it('does not go back to a step that later answers have made unnecessary', async () => {
    const steps = [
      wizard.step('host', [host('h')], { isNeeded: ({ port }) => port === undefined }),
      wizard.step('port', [port('1')], { isNeeded: ({ port }) => port === undefined }),
      wizard.step('name', [name('n')]),
    ];
    assert.deepEqual(await runSteps('Title', steps, {}), { host: 'h', port: '1', name: 'n' });
    assert.deepEqual(wizard.asked, ['host', 'port<', 'name']);
  });

  describe('when an answer leads to earlier steps', () => {
    it('asks them, even with a preset answer, and then the same step again', async () => {
      const steps = [
        wizard.step('host', [host('new')], { isPreset: ({ host }) => host !== undefined }),
        wizard.step('port', [port('1')]),
        wizard.step('name', [new GoTo(['host']), name('n')]),
      ];
      assert.deepEqual(await runSteps('Title', steps, { host: 'old' }), { host: 'new', port: '1', name: 'n' });
      assert.deepEqual(wizard.asked, ['port', 'name<', 'host<', 'name<']);
    });

    it('then asks those whose answers have become wrong, and no others', async () => {
      const steps = [
        wizard.step('host', [host('a'), host('b')]),
        wizard.step('port', [port('of a'), port('of b')], { isOpen: ({ host, port }) => port !== `of ${host}` }),
        wizard.step('never', [], { isNeeded: () => false, isOpen: () => true }),
        wizard.step('name', [new GoTo(['host']), name('n')], { isOpen: () => false }),
      ];
      assert.deepEqual(await runSteps('Title', steps, {}), { host: 'b', port: 'of b', name: 'n' });
      assert.deepEqual(wizard.asked, ['host', 'port<', 'name<', 'host<', 'port<', 'name<']);
    });

    it('does not ask a step that is not needed', async () => {
      const steps = [
        wizard.step('host', [], { isNeeded: () => false }),
        wizard.step('name', [new GoTo(['host']), name('n')]),
      ];
      assert.deepEqual(await runSteps('Title', steps, {}), { name: 'n' });
    });

    it('changes nothing if the user goes back from the first of them', async () => {
      const steps = [wizard.step('host', [host('h'), BACK]), wizard.step('name', [new GoTo(['host']), name('n')])];
      assert.deepEqual(await runSteps('Title', steps, {}), { host: 'h', name: 'n' });
      assert.deepEqual(wizard.asked, ['host', 'name<', 'host<', 'name<']);
    });

    it('changes nothing if the user goes back from an answer that has become wrong', async () => {
      const steps = [
        wizard.step('host', [host('a'), host('b')]),
        wizard.step('port', [port('of a'), BACK], { isOpen: ({ host, port }) => port !== `of ${host}` }),
        wizard.step('name', [new GoTo(['host']), name('n')]),
      ];
      assert.deepEqual(await runSteps('Title', steps, {}), { host: 'a', port: 'of a', name: 'n' });
    });

    it('ends if the user cancels one of them', async () => {
      for (const [first, second] of [[undefined, undefined] as const, [host('b'), undefined] as const]) {
        const steps = [
          wizard.step('host', [host('a'), first]),
          wizard.step('port', [port('of a'), second], { isOpen: ({ host, port }) => port !== `of ${host}` }),
          wizard.step('name', [new GoTo(['host'])]),
        ];
        assert.equal(await runSteps('Title', steps, {}), undefined);
      }
    });
  });
});
