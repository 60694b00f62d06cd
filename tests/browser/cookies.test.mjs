// Cookies of other programs and of former settings, as Chromium really sends them.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';

import { startOp } from '../real_op/op.mjs';
import { ADMINISTRATOR, askOp, findOrigin, launch, startServer, stopAll, usePages } from './support.mjs';

// What programs on a host or its parents are likely to leave there.
const FOREIGN = {
  'a letter above 127': ['city=Zürich'],
  'quotes': ['q="a b"', 'unclosed="a'],
  'JSON': ['j={"a":[1,2]}'],
  'no name': ['=nameless'],
  '8 KB': [`one=${'x'.repeat(3900)}`, `two=${'x'.repeat(3900)}`],
};

let browser;
let op;
let server;
let domain;

before(async () => {
  const origin = await findOrigin();
  op = await startOp({ baseUrl: origin });
  const { clients } = await (await fetch(`${op.issuer}/_test/rp`)).json();
  const credentials = { issuer_url: op.issuer, ...clients.find(({ client_id: id }) => id === 'op-basic') };
  const providers = [
    '[providers.op-basic]',
    'definition = "oidc"',
    'enabled = true',
    'display_name = "Home"',
    '[providers.op-basic.credentials]',
    ...['issuer_url', 'client_id', 'client_secret'].map((name) => `${name} = ${JSON.stringify(credentials[name])}`),
  ];
  server = { ...(await startServer({ origin, providers: providers.join('\n'), count: 1 })), origin };
  const below = (await findOrigin()).replace('localhost', 'auth.example.localhost');
  const session = '[session]\ncookie_domain = "example.localhost"\n';
  domain = { ...(await startServer({ origin: below, providers: session, count: 0 })), origin: below };
  browser = await launch();
});

after(() => stopAll(browser, op, server, domain));

// Her picture is on a server beyond this machine.
beforeEach(() => askOp(op, 'POST', 'state', { accounts: { alice: { picture: null } } }));

const visit = usePages(() => browser, () => server);

/** The `Cookie` header of the next request for `path`. */
const sent = (page, path) =>
  page.waitForRequest((request) => new URL(request.url()).pathname === path).then((request) => request.allHeaders());

describe('cookies of other programs', () => {
  for (const [name, cookies] of Object.entries(FOREIGN)) {
    it(`BR-01: do not keep anybody out: ${name}`, async () => {
      const { page, complaints } = await visit();
      await page.goto(`${server.origin}/login`);
      await page.evaluate((all) => all.forEach((cookie) => { document.cookie = `${cookie}; path=/`; }), cookies);
      const account = sent(page, '/account');
      await page.goto(`${server.origin}/login?return_to=%2Faccount`);
      await page.getByRole('link', { name: 'Sign in with Home' }).click();
      await page.waitForURL(`${server.origin}/account`);
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
      const { cookie } = await account;
      for (const planted of cookies) {
        const text = Buffer.from(planted.replace(/^=/, '')).toString('latin1');
        assert.ok([text, planted.replace(/^=/, '')].some((form) => cookie.includes(form)), `${planted} in ${cookie}`);
      }
      assert.deepEqual(complaints, []);
    });
  }
});

describe('two session cookies of one name', () => {
  it('BR-02: the live one counts, and signing out takes both', async () => {
    const { page, context, complaints } = await visit();
    const old = { name: 'vestibule_session', value: 'A'.repeat(43), httpOnly: true, sameSite: 'Lax' };
    // Without the domain that the settings name now, as it was set before.
    await context.addCookies([{ ...old, url: domain.origin }]);
    await page.goto(`${domain.origin}/login?return_to=%2Faccount`);
    const account = sent(page, '/account/second-factor');
    const email = page.locator('input[name=email]');
    if (!(await email.isVisible())) await page.locator('details.password summary').click();
    await email.fill(ADMINISTRATOR.email);
    await page.locator('input[name=password]').fill(ADMINISTRATOR.password);
    await page.locator('details.password button').click();
    await page.getByRole('link', { name: 'Not now' }).click();
    await page.waitForURL(`${domain.origin}/account`);
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    assert.equal((await account).cookie.match(/vestibule_session=/g).length, 2, 'the browser sends both');
    const kept = (await context.cookies()).filter(({ name }) => name === 'vestibule_session');
    assert.deepEqual(kept.map((cookie) => cookie.domain), ['.example.localhost'], 'and is left with the live one');

    // Once more, and this time the sign-out is the first to see both.
    await context.addCookies([{ ...old, url: domain.origin }]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You have signed out').waitFor();
    assert.deepEqual((await context.cookies()).filter(({ name }) => name === 'vestibule_session'), []);
    assert.deepEqual(complaints, []);
  });
});
