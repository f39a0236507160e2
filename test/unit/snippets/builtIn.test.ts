import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderSnippet } from '../../../src/snippets/render.js';
import { templatesIn } from '../../../src/snippets/templates.js';
import { CONTEXT, renderingPerTest } from './templateFiles.js';

const GUID = CONTEXT.guid;
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const GOLDEN: Readonly<Record<string, string>> = {
  JavaScript: `// Needs Node 18 or later
import { readFile } from 'node:fs/promises';

const { PWB_SESSION_RUNTIME_DIR, RS_SESSION_RPC_COOKIE, RS_SERVER_ADDRESS } = process.env;
if (!RS_SERVER_ADDRESS) throw new Error('Run this in a Posit Workbench session, or in a terminal of the editor.');
const cookieFile = \`\${PWB_SESSION_RUNTIME_DIR ?? ''}/rpc_cookie\`;
const cookie = (await readFile(cookieFile, 'utf8').catch(() => '')) || (RS_SESSION_RPC_COOKIE ?? '');

// Node trusts a private certificate authority only if NODE_EXTRA_CA_CERTS names its file
const response = await fetch(\`\${RS_SERVER_ADDRESS.replace(/\\/$/, '')}/oauth_token\`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'X-RS-Session-Server-RPC-Cookie': cookie.trim() },
  body: JSON.stringify({ method: 'oauth_token', kwparams: { uuid: "${GUID}" } }),
  redirect: 'error',
});
const answer = await response.json().catch(() => ({}));

if (answer.access_token) {
  const accessToken = answer.access_token;
  // Use accessToken with your API requests
} else {
  const { error = answer.detail ?? answer.oauth2_error } = answer;
  const advice = 'Sign in to this integration, then run this again. If it is listed as signed in, sign out first.';
  const reason = error?.message ?? error?.error_description ?? error ?? advice;
  throw new Error(\`No access token (HTTP \${response.status}). \${reason}\`);
}
`,

  Python: `# Needs posit-sdk 0.14 or later
from posit.workbench import Client

client = Client()
credentials = client.oauth.get_credentials(audience="${GUID}")

if credentials:
    access_token = credentials["access_token"]
    # Use access_token with your API requests
else:
    raise RuntimeError("No access token. Sign in to this integration, then run this again. If it is listed as signed in, sign out first.")
`,

  R: `# Needs rstudioapi 0.18 or later
credentials <- rstudioapi::getOAuthCredentials(audience = "${GUID}")

if (!is.null(credentials)) {
  access_token <- credentials$access_token
  # Use access_token with your API requests
} else {
  stop("No access token. Sign in to this integration, then run this again. If it is listed as signed in, sign out first.")
}
`,

  Shell: `# Needs curl 7.55 or later
audience='${GUID}'
server=\${RS_SERVER_ADDRESS:?Run this in a Posit Workbench session, or in a terminal of the editor}

# The cookie goes to curl's standard input: as an argument, other users of this machine could read it
cookie=$(cat "\${PWB_SESSION_RUNTIME_DIR:-}/rpc_cookie" 2>/dev/null || true)
answer=$(
  printf 'X-RS-Session-Server-RPC-Cookie: %s\\n' "\${cookie:-\${RS_SESSION_RPC_COOKIE:-}}" |
    no_proxy="localhost,127.0.0.1,::1,\${no_proxy:-\${NO_PROXY:-}}" \\
    CURL_CA_BUNDLE="\${REQUESTS_CA_BUNDLE:-\${CURL_CA_BUNDLE:-}}" curl --silent --show-error --write-out ' %{http_code}' \\
      --header @- --header 'Content-Type: application/json' \\
      --data '{"method": "oauth_token", "kwparams": {"uuid": "'"$audience"'"}}' \\
      "\${server%/}/oauth_token"
) || answer='{"error": "The server did not answer."} 000'
# The text of the first field with one of these names
field() {
  printf '%s\\n' "$answer" | sed -e 's|\\\\/|/|g' -e "s|\\\\\\\\\\"|'|g" |
    awk -F "\\"($1)\\" *: *\\"" 'NF > 1 && !n++ { sub(/".*/, "", $2); print $2 }'
}
access_token=$(field access_token)

if [ -n "$access_token" ]; then
  : # Use $access_token with your API requests
else
  reason=$(field 'message|detail|error_description')
  reason=\${reason:-$(field error)}
  advice='Sign in to this integration, then run this again. If it is listed as signed in, sign out first.'
  printf 'No access token (HTTP %s). %s\\n' "\${answer##* }" "\${reason:-$advice}" >&2
  case $- in *i*) ;; *) exit 1 ;; esac # An interactive shell stays open
fi
`,
};

describe('The built-in templates', () => {
  const render = renderingPerTest();
  const folder = path.join(ROOT, 'snippets');

  /** Of all folders, by their paths. */
  const allTemplates = async () => {
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.hbs'));
    return Promise.all(
      names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const),
    );
  };

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

  it('have an example in the documentation that is a template, too', async () => {
    const text = await readFile(path.join(ROOT, 'docs/snippets.md'), 'utf8');
    const [, source = ''] = /```handlebars\n(.*?)```/s.exec(text) ?? [];
    const code = await render(source);
    assert.match(code, new RegExp(`^token = client\\.oauth\\.get_credentials\\(audience="${GUID}"\\)`, 'm'));
    assert.match(code, /^import requests\nfrom posit\.workbench import Client\n/);
  });

  it('say in their first line what they need, with a version, and have no other such line', async () => {
    for (const [name, text] of await allTemplates()) {
      const needs = text.split('\n').filter((line) => /^(#|\/\/) Needs /.test(line));
      assert.deepEqual(needs, [text.split('\n')[0]], name);
      for (const need of (needs[0] ?? '').split(/, and |; with several integrations, /)) {
        assert.match(need, /^(\S+ Needs )?[\w` -]+ \d+(\.\d+)? or later$/, name);
      }
    }
  });

  it('name there each package that their code uses', async () => {
    for (const [name, text] of await allTemplates()) {
      const [needs = '', ...code] = text.split('\n');
      const ofR = [...code.join('\n').matchAll(/(\w+)::/g)].map(([, used]) => used ?? '');
      const ofPython = /^from posit\./m.test(text) ? ['posit-sdk'] : [];
      for (const used of [...ofR, ...ofPython]) {
        assert.ok(needs.includes(`${used} `), `${name}: ${used}`);
      }
    }
  });

  it('need no later posit-sdk than the one that the tests run', async () => {
    const pinned = await readFile(path.join(ROOT, 'test/clients/requirements.txt'), 'utf8');
    const minorOf = (pattern: RegExp, text: string) => Number(pattern.exec(text)?.[1]);
    const tested = minorOf(/^posit-sdk==0\.(\d+)\./m, pinned);
    for (const [name, text] of await allTemplates()) {
      if (text.includes('posit-sdk')) {
        assert.ok(minorOf(/posit-sdk 0\.(\d+) or later/, text) <= tested, name);
      }
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
