import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { renderSnippet } from '../../../src/snippets/render.js';
import { templatesIn } from '../../../src/snippets/templates.js';
import { CONTEXT } from './templateFiles.js';

const GUID = CONTEXT.guid;

const GOLDEN: Readonly<Record<string, string>> = {
  JavaScript: `import { readFile } from 'node:fs/promises';

const { PWB_SESSION_RUNTIME_DIR, RS_SESSION_RPC_COOKIE, RS_SERVER_ADDRESS } = process.env;
const cookieFile = \`\${PWB_SESSION_RUNTIME_DIR ?? ''}/rpc_cookie\`;
const cookie = (await readFile(cookieFile, 'utf8').catch(() => '')) || RS_SESSION_RPC_COOKIE;

// Node trusts a private certificate authority only if NODE_EXTRA_CA_CERTS names its file
const response = await fetch(\`\${RS_SERVER_ADDRESS.replace(/\\/$/, '')}/oauth_token\`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'X-RS-Session-Server-RPC-Cookie': cookie.trim() },
  body: JSON.stringify({ method: 'oauth_token', kwparams: { uuid: "${GUID}" } }),
  redirect: 'error',
});
if (!response.ok) throw new Error(\`oauth_token: HTTP \${response.status}\`);
const credentials = await response.json();

if (credentials.access_token) {
  const accessToken = credentials.access_token;
  // Use accessToken with your API requests
}
`,

  Python: `from posit.workbench import Client

client = Client()
credentials = client.oauth.get_credentials(audience="${GUID}")

if credentials:
    access_token = credentials["access_token"]
    # Use access_token with your API requests
`,

  R: `credentials <- rstudioapi::getOAuthCredentials(audience = "${GUID}")

if (!is.null(credentials)) {
  access_token <- credentials$access_token
  # Use access_token with your API requests
}
`,

  Shell: `audience='${GUID}'

# A header from standard input stands in no process's arguments, where others could see it
cookie=$(cat "\${PWB_SESSION_RUNTIME_DIR:-}/rpc_cookie" 2>/dev/null || true)
credentials=$(
  printf 'X-RS-Session-Server-RPC-Cookie: %s\\n' "\${cookie:-\${RS_SESSION_RPC_COOKIE:-}}" |
    no_proxy="localhost,127.0.0.1,::1,\${no_proxy:-\${NO_PROXY:-}}" \\
    CURL_CA_BUNDLE="\${REQUESTS_CA_BUNDLE:-\${CURL_CA_BUNDLE:-}}" curl --fail --silent --show-error \\
      --header @- --header 'Content-Type: application/json' \\
      --data '{"method": "oauth_token", "kwparams": {"uuid": "'"$audience"'"}}' \\
      "\${RS_SERVER_ADDRESS%/}/oauth_token"
)
access_token=$(printf '%s\\n' "$credentials" | sed -n 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p' | sed 's|\\\\/|/|g')

if [ -n "$access_token" ]; then
  : # Use $access_token with your API requests
fi
`,
};

describe('The built-in templates', () => {
  const folder = fileURLToPath(new URL('../../../snippets', import.meta.url));

  it('make these snippets, to the character', async () => {
    const rendered = (await templatesIn(folder)).map(
      async (template) => [template.language, await renderSnippet(template, CONTEXT)] as const,
    );
    assert.deepEqual(Object.fromEntries(await Promise.all(rendered)), GOLDEN);
  });

  it('need nothing but the Integration ID', async () => {
    const nothing = {
      name: undefined,
      issuer: undefined,
      clientId: undefined,
      authUrl: undefined,
      tokenUrl: undefined,
    };
    for (const template of await templatesIn(folder)) {
      const context = { ...CONTEXT, ...nothing, displayName: '\0', scopes: undefined };
      assert.equal(await renderSnippet(template, context), GOLDEN[template.language]);
    }
  });

  it('are for files with these extensions', async () => {
    const templates = await templatesIn(folder);
    assert.deepEqual(
      templates.map(({ language, extension }) => `${language} .${extension}`),
      ['JavaScript .mjs', 'Python .py', 'R .R', 'Shell .sh'],
    );
  });
});
