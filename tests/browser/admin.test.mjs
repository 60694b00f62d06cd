// What an administrator does in a browser: a provider from nothing to a button, then people, sessions, the log; and what
// every page looks like in the light, in the dark and on a phone.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';

import { startOp } from '../real_op/op.mjs';
import {
  askOp, deleteProvider, enterAsAdministrator, findOrigin, findOverhang, findSeriousBarriers, launch, sayYes, shoot, startServer,
  stopAll, usePages,
} from './support.mjs';

let op;
let server;
let browser;
let origin;
let secret;

before(async () => {
  origin = await findOrigin();
  op = await startOp({ baseUrl: origin });
  const clients = await ask('GET', 'rp');
  secret = clients.clients.find((client) => client.client_id === 'op-basic').client_secret;
  // One of the configuration, whose upstream is not there, next to those that are made in the browser.
  const configured = `
[providers.company]
definition = "oidc"
enabled = true
display_name = "Company"
[providers.company.credentials]
issuer_url = "http://127.0.0.1:9"
client_id = "vestibule"
client_secret = "canary-secret-of-the-file"
`;
  server = await startServer({ origin, providers: configured, count: 0 });
  browser = await launch();
});

after(() => stopAll(browser, op, server));

beforeEach(() => ask('POST', 'state', { accounts: { alice: { picture: null } } }));

const visit = usePages(() => browser, () => server);

afterEach(() => ask('DELETE', 'state'));

const ask = (...question) => askOp(op, ...question);

/** A page of a signed-in administrator. */
async function administrator(options) {
  const opened = await visit(options);
  await enterAsAdministrator(opened.page, origin);
  return opened;
}

describe('an administrator and a provider', () => {
  it('from nothing to a button, and to nothing again', async () => {
    const { page, complaints } = await administrator();
    await page.getByRole('link', { name: 'Add a provider' }).click();
    await page.getByPlaceholder('Find a provider').fill('pocket');
    assert.equal(await page.locator('.tiles > li:visible').count(), 1);
    await page.getByRole('link', { name: /Pocket ID/ }).click();
    await page.locator('#id').fill('op-basic');

    // Three values, and nothing else: what is missing is said at its field.
    await page.getByLabel('Provider URL').fill('not an address');
    await page.getByLabel('Client ID').fill('op-basic');
    await page.locator('[data-field="c.issuer_url"].wrong').waitFor();
    assert.equal(await page.locator('.wrong').count(), 1, 'and only about what was filled in');
    await page.getByRole('button', { name: 'Add provider' }).click();
    await page.getByRole('alert').waitFor();
    assert.match(await page.locator('[data-field="c.issuer_url"] .error').innerText(), /\w/);
    await shoot(page, 'admin-refused');
    complaints.splice(0);
    await page.getByLabel('Provider URL').fill(op.issuer);
    await page.getByLabel('Client Secret').fill('wrong');
    await page.getByRole('button', { name: 'Check settings' }).click();
    await page.getByText('Some checks failed').waitFor();
    await page.getByLabel('Client Secret').fill(secret);
    await page.getByRole('button', { name: 'Check settings' }).click();
    await page.getByText('All checks passed').waitFor();
    assert.equal(await page.getByLabel('Client Secret').inputValue(), secret, 'what was typed is still there');
    await shoot(page, 'admin-tested');

    // The unsaved draft is tried with a person, and nothing is created.
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Test sign-in' }).click();
    const trial = await opened;
    await trial.waitForURL(`${origin}/admin/trials/**`);
    await trial.getByText('This sign-in would create a new account').waitFor();
    await shoot(trial, 'admin-trial');
    assert.deepEqual(await findSeriousBarriers(trial), []);
    assert.ok(!/eyJ/.test(await trial.content()), 'no token in the page');
    await trial.goto(`${origin}/admin/users?q=alice`);
    assert.equal(await trial.locator('.entries tbody tr').count(), 0);
    await trial.close();
    await page.getByRole('button', { name: 'Add and enable' }).click();
    await page.getByText('Pocket ID has been saved').waitFor();
    await page.getByText('Ready', { exact: true }).waitFor();
    assert.equal(await page.getByLabel('Client Secret').inputValue(), '');
    assert.ok(!(await page.content()).includes(secret), 'the secret is not in the page');

    // Another browser signs in with it.
    await ask('POST', 'state', { currentSub: 'bob' });
    const other = await visit();
    await other.page.goto(`${origin}/login?return_to=%2Faccount`);
    await other.page.getByRole('link', { name: 'Sign in with Pocket ID' }).click();
    await other.page.waitForURL(`${origin}/account`);
    await other.page.getByRole('heading', { name: 'Bob Baker' }).waitFor();

    // Its session is ended by the administrator.
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.getByRole('button', { name: /End session Bob Baker/ }).click();
    await page.getByText('The session of Bob Baker has ended').waitFor();
    await other.page.goto(`${origin}/account`);
    await other.page.waitForURL(`${origin}/login?**`);

    // Switched off, the button is gone.
    await page.getByRole('link', { name: 'Providers' }).click();
    await page.getByRole('switch', { name: 'Disable Pocket ID' }).click();
    await sayYes(page);
    await page.getByRole('switch', { name: 'Enable Pocket ID' }).waitFor();
    await other.page.goto(`${origin}/login`);
    assert.equal(await other.page.getByRole('link', { name: /Sign in with/ }).count(), 0);

    await page.getByRole('link', { name: 'Pocket ID', exact: true }).click();
    await deleteProvider(page);
    assert.deepEqual(complaints, []);
  });

  it('of the configuration is locked, and says where', async () => {
    const { page, complaints } = await administrator();
    await page.getByText(/Managed by the configuration: .*config\.toml:\d+/).waitFor();
    await page.getByRole('link', { name: 'Company', exact: true }).click();
    await page.getByText('[providers.company]').waitFor();
    assert.equal(await page.locator('form.provider-form input:not([type=hidden])').count(), 0);
    assert.ok(!(await page.content()).includes('canary-secret'), 'the secret is not in the page');
    await page.getByRole('heading', { name: 'Problems' }).waitFor();
    await page.getByRole('button', { name: 'Check settings' }).click();
    await page.getByText('Some checks failed').waitFor();
    assert.deepEqual(complaints, []);
  });

  it('works without scripts', async () => {
    const { page } = await administrator({ javaScriptEnabled: false });
    for (const id of ['first', 'second']) {
      await page.goto(`${origin}/admin/providers/new/oidc`);
      await page.locator('#id').fill(id);
      await page.locator('details summary').first().click();
      await page.getByLabel('Name on the button').fill(id);
      await page.getByRole('button', { name: 'Add provider' }).click();
      await page.getByText(`${id} has been saved`).waitFor();
    }
    await page.goto(`${origin}/admin/providers`);
    const names = () => page.locator('.list tr[data-id]').evaluateAll((rows) => rows.map((row) => row.dataset.id));
    assert.deepEqual(await names(), ['first', 'second']);
    await page.getByRole('button', { name: 'Move second up' }).click();
    await page.getByText('Order saved').waitFor();
    assert.deepEqual(await names(), ['second', 'first']);
    for (const id of ['first', 'second']) {
      await page.goto(`${origin}/admin/providers/${id}`);
      await deleteProvider(page);
    }
  });
});

describe('everybody else', () => {
  it('is asked to sign in, and comes back', async () => {
    const { page } = await visit();
    await page.goto(`${origin}/admin/audit?event=sign_in`);
    await page.waitForURL(`${origin}/login?return_to=%2Fadmin%2Faudit%3Fevent%3Dsign_in`);
  });
});

describe('the log', () => {
  it('is filtered, and exported', async () => {
    const { page, complaints } = await administrator();
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByLabel('Event').selectOption('sign_in');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.waitForURL(/event=sign_in/);
    assert.ok((await page.locator('tbody tr').count()) > 0);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Export as CSV').click()]);
    assert.equal(download.suggestedFilename(), 'audit.csv');
    assert.deepEqual(complaints, []);
  });
});

const PAGES = {
  providers: '/admin/providers',
  catalogue: '/admin/providers/new',
  'new-provider': '/admin/providers/new/pocketid',
  'locked-provider': '/admin/providers/company',
  users: '/admin/users',
  sessions: '/admin/sessions',
  audit: '/admin/audit',
  statistics: '/admin/statistics',
  registry: '/admin/registry',
};
const LOOKS = {
  light: {},
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 375, height: 720 } },
  german: { locale: 'de-DE', viewport: { width: 375, height: 720 }, colorScheme: 'dark' },
};

describe('every page', () => {
  for (const [look, options] of Object.entries(LOOKS)) {
    it(`is for everybody, ${look}`, async () => {
      const { page, complaints } = await administrator({ viewport: { width: 1280, height: 800 }, ...options });
      for (const [name, path] of Object.entries(PAGES)) {
        await page.goto(`${origin}${path}`);
        for (const details of await page.locator('form.provider-form > details').all()) {
          await details.evaluate((element) => element.setAttribute('open', ''));
        }
        await shoot(page, `admin-${name}-${look}`);
        assert.equal(await findOverhang(page), 0, `${name}, ${look}`);
        assert.deepEqual(await findSeriousBarriers(page), [], `${name}, ${look}`);
      }
      assert.deepEqual(complaints, []);
    });
  }
});
