import { html, type Html, type Page } from './html.js';

/** The provider's login page. @param problem why the last attempt failed */
export function loginPage(client: string, formTargets: readonly string[], problem?: string): Page {
  return {
    status: problem === undefined ? 200 : 401,
    title: 'Sign in',
    formTargets,
    content: html`
      <p>Sign in to the sandbox's identity provider to continue to <strong>${client}</strong>.</p>
      ${problem === undefined ? [] : html`<p class="problem" role="alert">${problem}</p>`}
      <form method="post">
        <label>Login <input name="login" autocomplete="username" required autofocus /></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
        <button name="action" value="continue">Sign in</button>
        <button name="action" value="cancel" class="quiet" formnovalidate>Cancel</button>
      </form>
    `,
  };
}

/** The provider's consent page. */
export function consentPage(
  client: string,
  login: string,
  scopes: readonly string[],
  formTargets: readonly string[],
): Page {
  return {
    status: 200,
    title: `Allow ${client}?`,
    formTargets,
    content: html`
      <p><strong>${client}</strong> asks for access to the account <strong>${login}</strong>:</p>
      <ul>
        ${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
      </ul>
      <form method="post">
        <button name="action" value="continue">Allow</button>
        <button name="action" value="cancel" class="quiet">Cancel</button>
      </form>
    `,
  };
}

/** The Workbench's page after a sign-in. */
export function signedInPage(integration: string): Page {
  return {
    status: 200,
    title: `You are signed in to ${integration}`,
    content: html`<p>You can close this tab and return to your editor.</p>`,
  };
}

/** The Workbench's page after an answer that a program in the session waits for. */
export function relayedPage(): Page {
  return {
    status: 200,
    title: 'Return to your editor',
    content: html`<p>Your session gets the answer now. You can close this tab.</p>`,
  };
}

/** The Workbench's page after the person has pressed Cancel. */
export function refusedPage(): Page {
  return {
    status: 200,
    title: 'You are not signed in',
    content: html`<p>Access was not allowed. You can close this tab, and sign in again from your editor.</p>`,
  };
}

/** A page for whatever else went wrong in the browser. @param message a sentence for the user */
export function problemPage(status: number, message: string): Page {
  return { status, title: 'That did not work', content: html`<p>${message}</p>` };
}

interface HomePageRow {
  guid: string;
  name: string;
  authenticated: boolean;
  configError: string | undefined;
}

/** The Workbench's home page: what there is to sign in to, for those who come without their editor. @param base path of the Workbench, without trailing slash */
export function homePage(
  base: string,
  login: string,
  integrations: readonly HomePageRow[],
  formTargets: readonly string[],
): Page {
  return {
    status: 200,
    title: 'Sandbox Workbench',
    formTargets,
    content: html`
      <h2>Managed credentials</h2>
      <table>
        ${integrations.map((integration) => homePageRow(base, integration))}
      </table>
      <p class="note">The identity provider knows the account <strong>${login}</strong>.</p>
    `,
  };
}

function homePageRow(base: string, { guid, name, authenticated, configError }: HomePageRow): Html {
  const action = authenticated
    ? { path: 'sign_out', text: 'Sign out', label: `Sign out of ${name}` }
    : { path: 'sign_in', text: 'Sign in', label: `Sign in to ${name}` };
  const form = html`
    <form method="post" action="${base}/${action.path}">
      <button name="integration" value="${guid}" class="quiet" aria-label="${action.label}">${action.text}</button>
    </form>
  `;
  return html`
    <tr>
      <td>
        ${name}
        <div class="note">${configError ?? (authenticated ? 'Signed in' : 'Not signed in')}</div>
      </td>
      <td>${configError === undefined ? form : ''}</td>
    </tr>
  `;
}
