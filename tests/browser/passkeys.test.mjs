// Passkeys in a real browser, with Chromium's virtual authenticator: added, used, refused, cancelled, removed; and the pages
// of the second factor in every look.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';

import {
  ADMINISTRATOR, enterAsAdministrator, findBarriers, findOrigin, findOverhang, launch, shoot, startServer, stopAll, usePages,
} from './support.mjs';

const LOOKS = {
  light: {},
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 375, height: 720 } },
  german: { locale: 'de-DE', viewport: { width: 375, height: 720 }, colorScheme: 'dark' },
  french: { locale: 'fr-FR' },
};

let server;
let browser;
let origin;

before(async () => {
  origin = await findOrigin();
  const providers = '[limits]\npassword_per_minute = 0\n';
  server = await startServer({ origin, providers, count: 0 });
  browser = await launch();
});

after(() => stopAll(browser, undefined, server));

const visit = usePages(() => browser, () => server);

/** The page has no barrier, sticks out nowhere, and is in shots/ to be looked at. */
async function look(page, name) {
  await shoot(page, name);
  assert.equal(await findOverhang(page), 0, name);
  assert.deepEqual(await findBarriers(page), [], name);
}

/** An authenticator in the browser of this page; `present` says whether its person answers. */
async function authenticator({ context, page }, { present = true } = {}) {
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: present,
    },
  });
  const set = (method, options) => cdp.send(`WebAuthn.${method}`, { authenticatorId, ...options });
  return {
    answers: (enabled) => set('setAutomaticPresenceSimulation', { enabled }),
    verifies: (isUserVerified) => set('setUserVerified', { isUserVerified }),
    credentials: async () => (await set('getCredentials')).credentials,
    keep: (credential) => set('addCredential', { credential }),
    forget: (credentialId) => set('removeCredential', { credentialId }),
  };
}

const signIn = (page) => page.getByRole('button', { name: 'Sign in with a passkey' });
const alert = (page) => page.getByRole('alert');

/** A person who is signed in with the password, at their passkeys. */
async function owner(options) {
  const opened = await visit(options);
  const keys = await authenticator(opened);
  await enterAsAdministrator(opened.page, origin);
  await opened.page.goto(`${origin}/account/passkeys`);
  return { ...opened, keys };
}

async function add(page, name) {
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('listitem').filter({ hasText: name.slice(0, 40) }).waitFor();
  await page.getByText('The passkey has been added').waitFor();
}

async function signOut(page) {
  await page.goto(`${origin}/account`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You have signed out').waitFor();
}

async function removeAll(page) {
  await page.goto(`${origin}/account/passkeys`);
  while ((await page.locator('details.confirm').count()) > 0) {
    await page.locator('details.confirm summary').first().click();
    await page.locator('details.confirm button').first().click();
    await page.waitForURL(`${origin}/account`);
    await page.goto(`${origin}/account/passkeys`);
  }
}

describe('a passkey', () => {
  it('is added, signs in, and is removed', async () => {
    const { page, keys, complaints } = await owner();
    await page.getByText('You have no passkey yet').waitFor();
    assert.equal(await page.getByLabel('Name').inputValue(), 'Chrome on Linux');
    await add(page, 'My laptop');
    const [credential] = await keys.credentials();
    assert.equal(credential.rpId, 'localhost');
    assert.ok(credential.isResidentCredential);

    // The same device has one already.
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('already has a passkey for your account').waitFor();

    // Its person does not answer while the browser only offers it in the field.
    await keys.answers(false);
    await signOut(page);
    await page.goto(`${origin}/login?return_to=%2Faccount`);
    await signIn(page).waitFor();
    await keys.answers(true);
    await signIn(page).click();
    await page.waitForURL(`${origin}/account`);
    await page.getByText('You have one passkey').waitFor();

    await page.getByRole('link', { name: 'Manage passkeys' }).click();
    await page.getByText('last used').waitFor();
    await page.locator('details.confirm summary').click();
    await page.getByRole('button', { name: 'Remove My laptop' }).click();
    await page.getByText('The passkey has been removed').waitFor();
    assert.deepEqual(complaints.filter((line) => !line.includes('status of 4')), []);

    // The browser still has it, and nobody else does.
    await keys.answers(false);
    await signOut(page);
    await page.goto(`${origin}/login`);
    await page.locator('details.password').waitFor();
    assert.equal(await signIn(page).count(), 0, 'offered to nobody');
  });

  it('is refused when it was removed, and the password stays', async () => {
    const { page, keys } = await owner();
    await add(page, 'Kept');
    const [kept] = await keys.credentials();
    await keys.forget(kept.credentialId);
    await add(page, 'Removed');
    const [removed] = await keys.credentials();
    await page.getByRole('listitem').filter({ hasText: 'Removed' }).locator('summary').click();
    await page.getByRole('button', { name: 'Remove Removed' }).click();
    await page.waitForURL(`${origin}/account`);
    await keys.answers(false);
    await signOut(page);
    await page.goto(`${origin}/login?return_to=%2Faccount`);
    await signIn(page).waitFor();
    await keys.answers(true);
    await signIn(page).click();
    await page.waitForURL(`${origin}/login?**error=passkey_invalid**`);
    await alert(page).getByRole('heading', { name: 'The passkey was not accepted' }).waitFor();
    assert.match(await alert(page).first().innerText(), /[0-9A-Z]{10}/);
    await shoot(page, 'passkey-refused');
    assert.equal(new URL(page.url()).searchParams.get('return_to'), '/account', 'the way is kept');
    assert.equal((await page.request.get(`${origin}/api/auth/session`)).status(), 401);

    // Neither the wrong site's passkey nor an unverified person gets in.
    await keys.forget(removed.credentialId);
    await keys.keep({ ...kept, signCount: 50 });
    await keys.verifies(false);
    await signIn(page).click();
    await alert(page).getByText('No passkey was used').waitFor();
    await keys.verifies(true);
    await signIn(page).click();
    await page.waitForURL(`${origin}/account`);
    await page.getByText('You have one passkey').waitFor();

    // A copy of it whose counter has stayed behind.
    await keys.answers(false);
    await signOut(page);
    await keys.forget(kept.credentialId);
    await keys.keep({ ...kept, signCount: 1 });
    await page.goto(`${origin}/login?return_to=%2Faccount`);
    await signIn(page).waitFor();
    await keys.answers(true);
    await signIn(page).click();
    await page.waitForURL(`${origin}/login?**error=passkey_invalid**`);

    await keys.answers(false);
    await enterAsAdministrator(page, origin);
    await removeAll(page);
  });

  it('that is cancelled leaves the page as it was', async () => {
    const { context, page, keys } = await owner();
    await keys.verifies(false);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('No passkey was added').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Add a passkey' }).isEnabled());
    await keys.verifies(true);
    await add(page, 'Once more');
    await keys.answers(false);
    await signOut(page);
    await page.goto(`${origin}/login`);
    await keys.verifies(false);
    await keys.answers(true);
    await signIn(page).click();
    await page.getByText('No passkey was used').waitFor();
    await shoot(page, 'passkey-cancelled');
    assert.equal(page.url(), `${origin}/login`);
    assert.ok(await signIn(page).isEnabled());
    const pending = (await context.cookies(origin)).filter(({ name }) => name.startsWith('vestibule_passkey_'));
    assert.ok(pending.length <= 4 && pending.every((cookie) => cookie.httpOnly), 'few challenges wait');
    await keys.answers(false);
    await enterAsAdministrator(page, origin);
    await removeAll(page);
  });

  it('is not for another site', async () => {
    const { page, keys } = await owner();
    await add(page, 'Here');
    const [credential] = await keys.credentials();
    await keys.answers(false);
    await signOut(page);
    // The browser itself has none for another host of this machine, and the server refuses what it would sign there.
    const other = origin.replace('localhost', 'elsewhere.localhost');
    const asked = await page.context().newPage();
    await asked.route(`${other}/**`, (route) => route.fulfill({ contentType: 'text/html', body: '<p>Another site</p>' }));
    await asked.goto(`${other}/`);
    const outcome = await asked.evaluate(async () => {
      const publicKey = { challenge: new Uint8Array(32), rpId: 'localhost', userVerification: 'required' };
      return navigator.credentials.get({ publicKey }).then(() => 'signed', (error) => error.name);
    });
    assert.equal(outcome, 'SecurityError', credential.rpId);
    await asked.close();
    await enterAsAdministrator(page, origin);
    await removeAll(page);
  });

  it('says that it needs a script', async () => {
    const { page } = await owner();
    await add(page, 'Here');
    const { page: plain } = await visit({ javaScriptEnabled: false });
    await plain.goto(`${origin}/login`);
    // Playwright finds no texts in it.
    const said = plain.locator('noscript p');
    await said.waitFor();
    assert.match(await said.innerText(), /^Passkeys need JavaScript/);
    assert.equal(await signIn(plain).isVisible(), false);
    assert.ok(await plain.locator('input[name=password]').isVisible());
    await enterAsAdministrator(plain, origin);
    await plain.goto(`${origin}/account/passkeys`);
    assert.match(await said.innerText(), /^Adding a passkey needs JavaScript/);
    await removeAll(plain);
    await plain.getByText('You have no passkey yet').waitFor();
  });
});

describe('every page of the second factor', () => {
  it('is for everybody, in every look', async () => {
    const { page, keys, context } = await owner();
    await look(page, 'passkeys-none-light');
    await add(page, 'My laptop with a name that is as long as a name may be, 60 cc');
    await keys.answers(false);
    const cookies = await context.cookies(origin);
    for (const [name, options] of Object.entries(LOOKS)) {
      const anonymous = await visit(options);
      await anonymous.page.goto(`${origin}/login`);
      await anonymous.page.locator('[data-passkey-sign-in] button').waitFor();
      await look(anonymous.page, `passkey-login-${name}`);
      const own = await visit(options);
      await own.context.addCookies(cookies);
      for (const [what, path] of Object.entries({ passkeys: '/account/passkeys', account: '/account', protect: '/account/second-factor' })) {
        await own.page.goto(origin + path);
        await look(own.page, `passkey-${what}-${name}`);
      }
      await own.page.goto(`${origin}/account/passkeys`);
      await own.page.locator('details.confirm summary').first().click();
      await look(own.page, `passkey-remove-${name}`);
    }
    await page.goto(`${origin}/account/passkeys`);
    await removeAll(page);
    assert.ok(ADMINISTRATOR.email);
  });
});
