// The lists of the administration with and without scripts: sorted, narrowed and paged; events as they happen; the search over
// everything; the preview of the login page; and what all of it looks like in the light, in the dark, on a phone and wide.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startOp } from '../real_op/op.mjs';
import {
  askOp, enterAsAdministrator, findBarriers, findOrigin, findOverhang, launch, sayYes, shoot, startServer, stopAll, usePages,
} from './support.mjs';

const LOOKS = {
  light: { viewport: { width: 1280, height: 800 } },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  phone: { viewport: { width: 375, height: 720 } },
  wide: { viewport: { width: 1920, height: 1080 } },
};

let op;
let server;
let browser;
let origin;

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
Privacy = "https://example.com/privacy"
[providers.op-basic]
definition = "oidc"
enabled = true
display_name = "Company"
[providers.op-basic.credentials]
issuer_url = "${op.issuer}"
client_id = "op-basic"
client_secret = "${secret}"
`;
  server = await startServer({ origin, providers, count: 1 });
  browser = await launch();
  for (const sub of ['alice', 'bob']) {
    await askOp(op, 'POST', 'state', { currentSub: sub, accounts: { alice: { picture: null }, bob: { picture: null } } });
    await signIn();
  }
});

after(() => stopAll(browser, op, server));

const visit = usePages(() => browser, () => server);

/** The person of the moment signs in, in a browser of their own. */
async function signIn() {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${origin}/api/auth/providers/op-basic/authorize?return_to=%2Faccount`);
  await page.waitForURL(`${origin}/account`);
  await context.close();
}

async function administrator(options) {
  const opened = await visit(options);
  await enterAsAdministrator(opened.page, origin);
  return opened;
}

const names = (page) => page.locator('.entries tbody td:first-child strong').allInnerTexts();

describe('a table', () => {
  for (const [how, options] of Object.entries({ 'with scripts': {}, 'without scripts': { javaScriptEnabled: false } })) {
    it(`is sorted and narrowed by links, ${how}`, async () => {
      const { page, complaints } = await administrator(options);
      await page.goto(`${origin}/admin/users`);
      await page.getByText(/^1–3 of 3$/).waitFor();
      await page.getByRole('columnheader', { name: 'Person' }).getByRole('link').click();
      await page.locator('th[aria-sort=ascending]').waitFor();
      const up = await names(page);
      await page.getByRole('columnheader', { name: 'Person' }).getByRole('link').click();
      await page.locator('th[aria-sort=descending]').waitFor();
      assert.deepEqual(await names(page), up.toReversed());
      await page.getByLabel('Search', { exact: true }).fill('bob');
      await page.getByRole('button', { name: 'Filter' }).click();
      await page.getByText(/^1–1 of 1$/).waitFor();
      assert.match(page.url(), /sort=-name/, 'the order stays');
      await page.locator('details.confirm summary').click();
      await page.getByRole('button', { name: 'End all sessions' }).click();
      await sayYes(page);
      await page.getByText('has been signed out everywhere').waitFor();
      assert.match(page.url(), /\?q=bob&sort=-name$/, 'the list is as it was');
      assert.deepEqual(complaints, []);
    });
  }

  it('of events goes on as they happen', async () => {
    const { page, complaints } = await administrator();
    await page.goto(`${origin}/admin/audit?event=sign_in&provider=op-basic`);
    const rows = page.locator('#events tbody tr');
    const before = await rows.count();
    await page.getByRole('button', { name: 'Live' }).click();
    await page.locator('[data-follow][aria-pressed=true]').waitFor();
    await signIn();
    await page.waitForFunction((count) => document.querySelectorAll('#events tbody tr').length > count, before);
    assert.equal(await rows.count(), before + 1, 'each event once');
    assert.ok(!/UTC/.test(await rows.first().locator('time').innerText()), 'in the time zone of the reader');
    assert.deepEqual(complaints, []);
  });

  it('of events has a link to newer ones without a script', async () => {
    const { page } = await administrator({ javaScriptEnabled: false });
    await page.goto(`${origin}/admin/audit?event=sign_in&provider=op-basic`);
    const before = await page.locator('#events tbody tr').count();
    await signIn();
    await page.getByRole('link', { name: 'Newer events' }).click();
    assert.equal(await page.locator('#events tbody tr').count(), before + 1);
  });

  it('of statistics leads to the events of a day of the reader', async () => {
    const { page, complaints } = await administrator({ timezoneId: 'Pacific/Auckland' });
    await page.goto(`${origin}/admin/statistics`);
    await page.waitForURL(`${origin}/admin/statistics?zone=Pacific%2FAuckland`);
    await page.getByText('Days begin at midnight in the time zone Pacific/Auckland.').waitFor();
    await page.getByRole('heading', { name: 'Company' }).waitFor();
    await page.locator('.chart a[href*="provider=op-basic"]').last().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/admin\/audit\?event=sign_in&provider=op-basic&from=/);
    assert.match(page.url(), /zone=Pacific%2FAuckland/, 'the same days');
    assert.ok((await page.locator('#events tbody tr').count()) > 0);
    assert.deepEqual(complaints, []);
  });

  it('of statistics has the days of UTC without a script, and says so', async () => {
    const { page } = await administrator({ timezoneId: 'Pacific/Auckland', javaScriptEnabled: false });
    await page.goto(`${origin}/admin/statistics`);
    await page.getByText('Days begin at midnight in the time zone UTC.').waitFor();
  });

  it('of events is narrowed to days of the reader', async () => {
    const { page, complaints } = await administrator({ timezoneId: 'Pacific/Auckland' });
    await page.goto(`${origin}/admin/audit`);
    const day = await page.evaluate(() => new Date().toLocaleDateString('en-CA', { timeZone: 'Pacific/Auckland' }));
    await page.getByLabel('From day').fill(day);
    await page.getByLabel('To day').fill(day);
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByText('Days begin at midnight in the time zone Pacific/Auckland.').waitFor();
    assert.ok((await page.locator('#events tbody tr').count()) > 0);
    assert.deepEqual(complaints, []);
  });
});

describe('the search', () => {
  it('opens over any page, and by the keyboard alone leads to what it finds', async () => {
    const { page, complaints } = await administrator();
    await page.goto(`${origin}/admin/statistics`);
    await page.keyboard.press('Control+k');
    await page.locator('dialog.finder[open] input').waitFor();
    await page.keyboard.type('bob');
    await page.locator('dialog .found a', { hasText: 'Bob Baker' }).waitFor();
    assert.deepEqual(await findBarriers(page), []);
    await shoot(page, 'finder');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${origin}/admin/users/*`);
    await page.getByRole('heading', { name: 'Bob Baker' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.locator('dialog.finder[open]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    assert.deepEqual(complaints, []);
  });

  it('is a page without scripts', async () => {
    const { page } = await administrator({ javaScriptEnabled: false });
    await page.getByRole('navigation', { name: 'Your account' }).getByRole('link', { name: 'Search' }).click();
    await page.locator('main input[name=q]').fill('company');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.locator('.found').getByRole('link', { name: /^Company/ }).click();
    await page.waitForURL(`${origin}/admin/providers/op-basic`);
  });
});

describe('the preview of the login page', () => {
  it('follows the form, and nothing is saved', async () => {
    const { page, complaints } = await administrator();
    await page.goto(`${origin}/admin/branding`);
    const preview = page.frameLocator('iframe.preview');
    await preview.getByText('Use the account of Example Ltd.').waitFor();
    await page.getByLabel('Text below the heading').fill('Welcome, everybody');
    await page.getByLabel('Variables of the style sheet').fill('card = #fff4d6');
    await preview.getByText('Welcome, everybody').waitFor();
    const colour = () => preview.locator('.card').evaluate((card) => getComputedStyle(card).backgroundColor);
    assert.equal(await colour(), 'rgb(255, 244, 214)');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.locator('pre', { hasText: '"card" = "#fff4d6"' }).waitFor();
    await page.getByLabel('Variables of the style sheet').fill('card = url(https://evil.example)');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('alert').getByText('variables').waitFor();
    assert.deepEqual(complaints, []);
    const anonymous = await visit();
    await anonymous.page.goto(`${origin}/login`);
    await anonymous.page.getByText('Use the account of Example Ltd.').waitFor();
    await anonymous.page.getByRole('link', { name: 'Imprint' }).waitFor();
  });
});

const PAGES = {
  users: '/admin/users?sort=name',
  person: undefined,
  providers: '/admin/providers',
  apps: '/admin/apps',
  audit: '/admin/audit',
  statistics: '/admin/statistics',
  tokens: '/admin/tokens',
  search: '/admin/search?q=b',
  branding: '/admin/branding',
  password: '/account/password',
  account: '/account',
};

describe('every page', () => {
  for (const [look, options] of Object.entries(LOOKS)) {
    it(`is for everybody, ${look}`, async () => {
      const { page, complaints } = await administrator(options);
      for (const [name, path] of Object.entries(PAGES)) {
        if (path) await page.goto(origin + path);
        else await page.getByRole('link', { name: 'Bob Baker' }).click();
        await page.locator('main').waitFor();
        await shoot(page, `tables-${name}-${look}`);
        assert.equal(await findOverhang(page), 0, `${name}, ${look}`);
        assert.deepEqual(await findBarriers(page), [], `${name}, ${look}`);
      }
      const anonymous = await visit(options);
      await anonymous.page.goto(`${origin}/login`);
      await shoot(anonymous.page, `tables-login-${look}`);
      assert.deepEqual(await findBarriers(anonymous.page), [], `login, ${look}`);
      assert.deepEqual(complaints, []);
    });
  }
});
