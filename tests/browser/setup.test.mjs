// The first start, from an empty folder: the link from the log, the first administrator, Pocket ID set up with three values,
// and everything that people and the administrator do with it after that. Then the same beginning without scripts.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';

import { startOp } from '../real_op/op.mjs';
import {
  ADMINISTRATOR, askOp, findBarriers, findOrigin, findOverhang, launch, sayYes, shoot, startEmpty, stopAll, usePages,
} from './support.mjs';

const LOOKS = {
  light: {},
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 375, height: 720 } },
  german: { locale: 'de-DE', viewport: { width: 375, height: 720 }, colorScheme: 'dark' },
  french: { locale: 'fr-FR' },
};

let op;
let server;
let browser;
let origin;
let secret;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

beforeEach(async () => {
  origin = await findOrigin();
  op = await startOp({ baseUrl: origin });
  // The client is the one that the guide of Pocket ID asks for: its callback is that of the provider `pocketid`.
  const metadata = { 'op-basic': { redirect_uris: [`${origin}/api/auth/providers/pocketid/callback`] } };
  const { clients } = await ask('POST', 'rp', { base_url: origin, metadata });
  secret = clients.find((client) => client.client_id === 'op-basic').client_secret;
  await ask('POST', 'state', { accounts: { alice: { picture: null } } });
  server = await startEmpty({ origin });
});

const visit = usePages(() => browser, () => server);

afterEach(() => stopAll(undefined, op, server));

const ask = (...question) => askOp(op, ...question);

/** The page has no barrier, sticks out nowhere, and is in shots/ to be looked at. */
async function look(page, name) {
  await shoot(page, name);
  assert.equal(await findOverhang(page), 0, name);
  assert.deepEqual(await findBarriers(page), [], name);
}

async function fillIn(page, { email, password }) {
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(password);
  await page.locator('#again').fill(password);
}

async function enterPocketId(page) {
  await page.getByLabel('Provider URL').fill(op.issuer);
  await page.getByLabel('Client ID').fill('op-basic');
  await page.getByLabel('Client Secret').fill(secret);
}

describe('the first start', () => {
  it('leads from nothing to people who sign in, and back', async () => {
    const { page, context, complaints } = await visit();
    await page.goto(origin);
    await page.getByText('Its log shows a setup link').waitFor();

    // The link is opened, and its token is nowhere any more.
    const token = new URL(server.link).searchParams.get('token');
    const referrers = [];
    page.on('request', async (request) => referrers.push((await request.allHeaders()).referer ?? ''));
    await page.goto(server.link);
    assert.equal(page.url(), `${origin}/setup`);
    assert.ok(!(await page.content()).includes(token));
    assert.ok(!referrers.join().includes('token='), 'in no referrer');
    const [pass] = await context.cookies(origin);
    assert.ok(pass.name === 'vestibule_setup' && pass.httpOnly && pass.sameSite === 'Lax' && !pass.value.includes(token));

    // A mistake is said at its field, and the address stays.
    await page.locator('#email').fill(ADMINISTRATOR.email);
    await page.locator('#password').fill(ADMINISTRATOR.password);
    await page.locator('#again').fill('another one entirely');
    await page.getByRole('button', { name: 'Create administrator account' }).click();
    await page.getByText('The passwords don’t match').waitFor();
    assert.equal(await page.locator('#email').inputValue(), ADMINISTRATOR.email);
    await look(page, 'setup-wrong');
    complaints.splice(0);
    await fillIn(page, ADMINISTRATOR);
    await page.getByRole('button', { name: 'Create administrator account' }).click();
    await page.getByRole('link', { name: 'Add a passkey' }).waitFor();
    await look(page, 'setup-protect');
    await page.getByRole('link', { name: 'Not now' }).click();
    await page.waitForURL(`${origin}/admin/providers/new`);
    await page.getByRole('navigation', { name: 'First steps' }).waitFor();

    // Pocket ID: three values, and nothing else.
    await page.getByRole('link', { name: /Pocket ID/ }).click();
    await page.waitForURL(`${origin}/admin/providers/new/pocketid`);
    assert.equal(await page.locator('[aria-current=step]').innerText(), 'Test and enable it');
    await page.getByText(`${origin}/api/auth/providers/pocketid/callback`).first().waitFor();
    await enterPocketId(page);
    await page.getByRole('button', { name: 'Check settings' }).click();
    await page.getByText('All checks passed').waitFor();
    await look(page, 'setup-tested');
    await page.getByRole('button', { name: 'Add and enable' }).click();
    await page.waitForURL(`${origin}/admin/first-steps`);
    await page.getByText('Pocket ID has been saved').waitFor();
    await page.getByRole('heading', { name: 'People can sign in' }).waitFor();
    await look(page, 'setup-finished');

    // Another browser signs in.
    await ask('POST', 'state', { currentSub: 'bob' });
    const other = await visit();
    await other.page.goto(await page.locator('.copy code').innerText());
    await other.page.getByRole('link', { name: 'Sign in with Pocket ID' }).click();
    await other.page.waitForURL(`${origin}/account`);
    await other.page.getByRole('heading', { name: 'Bob Baker' }).waitFor();

    // The administrator links Pocket ID with the own account, and takes it away again.
    await ask('POST', 'state', { currentSub: 'alice' });
    await page.getByRole('listitem').getByRole('link', { name: 'Your account' }).click();
    await page.getByRole('button', { name: 'Link Pocket ID', exact: true }).click();
    await page.getByRole('listitem').filter({ hasText: 'alice@example.com' }).waitFor();
    await look(page, 'setup-linked');
    await page.getByRole('button', { name: 'Unlink Pocket ID' }).click();
    await sayYes(page);
    await page.getByRole('button', { name: 'Link Pocket ID', exact: true }).waitFor();
    assert.equal(await page.getByRole('listitem').filter({ hasText: 'alice@example.com' }).count(), 0);

    // Bob's session ends.
    await page.goto(`${origin}/admin/sessions`);
    await page.getByRole('button', { name: /End session Bob Baker/ }).click();
    await page.getByText('The session of Bob Baker has ended').waitFor();
    await other.page.goto(`${origin}/account`);
    await other.page.waitForURL(`${origin}/login?**`);
    await other.page.getByRole('link', { name: 'Sign in with Pocket ID' }).waitFor();

    // The provider is switched off, and its button is gone.
    await page.getByRole('link', { name: 'Providers' }).click();
    await page.getByRole('switch', { name: 'Disable Pocket ID' }).click();
    await sayYes(page);
    await page.getByRole('switch', { name: 'Enable Pocket ID' }).waitFor();
    await other.page.goto(`${origin}/login`);
    assert.equal(await other.page.getByRole('link', { name: /Sign in with/ }).count(), 0);

    // Switched on again from the list, it is the first one once more.
    await page.getByRole('switch', { name: 'Enable Pocket ID' }).click();
    await page.waitForURL(`${origin}/admin/first-steps`);
    assert.deepEqual(complaints, []);
    assert.deepEqual(other.complaints, []);
  });

  it('works without scripts', async () => {
    const { page, complaints } = await visit({ javaScriptEnabled: false });
    await page.goto(server.link);
    await fillIn(page, ADMINISTRATOR);
    await page.getByRole('button', { name: 'Create administrator account' }).click();
    await page.getByRole('link', { name: 'Not now' }).click();
    await page.getByRole('link', { name: /Pocket ID/ }).click();
    await enterPocketId(page);
    await page.getByRole('button', { name: 'Check settings' }).click();
    await page.getByText('All checks passed').waitFor();
    // A secret is not written into a page, also not into that of a test.
    await page.getByLabel('Client Secret').fill(secret);
    await page.getByRole('button', { name: 'Add and enable' }).click();
    await page.getByRole('heading', { name: 'People can sign in' }).waitFor();
    const other = await visit({ javaScriptEnabled: false });
    await other.page.goto(`${origin}/login?return_to=%2Faccount`);
    await other.page.getByRole('link', { name: 'Sign in with Pocket ID' }).click();
    await other.page.waitForURL(`${origin}/account`);
    assert.deepEqual([...complaints, ...other.complaints], []);
  });

  it('works with the keyboard alone', async () => {
    const { page } = await visit();
    await page.goto(server.link);
    for (const text of [ADMINISTRATOR.email, ADMINISTRATOR.password, ADMINISTRATOR.password]) {
      await page.keyboard.press('Tab');
      await page.keyboard.type(text);
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(`${origin}/account/second-factor?**`);
  });
});

describe('every page of the first start', () => {
  it('is for everybody, in every look', async () => {
    for (const [name, options] of Object.entries(LOOKS)) {
      const { page } = await visit(options);
      for (const [what, path] of Object.entries({ waiting: '/login', invalid: '/setup?token=guess', absent: '/setup' })) {
        await page.goto(`${origin}${path}`);
        await look(page, `setup-${what}-${name}`);
      }
      await page.goto(server.link);
      await page.locator('#again').waitFor();
      await look(page, `setup-${name}`);
    }
    const { context, page } = await visit();
    await page.goto(server.link);
    await fillIn(page, ADMINISTRATOR);
    await page.locator('form.setup button').click();
    await page.waitForURL(`${origin}/account/second-factor?**`);
    const signedIn = await context.cookies(origin);
    for (const [name, options] of Object.entries(LOOKS)) {
      const anonymous = await visit(options);
      await anonymous.page.goto(server.link);
      await look(anonymous.page, `setup-closed-${name}`);
      const own = await visit(options);
      await own.context.addCookies(signedIn);
      for (const [what, path] of Object.entries({
        choose: '/admin/providers/new',
        form: '/admin/providers/new/pocketid',
        list: '/admin/providers',
        nearly: '/admin/first-steps',
      })) {
        await own.page.goto(`${origin}${path}`);
        await look(own.page, `setup-${what}-${name}`);
      }
    }
  });
});
