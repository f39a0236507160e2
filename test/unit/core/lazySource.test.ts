import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/emitter.js';
import type { Integration } from '../../../src/core/integration.js';
import { LazySource, type SourceOutline } from '../../../src/core/lazySource.js';
import type { CredentialSource } from '../../../src/core/source.js';
import { Secret } from '../../../src/core/secret.js';
import { FakeSource, listed } from './fakeSource.js';

const INTEGRATION: Integration = { ...listed(), id: 'fake:guid-1', source: 'fake', isDuplicate: false };
const { signal } = new AbortController();

/** A source that can do everything, and notes what it is asked to do. */
class WholeSource extends FakeSource {
  readonly calls: unknown[] = [];
  readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
  readonly emptyAdvice = 'Advice of the source';
  readonly commands = { edit: (integration?: Integration) => this.#note('edit', integration?.id) };
  readonly tokens = {
    isNeeded: true,
    accessToken: async ({ id }: Integration, rejected?: Secret) => {
      await this.#note('accessToken', id, rejected?.reveal());
      return { value: new Secret('token'), expiresAt: 7 };
    },
  };

  async showSignInAgain({ id }: Integration): Promise<boolean> {
    await this.#note('showSignInAgain', id);
    return true;
  }

  async check({ id }: Integration) {
    await this.#note('check', id);
    return [{ result: 'ok', subject: 'Settings', text: 'All is right.' } as const];
  }

  override dispose(): void {
    this.calls.push('dispose');
  }

  #note(...call: unknown[]): Promise<void> {
    this.calls.push(call);
    return Promise.resolve();
  }
}

function setUp<T extends CredentialSource>(source: T, outline: Partial<SourceOutline<T>> = {}) {
  let loads = 0;
  const load = () => {
    loads++;
    return Promise.resolve(source);
  };
  const lazy = new LazySource({ id: 'fake', label: () => 'Fake', load, ...outline });
  return { lazy, loads: () => loads };
}

describe('A source that is loaded when it is needed', () => {
  it('is not loaded for what its outline knows', async () => {
    let hasTokens = false;
    const { lazy, loads } = setUp(new WholeSource(), {
      emptyAdvice: () => 'Advice of the outline',
      isEmpty: () => true,
      hasTokens: () => hasTokens,
      commands: ['edit'],
    });
    assert.deepEqual([lazy.id, lazy.label, lazy.emptyAdvice], ['fake', 'Fake', 'Advice of the outline']);
    assert.deepEqual([lazy.notice, lazy.loaded], [undefined, undefined]);
    assert.deepEqual(await lazy.list(signal), []);
    assert.equal(lazy.tokens?.isNeeded, false);
    hasTokens = true;
    assert.equal(lazy.tokens.isNeeded, true);
    assert.deepEqual(Object.keys(lazy.commands), ['edit']);
    assert.equal(loads(), 0);
  });

  it('has no advice, commands or tokens that its outline does not name', () => {
    const { lazy } = setUp(new FakeSource());
    assert.deepEqual([lazy.emptyAdvice, lazy.commands, lazy.tokens], [undefined, {}, undefined]);
    assert.equal(lazy.contentTokens, undefined);
  });

  it('is loaded once, to list what it has', async () => {
    const source = new WholeSource();
    source.listed = [listed()];
    source.notice = 'The list may be incomplete.';
    let isEmpty = false;
    const { lazy, loads } = setUp(source, { isEmpty: () => isEmpty, emptyAdvice: () => 'Advice of the outline' });
    assert.deepEqual(await Promise.all([lazy.list(signal), lazy.list(signal)]), [[listed()], [listed()]]);
    isEmpty = true;
    assert.deepEqual(await lazy.list(signal), [listed()], 'The outline was asked, though the source is loaded');
    assert.deepEqual([loads(), lazy.loaded], [1, source]);
    assert.deepEqual([lazy.notice, lazy.emptyAdvice], ['The list may be incomplete.', 'Advice of the source']);
  });

  it('is loaded again if that has failed', async () => {
    const attempts = [() => Promise.reject(new Error('not found')), () => Promise.resolve(new WholeSource())];
    const { lazy } = setUp(new WholeSource(), { load: () => (attempts.shift() ?? assert.fail())() });
    await assert.rejects(lazy.list(signal), { message: 'not found' });
    assert.deepEqual(await lazy.list(signal), []);
  });

  it('has tokens for content only, if its outline says so', async () => {
    const source = new WholeSource();
    const { lazy } = setUp(source, { hasContentTokens: true });
    assert.equal(lazy.tokens, undefined);
    const token = await lazy.contentTokens?.accessToken(INTEGRATION, new Secret('rejected'));
    assert.equal(token?.value.reveal(), 'token');
    assert.deepEqual(source.calls, [['accessToken', 'fake:guid-1', 'rejected']]);
  });

  it('forwards all calls', async () => {
    const source = new WholeSource();
    source.begin = ({ id }) => Promise.resolve({ instruction: `sign in to ${id}` });
    source.end = ({ id }) => Promise.resolve({ instruction: `sign out of ${id}` });
    const { lazy } = setUp(source, { commands: ['edit', 'unknown'], hasTokens: () => true });
    assert.deepEqual(await lazy.signIn(INTEGRATION, signal), { instruction: 'sign in to fake:guid-1' });
    assert.deepEqual(await lazy.signOut(INTEGRATION, signal), { instruction: 'sign out of fake:guid-1' });
    assert.equal(await lazy.showSignInAgain(INTEGRATION), true);
    assert.deepEqual((await lazy.check(INTEGRATION, signal)).length, 1);
    assert.deepEqual((await lazy.diagnose(signal)).length, 1);
    await lazy.commands['edit']?.(INTEGRATION);
    await lazy.commands['unknown']?.(INTEGRATION);
    const token = await lazy.tokens?.accessToken(INTEGRATION, new Secret('rejected'));
    assert.deepEqual([token?.value.reveal(), token?.expiresAt], ['token', 7]);
    assert.deepEqual(source.calls, [
      ['showSignInAgain', 'fake:guid-1'],
      ['check', 'fake:guid-1'],
      ['edit', 'fake:guid-1'],
      ['accessToken', 'fake:guid-1', 'rejected'],
    ]);
  });

  it('does without what the source can’t do', async () => {
    const { lazy } = setUp(new FakeSource(), { commands: ['edit'], hasTokens: () => true });
    assert.equal(await lazy.showSignInAgain(INTEGRATION), false);
    assert.deepEqual(await lazy.check(INTEGRATION, signal), []);
    await lazy.commands['edit']?.(INTEGRATION);
    await assert.rejects(lazy.tokens?.accessToken(INTEGRATION) ?? assert.fail(), {
      message: /source fake has no tokens/,
    });
  });

  it('reports the changes that its outline knows, and once it is loaded its own', async () => {
    const source = new WholeSource();
    const outlined = new Emitter<void>();
    const { lazy } = setUp(source, { onDidChange: outlined.event });
    let changes = 0;
    lazy.onDidChange(() => changes++);
    outlined.fire();
    assert.equal(changes, 1);
    await lazy.load();
    outlined.fire();
    assert.equal(changes, 1, 'A change is reported twice');
    source.changes.fire();
    assert.equal(changes, 2);
    lazy.dispose();
    source.changes.fire();
    assert.deepEqual([changes, source.calls], [2, ['dispose']]);
  });

  it('still reports the changes that its outline reports if it has none of its own', async () => {
    const outlined = new Emitter<void>();
    const { lazy } = setUp(new FakeSource(), { onDidChange: outlined.event });
    let changes = 0;
    lazy.onDidChange(() => changes++);
    await lazy.load();
    outlined.fire();
    assert.equal(changes, 1);
  });

  it('reports nothing, and loads nothing, when it is disposed of first', () => {
    const outlined = new Emitter<void>();
    const { lazy, loads } = setUp(new WholeSource(), { onDidChange: outlined.event });
    lazy.onDidChange(() => assert.fail('A change was reported'));
    lazy.dispose();
    outlined.fire();
    assert.equal(loads(), 0);
  });

  it('is disposed of when it has been loaded too late', async () => {
    const source = new WholeSource();
    const { lazy } = setUp(source);
    const loading = lazy.load();
    lazy.dispose();
    await loading;
    assert.deepEqual([source.calls, lazy.loaded], [['dispose'], undefined]);
  });
});
