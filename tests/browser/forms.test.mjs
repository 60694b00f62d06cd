// Forms that lose nothing: a typed secret, a change that somebody else has saved, a session that has ended; and the
// questions that are asked before something ends.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startOp } from '../real_op/op.mjs';
import {
  askOp, deleteProvider, enterAsAdministrator, findBarriers, findOrigin, findOverhang, launch, sayYes, shoot, startServer,
  stopAll, usePages,
} from './support.mjs';

let op;
let server;
let browser;
let origin;

const NAMES = ['Company 10', 'Company 2', 'Company 1', 'alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon', 'Zeta', 'Eta'];
const IN_ORDER = ['alpha', 'Beta', 'Company 1', 'Company 2', 'Company 10', 'Delta', 'Epsilon', 'Eta', 'Gamma', 'Zeta'];
const SECRET = 'canary-secret-that-was-typed';

before(async () => {
  origin = await findOrigin();
  op = await startOp({ baseUrl: origin });
  const clients = (await askOp(op, 'GET', 'rp')).clients;
  const secret = clients.find((client) => client.client_id === 'op-basic').client_secret;
  const provider = (name, index) => {
    const id = index === 0 ? 'op-basic' : `many-${index}`;
    return `[providers.${id}]\ndefinition = "oidc"\nenabled = true\ndisplay_name = "${name}"\n`
      + `[providers.${id}.credentials]\nissuer_url = "${op.issuer}"\nclient_id = "${id}"\nclient_secret = "${secret}"\n`;
  };
  const providers = `[limits]\npassword_per_minute = 0\n${NAMES.map(provider).join('')}`;
  server = await startServer({ origin, providers, count: NAMES.length });
  browser = await launch();
});

after(() => stopAll(browser, op, server));

const visit = usePages(() => browser, () => server);

async function administrator(options) {
  const opened = await visit(options);
  await enterAsAdministrator(opened.page, origin);
  return opened;
}

/** Signs Bob in by a provider, in a browser of his own. A connection that the provider has closed is made anew. */
async function enterAsBob() {
  await askOp(op, 'POST', 'state', { currentSub: 'bob', accounts: { bob: { picture: null } } });
  const bob = await visit();
  do {
    await bob.page.goto(`${origin}/api/auth/providers/op-basic/authorize?return_to=%2Faccount`);
    await bob.page.waitForURL((url) => ['/account', '/login'].includes(url.pathname));
  } while (bob.page.url().includes('provider_unavailable'));
  await bob.page.getByRole('heading', { name: 'Bob Baker' }).waitFor();
  return bob;
}

/** A picture of the page, which is for everybody. What looks for barriers is a script, so it needs a page that runs them. */
async function look(page, name, scripts = true) {
  await shoot(page, `form-${name}`);
  assert.equal(await findOverhang(page), 0, name);
  if (scripts) assert.deepEqual(await findBarriers(page), [], name);
}

/** Adds a provider with this id, which is disabled. */
async function add(page, id, name) {
  await page.goto(`${origin}/admin/providers/new/oidc`);
  await page.locator('#id').fill(id);
  await page.getByLabel('Provider URL').fill(op.issuer);
  await page.getByLabel('Client ID').fill(id);
  await page.getByLabel('Client Secret').fill('the first one');
  await open(page);
  await page.getByLabel('Name on the button').fill(name);
  await page.getByRole('button', { name: 'Add provider' }).click();
  await page.getByText(`${name} has been saved`).waitFor();
}

const open = (page) => page.locator('details.group').evaluateAll((all) => all.forEach((one) => { one.open = true; }));

const LOOKS = {
  light: { viewport: { width: 1280, height: 800 } },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  phone: { viewport: { width: 375, height: 720 } },
  wide: { viewport: { width: 2200, height: 1100 } },
};

describe('a typed secret', () => {
  it('FO-01 survives a mistake, a taken id and a dry run without scripts', async () => {
    const { page } = await administrator({ javaScriptEnabled: false });
    await page.goto(`${origin}/admin/providers/new/oidc`);
    await page.locator('#id').fill('op-basic');
    await page.getByLabel('Provider URL').fill('nonsense');
    await page.getByLabel('Client ID').fill('typed');
    await page.getByLabel('Client Secret').fill(SECRET);
    await page.getByRole('button', { name: 'Add provider' }).click();
    const entered = () => page.locator('[data-field="c.client_secret"]').getByText('entered', { exact: true });
    await entered().waitFor();
    await look(page, 'kept', false);
    await page.getByLabel('Provider URL').fill(op.issuer);
    await page.getByRole('button', { name: 'Add provider' }).click();
    await page.getByRole('alert').waitFor();
    await entered().waitFor();
    await page.locator('#id').fill('typed');
    await page.getByRole('button', { name: 'Check settings' }).click();
    await page.locator('#report').waitFor();
    await entered().waitFor();
    assert.ok(!(await page.content()).includes(SECRET), 'AD-02');
    await page.getByRole('button', { name: 'Add provider' }).click();
    await page.getByText('has been saved').waitFor();
    await page.locator('[data-field="c.client_secret"]').getByText('set', { exact: true }).waitFor();
    await deleteProvider(page);
  });
});

describe('two administrators at one provider', () => {
  for (const [look_, options] of Object.entries(LOOKS)) {
    it(`FO-03 see what the other one saved, and choose, ${look_}`, async () => {
      const [one, other] = [await administrator(), await administrator(options)];
      await add(one.page, `shared-${look_}`, 'Before');
      await other.page.goto(`${origin}/admin/providers/shared-${look_}`);
      await open(one.page);
      await one.page.getByLabel('Name on the button').fill('Of one');
      await one.page.getByLabel('Additional scopes').fill('of-one');
      await one.page.getByLabel('Client Secret').fill('the second one');
      await one.page.getByRole('button', { name: 'Save', exact: true }).click();
      await one.page.getByText('Of one has been saved').waitFor();

      await open(other.page);
      await other.page.getByLabel('Name on the button').fill('Of the other');
      await other.page.getByLabel('Allowed groups').fill('of-the-other');
      const save = () => other.page.getByRole('button', { name: 'Save', exact: true }).click();
      await save();
      const table = other.page.locator('.differences');
      await table.getByRole('row', { name: /Name on the button.*Before.*Of one.*Of the other/ }).waitFor();
      await table.getByRole('row', { name: /Additional scopes.*empty.*of-one/ }).waitFor();
      await table.getByRole('row', { name: /Client Secret.*another secret/ }).waitFor();
      assert.equal(await table.locator('tbody tr').count(), 3);
      await look(other.page, `conflict-${look_}`);
      // A second click is no choice.
      await save();
      await table.getByRole('row', { name: /Name on the button/ }).waitFor();
      await one.page.reload();
      assert.equal(await one.page.getByLabel('Name on the button').inputValue(), 'Of one');
      await other.page.getByRole('radio', { name: 'Name on the button, Yours: Of the other' }).check();
      await save();
      await other.page.getByText('Of the other has been saved').waitFor();
      assert.equal(await other.page.getByLabel('Additional scopes').inputValue(), 'of-one');
      assert.equal(await other.page.getByLabel('Allowed groups').inputValue(), 'of-the-other');
      await deleteProvider(other.page);
    });
  }
});

describe('a question', () => {
  for (const [look_, options] of Object.entries(LOOKS)) {
    it(`FO-04 is a dialog with the name and what comes of it, ${look_}`, async () => {
      const { page, complaints } = await administrator(options);
      const bob = await enterAsBob();
      await page.goto(`${origin}/admin/users?q=bob`);
      await page.locator('details.confirm summary').click();
      await page.getByRole('button', { name: 'Delete permanently' }).click();
      const dialog = page.getByRole('dialog', { name: 'Delete Bob Baker permanently?' });
      await dialog.getByText('1 session ends at once').waitFor();
      await dialog.getByText('1 linked provider is removed').waitFor();
      await look(page, `question-${look_}`);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Delete permanently' }).click();
      await sayYes(page);
      await page.getByText('Bob Baker has been deleted. 1 session has ended.').waitFor();
      assert.equal(new URL(page.url()).search, '?q=bob');
      await bob.page.goto(`${origin}/account`);
      await bob.page.waitForURL(`${origin}/login?**`);
      assert.deepEqual(complaints, []);
    });
  }

  it('FO-04 is a page without scripts', async () => {
    const { page } = await administrator({ javaScriptEnabled: false });
    await add(page, 'asked', 'Asked');
    await page.getByRole('button', { name: 'Delete provider' }).click();
    await page.getByRole('heading', { name: 'Delete Asked?' }).waitFor();
    await page.getByText('Nobody is linked to it').waitFor();
    await look(page, 'question-page', false);
    await page.getByRole('link', { name: 'Cancel' }).click();
    await page.waitForURL(`${origin}/admin/providers/asked`);
    await deleteProvider(page);
  });
});

describe('a session that ends while a form is filled in', () => {
  for (const javaScriptEnabled of [true, false]) {
    it(`FO-02 is begun again in place, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
      const { page, context } = await administrator({ javaScriptEnabled });
      await page.goto(`${origin}/admin/providers/new/oidc`);
      await page.locator('#id').fill('outlives');
      await page.getByLabel('Provider URL').fill(op.issuer);
      await page.getByLabel('Client ID').fill('outlives');
      await page.getByLabel('Client Secret').fill(SECRET);
      await context.clearCookies({ name: 'vestibule_session' });
      await page.getByRole('button', { name: 'Add provider' }).click();
      await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
      await look(page, 'session-ended', javaScriptEnabled);
      const popup = page.waitForEvent('popup');
      await page.getByRole('link', { name: 'Sign in' }).click();
      const tab = await popup;
      await enterAsAdministrator(tab, origin);
      await tab.close();
      if (javaScriptEnabled) await page.evaluate(() => globalThis.dispatchEvent(new Event('focus')));
      else await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('the form is as you left it').waitFor();
      await look(page, `restored-${javaScriptEnabled}`, javaScriptEnabled);
      assert.equal(await page.getByLabel('Client ID').inputValue(), 'outlives');
      assert.ok(!(await page.content()).includes(SECRET), 'AD-02');
      await page.getByRole('button', { name: 'Add provider' }).click();
      await page.getByText('has been saved').waitFor();
      await page.locator('[data-field="c.client_secret"]').getByText('set', { exact: true }).waitFor();
      await deleteProvider(page);
    });
  }

  it('a filled form asks before it is left', async () => {
    const { page } = await administrator();
    await page.goto(`${origin}/admin/providers/new/oidc`);
    const asked = [];
    page.on('dialog', (dialog) => { asked.push(dialog.type()); return dialog.accept(); });
    await page.getByRole('link', { name: 'Users' }).click();
    await page.waitForURL(`${origin}/admin/users`);
    assert.deepEqual(asked, [], 'an empty one does not');
    await page.goto(`${origin}/admin/providers/new/oidc`);
    await page.getByLabel('Client ID').fill('typed');
    await page.getByRole('link', { name: 'Users' }).click();
    await page.waitForURL(`${origin}/admin/users`);
    assert.deepEqual(asked, ['beforeunload']);
  });
});

describe('the form', () => {
  it('shows the callback URL of the id that is typed', async () => {
    const { page } = await administrator();
    await page.goto(`${origin}/admin/providers/new/oidc`);
    await page.locator('#id').fill('my-own');
    const guide = page.locator('.guide');
    await guide.getByText(`${origin}/api/auth/providers/my-own/callback`).first().waitFor();
    await open(page);
    await page.getByLabel('Custom callback path').fill('/old/callback');
    await guide.getByText(`${origin}/old/callback`).first().waitFor();
    assert.equal(await guide.locator('[data-copy]').first().getAttribute('data-copy'), `${origin}/old/callback`);
  });

  it('refuses domains that no address can have, with the reason', async () => {
    const { page } = await administrator();
    await page.goto(`${origin}/admin/providers/new/oidc`);
    await open(page);
    const error = page.locator('[data-field="s.allowed_email_domains"] .error');
    for (const [typed, reason] of [
      ['*.example.com', /compared as a whole/], ['alice@example.com', /this is an address/], ['exa mple..com', /no domain/],
    ]) {
      await page.getByLabel('Allowed e-mail domains').fill(typed);
      await page.getByLabel('Allowed e-mail domains').blur();
      await error.getByText(reason).waitFor();
    }
  });
});

describe('the login page', () => {
  for (const [look_, options] of Object.entries(LOOKS)) {
    it(`with many providers has them in order, and a search, ${look_}`, async () => {
      const { page, complaints } = await visit(options);
      await page.goto(`${origin}/login`);
      const names = () => page.locator('.providers > li:visible').allInnerTexts();
      assert.deepEqual((await names()).map((name) => name.replace('Sign in with ', '')), IN_ORDER);
      await look(page, `login-many-${look_}`);
      await page.getByPlaceholder('Find a provider').fill('COMPANY');
      assert.equal((await names()).length, 3);
      await page.getByPlaceholder('Find a provider').fill('nothing like it');
      await page.getByText('No matching provider').waitFor();
      // Whoever has used one finds it first.
      await askOp(op, 'POST', 'state', { currentSub: 'alice', accounts: { alice: { picture: null } } });
      await page.goto(`${origin}/api/auth/providers/op-basic/authorize?return_to=%2Faccount`);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.goto(`${origin}/login`);
      assert.match((await names())[0], /Company 10/);
      await look(page, `login-last-${look_}`);
      assert.deepEqual(complaints, []);
    });
  }

  it('searches without scripts', async () => {
    const { page } = await visit({ javaScriptEnabled: false });
    await page.goto(`${origin}/login?return_to=%2Faccount`);
    await page.getByPlaceholder('Find a provider').fill('company');
    await page.getByRole('button', { name: 'Search' }).click();
    assert.equal(await page.locator('.providers > li').count(), 3);
    const href = await page.locator('.providers a').first().getAttribute('href');
    assert.match(href, /return_to=%2Faccount/);
  });

  it('keeps the address of a refused password, and stays open', async () => {
    const { page } = await visit();
    await page.goto(`${origin}/login`);
    await page.locator('details.password summary').click();
    await page.getByLabel('E-mail address').fill('root@example.com');
    await page.getByLabel('Password').fill('wrong');
    await page.locator('details.password button').click();
    await page.getByText('Wrong e-mail address or password').waitFor();
    assert.equal(await page.getByLabel('E-mail address').inputValue(), 'root@example.com');
    assert.ok(await page.getByLabel('Password').isVisible());
    assert.ok(!page.url().includes('root'), 'no address has it');
    await look(page, 'login-refused');
    await page.goto(`${origin}/login`);
    assert.equal(await page.locator('input[name=email]').inputValue(), '', 'once');
  });

  it('at another host offers the right address', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const { page } = await visit({ javaScriptEnabled });
      await page.goto(`${origin.replace('localhost', '127.0.0.1')}/login?return_to=%2Faccount`);
      await page.getByText('You opened this page at another address').waitFor();
      await page.getByRole('link', { name: 'Go to the right address' }).click();
      await page.waitForURL(`${origin}/login?return_to=%2Faccount`);
      assert.equal(await page.getByText('You opened this page at another address').isVisible(), false);
    }
  });
});

describe('the report of a test sign-in', () => {
  it('leads back to the form, and switches the provider on', async () => {
    const { page } = await administrator();
    await askOp(op, 'POST', 'state', { currentSub: 'alice', accounts: { alice: { picture: null } } });
    const { clients } = await askOp(op, 'GET', 'rp');
    const { client_secret: secret } = clients.find((client) => client.client_id === 'op-post');
    await page.goto(`${origin}/admin/providers/new/oidc`);
    await page.locator('#id').fill('op-post');
    await page.getByLabel('Provider URL').fill(op.issuer);
    await page.getByLabel('Client ID').fill('op-post');
    await page.getByLabel('Client Secret').fill(secret);
    const popup = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Test sign-in' }).click();
    const report = await popup;
    await report.waitForURL(`${origin}/admin/trials/**`);
    await report.getByText('This sign-in would').first().waitFor();
    await look(report, 'report');
    const path = report.url();
    await report.getByRole('button', { name: 'Back to the form' }).click();
    await report.locator('[data-field="c.client_secret"]').getByText('entered', { exact: true }).waitFor();
    assert.equal(await report.getByLabel('Client ID').inputValue(), 'op-post');
    assert.ok(!(await report.content()).includes(secret), 'AD-02');
    await report.goto(path);
    await report.getByRole('button', { name: 'Add and enable' }).click();
    await report.getByText('has been saved').waitFor();
    await report.getByText('Ready', { exact: true }).waitFor();
    await deleteProvider(report);
  });
});

describe('the page of a person', () => {
  for (const [look_, options] of Object.entries(LOOKS)) {
    it(`has their profile, links, sessions and events, ${look_}`, async () => {
      await enterAsBob();
      const { page, complaints } = await administrator(options);
      await page.goto(`${origin}/admin/users?q=bob`);
      await page.getByRole('link', { name: 'Bob Baker' }).click();
      await page.getByRole('heading', { name: 'Bob Baker' }).waitFor();
      await page.getByText('from Company 10').first().waitFor();
      await look(page, `person-${look_}`);
      await page.getByRole('button', { name: 'Make administrator' }).click();
      await page.getByRole('dialog', { name: 'Make Bob Baker an administrator?' }).waitFor();
      await sayYes(page);
      await page.getByText('Bob Baker is an administrator now').waitFor();
      await page.getByRole('link', { name: 'Show all events' }).click();
      await page.locator('tbody').getByText('User changed').first().waitFor();
      await page.getByRole('textbox', { name: 'Person' }).fill('bob');
      await page.getByLabel('From day').fill('2020-01-01');
      await page.getByLabel('Event').selectOption({ label: 'Sign-in' });
      await page.getByRole('button', { name: 'Filter' }).click();
      await page.waitForURL(/user=bob/);
      assert.ok(await page.locator('tbody tr').count() > 0);
      await look(page, `audit-${look_}`);
      await page.getByLabel('To day').fill('2020-01-02');
      await page.getByRole('button', { name: 'Filter' }).click();
      await page.getByText('Nothing here yet').waitFor();
      await page.goto(`${origin}/admin/users?q=bob`);
      await page.getByRole('link', { name: 'Bob Baker' }).click();
      await page.getByRole('button', { name: 'Delete permanently' }).click();
      await sayYes(page);
      await page.getByText('Bob Baker has been deleted').waitFor();
      assert.deepEqual(complaints, []);
    });
  }
});
