// Every page, and every answer of a form that is a page, has no error by the Nu HTML Checker of the W3C. Which pages there are
// is read from the table of routes, so that a new one fails here until it is on the way below.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { startOp } from '../real_op/op.mjs';
import { askOp, enterAsAdministrator, findOrigin, launch, startServer, stopAll, usePages } from './support.mjs';

const JAVA = process.env.JAVA ?? 'java';
const CHECKER = fileURLToPath(new URL('node_modules/vnu-jar/build/dist/vnu.jar', import.meta.url));
const ROUTES = fileURLToPath(new URL('../../crates/core/src/routes.rs', import.meta.url));

/**
 * Of a button that is a switch the checker wants `type="button"`, which does nothing without a script. ARIA in HTML lets any
 * button have that role.
 */
const SUBMITTING_SWITCH = 'Bad value “submit” for attribute “type” on element “button”.';

/** Paths that answer with no page, by the reason. */
const NO_PAGES = {
  'a redirect': ['/admin', '/account/link'],
  'a picture or a file': ['/account/picture', '/admin/users/{id}/picture', '/admin/audit.csv'],
  'forms alone': [
    '/setup/strength', '/account/second-factor/remove', '/account/passkeys/{id}/remove',
    '/account/link/dismiss', '/account/links/{id}/unlink', '/account/sessions/{id}/end', '/account/apps/{id}/revoke',
    '/account/tokens/{id}/revoke', '/account/sessions/end-others', '/admin/providers/order', '/admin/providers/{id}/move',
    '/admin/providers/{id}/register', '/admin/apps/{id}/secrets', '/admin/apps/{id}/secrets/{secret}',
    '/admin/apps/{id}/grants/{user}', '/admin/users/{id}/tokens/{token}/revoke', '/admin/sessions/{id}/end',
    '/admin/tokens/{id}/revoke', '/admin/registry/reload', '/admin/providers/{id}/switch', '/admin/apps/{id}/switch',
    '/account/second-factor/recovery-codes',
  ],
};

let op;
let server;
let browser;
let origin;
/** Name to text, of every page. */
const documents = new Map();

before(async () => {
  origin = await findOrigin();
  op = await startOp({ baseUrl: origin });
  const { clients } = await askOp(op, 'GET', 'rp');
  const secret = clients.find((client) => client.client_id === 'op-basic').client_secret;
  const providers = `
[limits]
password_per_minute = 0
[branding]
text = "Use the account of Example Ltd."
[branding.links]
Imprint = "/imprint"
[providers.op-basic]
definition = "oidc"
enabled = true
display_name = "Company"
[providers.op-basic.credentials]
issuer_url = "${op.issuer}"
client_id = "op-basic"
client_secret = "${secret}"
[providers.mastodon]
enabled = true
[apps.wiki]
definition = "openid"
display_name = "Wiki"
client_secret = "a secret of the wiki that nobody knows"
settings = { redirect_uris = ["http://127.0.0.1:9/callback"] }
consent = "always"
`;
  server = await startServer({ origin, providers, count: 2 });
  browser = await launch();
});

after(() => stopAll(browser, op, server));

const visit = usePages(() => browser, () => server);

/** Opens pages one after the other, and keeps what the server has sent. */
async function open(page, paths) {
  for (const path of paths) await keep(path, await page.goto(origin + path));
}

async function keep(name, response) {
  assert.match(response.headers()['content-type'], /^text\/html/, name);
  documents.set(`${response.request().method()} ${name}`, await response.text());
}

/** Sends a form without the script of the page, and keeps the page that comes of it. */
async function send(page, name, button) {
  const sent = page.waitForResponse((response) => response.request().method() === 'POST' && response.request().isNavigationRequest());
  await button.click();
  await keep(name, await sent);
}

/** The errors that the checker finds: one line for each. */
function check() {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-markup-'));
  try {
    const names = [...documents.keys()];
    const files = names.map((_, index) => join(folder, `${index}.html`));
    files.forEach((file, index) => writeFileSync(file, documents.get(names[index])));
    const options = ['-jar', CHECKER, '--format', 'json', '--stdout', '--exit-zero-always'];
    const checked = spawnSync(JAVA, [...options, ...files], { encoding: 'utf8', maxBuffer: 1 << 26 });
    assert.equal(checked.status, 0, checked.error?.message ?? checked.stderr);
    // What is no error is taste: which of our boxes is a section.
    const { messages } = JSON.parse(checked.stdout);
    const errors = messages.filter(({ type, message }) => type !== 'info' && message !== SUBMITTING_SWITCH);
    return errors.map(({ type, url, message, extract }) => {
      const index = Number(/(\d+)\.html$/.exec(url)[1]);
      return `${names[index]}: ${type}: ${message} ${extract}`;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the markup', () => {
  before(async () => {
    const anonymous = await visit({ javaScriptEnabled: false });
    await open(anonymous.page, [
      '/', '/login', '/login?error=access_denied&provider=op-basic&ref=ABCDEFGHJK', '/login?q=company', '/nothing', '/language',
      '/language?return_to=%2Flogin', '/setup', '/setup?token=guess', '/login/server?provider=mastodon',
      '/login?return_to=%2Faccount', '/login/second-factor', '/api/auth/providers/op-basic/callback?state=x&code=y',
    ]);
    await anonymous.page.goto(`${origin}/login`);
    await anonymous.page.locator('details.password summary').click();
    await anonymous.page.locator('input[name=email]').fill('root@example.com');
    await anonymous.page.locator('input[name=password]').fill('wrong');
    await anonymous.page.locator('details.password button').click();
    await open(anonymous.page, ['/login']);

    await askOp(op, 'POST', 'state', { currentSub: 'bob', accounts: { bob: { picture: null } } });
    const person = await visit({ javaScriptEnabled: false });
    await person.page.goto(`${origin}/api/auth/providers/op-basic/authorize?return_to=%2Faccount`);
    await person.page.waitForURL(`${origin}/account`);
    await open(person.page, [
      '/', '/account', '/account/tokens', '/account/password', '/account/second-factor', '/account/passkeys', '/device',
      '/device?user_code=WDJB-MJHT', '/access?url=https%3A%2F%2Fapp.example.com%2F', '/sign-out', '/admin/users', '/consent',
      '/api/oidc/authorize?client_id=wiki&response_type=code&scope=openid%20profile%20email&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcallback&code_challenge=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&code_challenge_method=S256',
    ]);
    await open(person.page, ['/account/tokens']);
    await person.page.getByLabel('Name', { exact: true }).fill('Television');
    await person.page.getByLabel('Hosts').fill('https://photos.example.com/');
    await send(person.page, '/account/tokens, wrong', person.page.getByRole('button', { name: 'Make token' }));
    await person.page.getByLabel('Hosts').fill('photos.example.com');
    await send(person.page, '/account/tokens, made', person.page.getByRole('button', { name: 'Make token' }));
    await open(person.page, ['/account/tokens']);

    const administrator = await visit({ javaScriptEnabled: false });
    const { page } = administrator;
    await enterAsAdministrator(page, origin);
    await open(page, [
      '/account', '/account/password', '/account/second-factor', '/account/passkeys', '/admin/first-steps', '/admin/providers',
      '/admin/providers/new', '/admin/providers/new/oidc', '/admin/providers/new/pocketid', '/admin/providers/op-basic',
      '/admin/apps', '/admin/apps/new', '/admin/apps/new/openid', '/admin/apps/new/grafana', '/admin/apps/wiki', '/admin/apps/wiki/test', '/admin/users',
      '/admin/users?q=nobody', '/admin/sessions', '/admin/sessions?q=nobody', '/admin/audit', '/admin/audit?event=sign_in',
      '/admin/audit?from=2020-01-01&zone=Asia%2FTokyo', '/admin/statistics', '/admin/tokens', '/admin/search?q=b', '/admin/search',
      '/admin/branding', '/admin/branding?text=Hello', '/admin/branding/preview', '/admin/registry', '/admin/nothing',
      '/admin/trials/none',
    ]);
    // A mistake in a form, a provider of one's own, an app with its secret, and a question.
    await page.goto(`${origin}/admin/providers/new/oidc`);
    await page.locator('#id').fill('own');
    await page.getByLabel('Provider URL').fill('nonsense');
    await page.getByLabel('Client ID').fill('own');
    await page.getByLabel('Client Secret').fill('typed');
    await send(page, '/admin/providers/new/oidc, wrong', page.getByRole('button', { name: 'Add provider' }));
    await page.getByLabel('Provider URL').fill(op.issuer);
    await send(page, '/admin/providers/new/oidc, checked', page.getByRole('button', { name: 'Check settings' }));
    await page.getByRole('button', { name: 'Add provider' }).click();
    await page.getByText('has been saved').waitFor();
    await open(page, ['/admin/providers/own', '/admin/providers']);
    await page.goto(`${origin}/admin/providers/own`);
    await send(page, '/admin/providers/own/delete', page.getByRole('button', { name: 'Delete provider' }));
    await page.goto(`${origin}/admin/apps/new/grafana`);
    await page.locator('[name="c.base_url"]').fill('https://grafana.example.com');
    await send(page, '/admin/apps/new/grafana, made', page.getByRole('button', { name: 'Add app' }));
    await open(page, ['/admin/apps/grafana', '/admin/apps']);
    await page.goto(`${origin}/admin/apps/grafana`);
    await page.locator('form[action$="/delete"]').evaluate((form) => form.closest('details')?.setAttribute('open', ''));
    await send(page, '/admin/apps/grafana/delete', page.locator('form[action$="/delete"] button'));
    await page.goto(`${origin}/admin/users?q=bob`);
    const link = page.getByRole('link', { name: 'Bob Baker' });
    await open(page, [await link.getAttribute('href')]);
    await send(page, '/admin/users/{id}, question', page.getByRole('button', { name: 'Delete permanently' }));
    // A form whose session has ended.
    await page.goto(`${origin}/admin/providers/new/oidc`);
    await administrator.context.clearCookies({ name: 'vestibule_session' });
    await send(page, '/admin/providers/new/oidc, ended', page.getByRole('button', { name: 'Add provider' }));
  });

  it('has no error', () => {
    assert.deepEqual(check(), []);
  });

  it('is that of every page', () => {
    const paths = [...readFileSync(ROUTES, 'utf8').matchAll(/= "(\/[^"]*)"(?: mounted "([^"]*)")?;/g)].map(([, path]) => path);
    const ours = paths.filter((path) => /^\/($|login|language|setup|consent|device|sign-out|access|account|admin)/.test(path));
    assert.ok(ours.length > 60, `${ours.length} paths`);
    const seen = [...documents.keys()].map((name) => name.split(' ')[1].split(/[?,]/)[0]);
    const excepted = Object.values(NO_PAGES).flat();
    const missing = ours.filter((path) => {
      const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
      return !excepted.includes(path) && !seen.some((one) => one === path || pattern.test(one));
    });
    assert.deepEqual(missing, []);
    assert.deepEqual(excepted.filter((path) => !ours.includes(path)), [], 'nothing is excepted that there is not');
  });
});
