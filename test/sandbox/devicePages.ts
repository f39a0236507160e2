import { Html, html, type Page } from './html.js';

/** Where a person enters the code that a device shows. @param form the provider's, without a button */
export function codeEntryPage(form: string, problem?: string): Page {
  return {
    status: problem === undefined ? 200 : 400,
    title: 'Enter the code',
    content: html`
      <p>Enter the code that your editor shows.</p>
      ${problem === undefined ? [] : html`<p class="problem" role="alert">${problem}</p>`} ${new Html(form)}
      <button form="op.deviceInputForm">Continue</button>
    `,
  };
}

/** Where a person confirms that the code is the one that their device shows. @param form the provider's, without a button */
export function codeConfirmationPage(form: string, client: string, userCode: string): Page {
  return {
    status: 200,
    title: `Sign in to ${client}?`,
    content: html`
      <p><strong>${client}</strong> shows this code:</p>
      <p><code>${userCode}</code></p>
      ${new Html(form)}
      <button form="op.deviceConfirmForm">Continue</button>
      <button form="op.deviceConfirmForm" name="abort" value="yes" class="quiet">Cancel</button>
    `,
  };
}

/** After all of it. */
export function deviceSignedInPage(client: string): Page {
  return {
    status: 200,
    title: `You are signed in to ${client}`,
    content: html`<p>You can close this tab and return to your editor.</p>`,
  };
}
