// What people see when something is not as it should be: every error code, each locked state, each fault. Tables, so
// that a new code, rule or fault is one more line.
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { startOp } from '../real_op/op.mjs';
import {
  askOp, deleteProvider, enterAsAdministrator, findOrigin, findOverhang, findSeriousBarriers, launch, sayYes, shoot,
  startServer, stopAll, usePages,
} from './support.mjs';

const ERRORS = readFileSync(fileURLToPath(new URL('../../docs/errors.md', import.meta.url)), 'utf8');
const CLUB = `id = "club"
name = "The Club"
protocol = "oidc"
[claims]
subject = "sub"
[credentials]
type = "object"
required = ["issuer_url", "client_id", "client_secret"]
[credentials.properties]
issuer_url = { type = "string", title = "Provider URL", format = "uri" }
client_id = { type = "string", title = "Client ID" }
client_secret = { type = "string", title = "Client secret", writeOnly = true }
`;

let op;
let server;
let browser;
let origin;
let secret;

before(async () => {
  origin = await findOrigin();
  op = await startOp({ baseUrl: origin });
  secret = (await ask('GET', 'rp')).clients.find((client) => client.client_id === 'op-basic').client_secret;
  const provider = (id, settings = '', credentials = {}) => {
    const all = { issuer_url: op.issuer, client_id: id, client_secret: secret, ...credentials };
    const lines = Object.entries(all).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
    return `[providers.${id}]\ndefinition = "oidc"\nenabled = true\nscopes = ["groups"]\n${settings}\n[providers.${id}.credentials]\n${lines.join('\n')}\n`;
  };
  const providers = [
    provider('op-basic', 'display_name = "Open door"'),
    provider('op-post', 'display_name = "No new users"\nauto_register = false\nlinking = "never"'),
    provider('op-formpost', 'display_name = "Guests with an address"\nrequire_email = true\nallowed_groups = ["guests"]\nauthorize_params = { response_mode = "form_post" }'),
    provider('dead', '', { issuer_url: 'http://127.0.0.1:9' }),
    provider('lost', '', { issuer_url: `${op.issuer}/nowhere` }),
    provider('first', 'callback_path = "/old/callback"'),
    provider('second', 'callback_path = "/old/callback"'),
    '[providers.bare]\ndefinition = "oidc"\nenabled = true\n',
    '[providers.unknown]\ndefinition = "pocketidd"\nenabled = true\n',
    '[providers.gate]\nenabled = true\n',
  ];
  const files = {
    'providers/broken.toml': 'id = "broken"\nname = "Broken"\nprotocol = "oidc"\nscope = ["openid"]\n',
    'providers/club.toml': CLUB,
    'providers/gate.toml': 'id = "gate"\nname = "Gate"\nprotocol = "plugin"\n',
    'providers/large.toml': `# ${'x'.repeat(1 << 20)}\n`,
  };
  server = await startServer({ origin, providers: providers.join('\n'), count: 4, files });
  browser = await launch();
});

after(() => stopAll(browser, op, server));

const visit = usePages(() => browser, () => server);

afterEach(() => ask('DELETE', 'state'));

const ask = (...question) => askOp(op, ...question);

/** A page of a signed-in administrator. */
async function administrator(options) {
  const opened = await visit(options);
  await enterAsAdministrator(opened.page, origin);
  return opened;
}

/** Signs in as `sub`, in a browser of their own, with what the provider is set to do. */
async function arrive(id, sub, state = {}) {
  await ask('DELETE', 'state');
  await ask('POST', 'state', { currentSub: sub, ...state });
  const opened = await visit();
  await opened.page.goto(`${origin}/api/auth/providers/${id}/authorize?return_to=%2Faccount`);
  await opened.page.waitForURL((url) => url.origin === origin && !url.pathname.startsWith('/api/'));
  return opened;
}

/** Reloads until the page says it: what is in force changes behind the page. */
async function until(page, text) {
  while ((await page.getByText(text).count()) === 0) await page.reload();
}

/** What docs/errors.md says that a person sees. */
function documented(code) {
  const section = ERRORS.split('\n### ').find((part) => part.startsWith(`\`${code}\`\n`));
  const [, title, advice] = section.replaceAll(/\s+/g, ' ').match(/\*\*The person sees:\*\* \*(.+?)\.\* (.+?) - \*\*/);
  // Next to the general rule: what another place calls it.
  return { title, advice: advice.split(' After an attempt')[0] };
}

const CODES = [...ERRORS.matchAll(/^### `(\w+)`$/gm)].map(([, code]) => code);

describe('every error code', () => {
  it('is shown on the login page, with what to do and the reference', async () => {
    assert.ok(CODES.length > 40, `${CODES.length} codes`);
    const { page, complaints } = await visit({ viewport: { width: 375, height: 720 } });
    for (const code of CODES) {
      await page.goto(`${origin}/login?error=${code}&provider=op-basic&ref=ABCDEFGHJK&return_to=%2Faccount`);
      const alert = page.getByRole('alert');
      const text = (await alert.innerText()).replaceAll(/\s+/g, ' ');
      const { title, advice } = documented(code);
      if (code !== 'unauthenticated') assert.ok(text.includes(title), `${code}: ${text}`);
      assert.ok(text.includes(advice), `${code}: ${text}`);
      assert.ok(text.includes(code) && text.includes('ABCDEFGHJK'), `${code}: ${text}`);
      const again = await alert.getByRole('link', { name: 'Try again' }).getAttribute('href');
      assert.equal(again, '/api/auth/providers/op-basic/authorize?return_to=%2Faccount', code);
      assert.equal(await page.getByText('Only administrators can see this').count(), 0, code);
    }
    assert.deepEqual(await findSeriousBarriers(page), []);
    assert.equal(await findOverhang(page), 0);
    assert.deepEqual(complaints, []);
  });

  it('is a page of its own, where it is an answer', async () => {
    const { page } = await visit({ colorScheme: 'dark' });
    for (const [path, status, code] of [
      ['/nothing', 404, 'not_found'],
      ['/api/auth/providers/nobody/authorize', 404, 'unknown_provider'],
      ['/api/auth/providers/op-basic/callback?code=a&state=b', 400, 'invalid_state'],
      ['/api/auth/providers/op-basic/callback?code=a&code=b', 400, 'invalid_request'],
      ['/api/auth/logout', 405, 'method_not_allowed'],
      ['/api/admin/users', 401, 'unauthenticated'],
    ]) {
      const answer = await page.goto(origin + path);
      assert.equal(answer.status(), status, path);
      const { title, advice } = documented(code);
      await page.getByRole('heading', { name: title }).waitFor();
      await page.getByText(advice).waitFor();
      const [shown, reference] = await page.locator('main p.fine code').allInnerTexts();
      assert.equal(shown, code);
      assert.match(reference, /^[0-9A-Z]{10}$/);
      assert.deepEqual(await findSeriousBarriers(page), [], code);
    }
    await shoot(page, 'state-error-dark');
  });
});

// What the provider is set to do, by which door, who comes: and the code that comes of it.
const REFUSALS = [
  ['access_denied', 'op-basic', 'alice', { decision: 'deny' }],
  ['issuer_mismatch', 'op-basic', 'alice', { mangle: { authorization: { patch: { iss: 'https://evil.example' } } } }],
  ['provider_error', 'op-basic', 'alice', { mangle: { authorization: { patch: { error: 'server_error' } } } }],
  ['token_exchange_failed', 'op-basic', 'alice', { mangle: { token: { raw: '<html>', type: 'text/html' } } }],
  ['provider_misconfigured', 'op-basic', 'alice', { mangle: { token: { status: 401, raw: '{"error":"invalid_client"}' } } }],
  ['provider_unavailable', 'op-basic', 'alice', { mangle: { token: { status: 503, raw: '{}' } } }],
  ['id_token_missing', 'op-basic', 'alice', { mangle: { token: { patch: { id_token: null } } } }],
  ['id_token_invalid', 'op-basic', 'alice', { mangle: { idToken: { claims: { aud: 'somebody' } } } }],
  ['userinfo_failed', 'op-basic', 'alice', { mangle: { userinfo: { status: 500 } } }],
  ['userinfo_mismatch', 'op-basic', 'alice', { mangle: { userinfo: { patch: { sub: 'bob' } } } }],
  ['email_required', 'op-formpost', 'nemo', { accounts: { nemo: { groups: ['guests'] } } }],
  ['registration_closed', 'op-post', 'bob', {}],
  ['not_allowed', 'op-formpost', 'bob', {}],
];

describe('a sign-in that is refused', () => {
  it('tells the person what to do, and an administrator why', async () => {
    const boss = await administrator();
    for (const [code, id, sub, state] of REFUSALS) {
      const { page, complaints } = await arrive(id, sub, state);
      const url = new URL(page.url());
      assert.deepEqual([url.pathname, url.searchParams.get('error')], ['/login', code]);
      const alert = page.getByRole('alert');
      await alert.getByText(documented(code).advice).waitFor();
      await alert.getByText(url.searchParams.get('ref')).waitFor();
      assert.equal(await page.getByText('Only administrators can see this').count(), 0, code);
      // The administrator opens the address that the person has sent.
      await boss.page.goto(url.href);
      await boss.page.getByText('Only administrators can see this').waitFor();
      assert.match(await boss.page.locator('.causes li').first().innerText(), /\w/, code);
      assert.deepEqual(complaints, [], code);
    }
    await shoot(boss.page, 'state-cause');
    assert.deepEqual(await findSeriousBarriers(boss.page), []);
  });

  it('with an address that somebody has waits for a proof', async () => {
    await arrive('op-basic', 'alice', { accounts: { alice: { picture: null } } });
    const { page, complaints } = await arrive('op-post', 'alice', { accounts: { alice: { picture: null } } });
    await page.getByRole('alert').getByText('To link No new users to your account').waitFor();
    await shoot(page, 'state-waiting');
    assert.deepEqual(await findSeriousBarriers(page), []);
    await page.getByRole('link', { name: 'Sign in with Open door' }).click();
    await page.waitForURL(`${origin}/account/link`);
    await page.getByText('alice@example.com').first().waitFor();
    await shoot(page, 'state-confirm');
    assert.deepEqual(await findSeriousBarriers(page), []);
    await page.getByRole('button', { name: 'Link and continue' }).click();
    await page.getByText('No new users is linked').waitFor();
    // And both go again, one at a time, but for the last one.
    await page.getByRole('button', { name: 'Unlink No new users' }).click();
    await sayYes(page);
    await page.getByText('No new users is no longer linked').waitFor();
    await page.locator('details.confirm summary').click();
    await page.getByText('This is your only way to sign in').waitFor();
    await shoot(page, 'state-only-way');
    assert.deepEqual(complaints, []);
  });
});

// Where it is shown, at which step, what is said, and what to change.
const FAULTS = [
  ['dead', 'Could not connect to the provider', /cannot connect/, 'Check that the provider is running'],
  ['lost', 'Could not connect to the provider', /404/, 'Check the address'],
  ['second', 'Could not activate the provider', /belongs to the provider `first`/, 'Choose another callback path'],
  ['bare', 'Definition, settings and credentials', /issuer_url/, 'Change this value in the configuration'],
  ['unknown', 'Definition, settings and credentials', /pocketid/, 'Change this value in the configuration'],
];
const FILES = [
  ['broken.toml', /scope/, 'Fix the file'],
  ['gate.toml', /plugin/, 'Fix the file'],
  ['large.toml', /1 ?MiB|1048576|larger/, 'Fix the file'],
];

describe('a fault', () => {
  it('is explained in words, with its place and what to change', async () => {
    const { page, complaints } = await administrator();
    for (const [id, step, said, advice] of FAULTS) {
      await page.goto(`${origin}/admin/providers/${id}`);
      await until(page, 'Problems');
      const fault = page.locator('.broken').first();
      assert.ok((await fault.innerText()).includes(step), id);
      assert.match(await fault.innerText(), said, id);
      assert.ok((await fault.innerText()).includes(advice), `${id}: ${await fault.innerText()}`);
    }
    chmodSync(join(server.folder, 'providers/club.toml'), 0o666);
    await page.goto(`${origin}/admin/registry`);
    await until(page, 'club.toml');
    for (const [name, said, advice] of [...FILES, ['club.toml', /writ/, 'Fix the file']]) {
      const row = page.locator('.rows > li', { has: page.getByText(new RegExp(`/${name}$`)) });
      assert.match(await row.innerText(), said, name);
      assert.ok((await row.innerText()).includes(advice), name);
    }
    assert.match(await page.locator('.rows > li', { hasText: 'broken.toml' }).innerText(), /broken\.toml:4:1/);
    await shoot(page, 'state-registry');
    assert.deepEqual(await findSeriousBarriers(page), []);
    chmodSync(join(server.folder, 'providers/club.toml'), 0o644);
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByText('Configuration reloaded').waitFor();
    assert.equal(await page.locator('.rows > li', { hasText: 'club.toml' }).count(), 0);
    assert.deepEqual(complaints, []);
  });
});

describe('what is locked', () => {
  it('says who may change it, and a form that is sent all the same is refused', async () => {
    const { page } = await administrator();
    const row = page.locator('.list tbody tr', { hasText: 'Open door' });
    await row.getByText('[providers.op-basic]').waitFor();
    assert.equal(await row.getByRole('switch').getAttribute('aria-disabled'), 'true');
    await row.getByRole('link', { name: 'Open door', exact: true }).click();
    await page.getByText('providers.op-basic.credentials.client_id').waitFor();
    await page.getByText(/from config\.toml:\d+:\d+/).first().waitFor();
    await page.evaluate(() => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: '/admin/providers/op-basic/switch' });
      form.append(document.querySelector('input[name=csrf]').cloneNode());
      document.body.append(form);
      form.submit();
    });
    await page.getByRole('heading', { name: documented('managed_by_config').title }).waitFor();
    await page.getByText(/config\.toml:\d+/).waitFor();
  });

  it('the last administrator stays', async () => {
    const { page } = await administrator();
    for (const action of ['Remove administrator rights', 'Disable', 'Delete permanently']) {
      await page.goto(`${origin}/admin/users?q=root`);
      await page.locator('details.confirm summary').click();
      await page.getByRole('button', { name: action }).click();
      await sayYes(page);
      await page.getByText('No administrator could sign in any more').waitFor();
      await page.getByText('last_way_in').waitFor();
    }
  });

  it('a stored secret goes nowhere else, a newer form wins, links wait for their provider', async () => {
    const { page } = await administrator();
    const save = () => page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.goto(`${origin}/admin/providers/new/club`);
    await page.locator('#id').fill('op-public');
    await page.getByLabel('Provider URL').fill(op.issuer);
    await page.getByLabel('Client ID').fill('op-public');
    await page.getByLabel('Client secret').fill('a secret of no use');
    await page.getByRole('button', { name: 'Add provider' }).click();
    await page.getByText('The Club has been saved').waitFor();

    const old = await page.context().newPage();
    await old.goto(page.url());
    await page.getByLabel('Provider URL').fill('https://elsewhere.example.com');
    await save();
    await page.getByRole('alert').getByText('Enter it again to send it to the new one').waitFor();
    await shoot(page, 'state-secret');
    assert.match(await page.locator('[data-field="c.client_secret"]').innerText(), /\w/);

    await page.goto(`${origin}/admin/providers/op-public`);
    await page.locator('summary', { hasText: 'Name, icon and position of the button' }).click();
    await page.getByLabel('Name on the button').fill('Clubhouse');
    await save();
    await page.getByText('Clubhouse has been saved').waitFor();
    await old.getByRole('button', { name: 'Save', exact: true }).click();
    await old.getByRole('alert').getByRole('heading', { name: documented('revision_mismatch').title }).waitFor();

    // Its file goes: the settings stay, and the page says what is missing.
    rmSync(join(server.folder, 'providers/club.toml'));
    await page.goto(`${origin}/admin/registry`);
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.goto(`${origin}/admin/providers/op-public`);
    await shoot(page, 'state-no-definition');
    await deleteProvider(page);
  });

  it('a provider with people goes after a question, and their links wait for it', async () => {
    const { page } = await administrator();
    await page.goto(`${origin}/admin/providers/new/oidc`);
    await page.locator('#id').fill('op-public');
    await page.getByLabel('Provider URL').fill(op.issuer);
    await page.getByLabel('Client ID').fill('op-public');
    await page.getByRole('button', { name: 'Add and enable' }).click();
    await page.getByText('has been saved').waitFor();
    const bob = await arrive('op-public', 'bob');
    await bob.page.getByRole('heading', { name: 'Bob Baker' }).waitFor();

    await page.goto(`${origin}/admin/providers/op-public`);
    await page.getByRole('button', { name: 'Delete provider' }).click();
    await page.getByText('1 person is linked to it').waitFor();
    await page.getByText('1 session ends at once').waitFor();
    await page.getByRole('link', { name: 'Cancel' }).click();
    await deleteProvider(page);
    // What the provider granted has ended with it, and that session too.
    await bob.page.reload();
    await bob.page.waitForURL((url) => url.pathname === '/login');
    await shoot(bob.page, 'state-provider-removed');
    assert.deepEqual(await findSeriousBarriers(bob.page), []);
  });
});

describe('every setting', () => {
  it('is entered in the form, checked by the rules, kept, and given back', async () => {
    const { page, complaints } = await administrator();
    await page.goto(`${origin}/admin/providers/new/oidc`);
    await page.locator('#id').fill('full');
    await page.getByLabel('Provider URL').fill(op.issuer);
    await page.getByLabel('Client ID').fill('full');
    await page.locator('details.group').evaluateAll((groups) => groups.forEach((group) => { group.open = true; }));
    const fill = async (values) => {
      for (const [name, value] of Object.entries(values)) await page.locator(`[name="s.${name}"]`).fill(value);
    };
    // Each mistake is reported at its field, by the rules that saving applies: first those of a value by itself, then those
    // of the protocol and of the other providers.
    for (const wrong of [
      { sort_order: '1.5', max_age: 'soon', required_claims: 'hd' },
      { authorize_params: 'state = x', callback_path: 'old' },
    ]) {
      for (const [name, value] of Object.entries(wrong)) {
        const field = page.locator(`[name="s.${name}"]`);
        await field.evaluate((element) => element.setAttribute('type', 'text'));
        await field.fill(value);
        await field.blur();
        await page.locator(`[data-field="s.${name}"].wrong`).waitFor();
      }
      await page.getByRole('button', { name: 'Add provider' }).click();
      await page.getByRole('alert').waitFor();
      for (const name of Object.keys(wrong)) {
        assert.match(await page.locator(`[data-field="s.${name}"] .error`).innerText(), /\w/, name);
      }
      await shoot(page, 'state-mistakes');
      await page.locator('details.group').evaluateAll((groups) => groups.forEach((group) => { group.open = true; }));
      await fill(Object.fromEntries(Object.keys(wrong).map((name) => [name, ''])));
    }
    complaints.splice(0);
    const right = {
      display_name: 'Everything',
      sort_order: '7',
      allowed_email_domains: 'example.com\nexample.org',
      allowed_groups: 'staff',
      required_claims: 'hd = example.com\nhd = example.org\ntid = 1',
      admin_email_domains: 'admin.example.com',
      admin_groups: 'admins',
      scopes: 'groups offline_access',
      authorize_params: 'prompt = select_account',
      required_acr: 'urn:mace:incommon:iap:silver',
      max_age: '600',
      callback_path: '/former/callback',
    };
    await fill(right);
    await page.locator('[name="s.icon"][value="key"]').check();
    await page.locator('[name="s.linking"]').selectOption('ask');
    await page.locator('[name="s.profile_sync"]').selectOption('every_sign_in');
    await page.locator('[name="s.auto_register"]').uncheck();
    await page.locator('[name="s.require_email"]').check();
    await page.getByRole('button', { name: 'Add provider' }).click();
    await page.getByText('Everything has been saved').waitFor();
    for (const [name, value] of Object.entries(right)) {
      assert.equal(await page.locator(`[name="s.${name}"]`).inputValue(), value, name);
      assert.match(await page.locator(`[data-field="s.${name}"]`).innerText(), /set here/, name);
    }
    assert.ok(await page.locator('[name="s.icon"][value="key"]').isChecked());
    await page.getByText(`${origin}/former/callback`).first().waitFor();
    await shoot(page, 'state-full');
    assert.equal(await findOverhang(page), 0);
    assert.deepEqual(await findSeriousBarriers(page), []);

    // Taken back, each is the default again; a pair that is gone from the form is gone.
    await fill({ ...Object.fromEntries(Object.keys(right).map((name) => [name, ''])), authorize_params: 'hd = example.com' });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('has been saved').waitFor();
    assert.equal(await page.locator('[name="s.authorize_params"]').inputValue(), 'hd = example.com');
    for (const name of Object.keys(right).filter((name) => name !== 'authorize_params')) {
      assert.equal(await page.locator(`[name="s.${name}"]`).inputValue(), '', name);
    }
    await deleteProvider(page);
    assert.deepEqual(complaints, []);
  });
});
