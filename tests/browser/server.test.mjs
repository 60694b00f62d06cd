// `vestibule serve` as an operator sets it up: several providers, one of them answering by form_post, and a local
// administrator. The upstream is the certified provider of tests/real_op, on another site as far as cookies go.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';

import { startOp } from '../real_op/op.mjs';
import {
  ADMINISTRATOR, askOp, findBarriers, findOrigin, findOverhang, launch, shoot, startServer, stopAll, usePages,
} from './support.mjs';

// Sixty-four characters are allowed: with places to break, and without any.
const LONG = 'The Honourable Company of Adventurers of England trading afar';
const UNBROKEN = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbea';

let op;
let server;
let browser;
let origin;

before(async () => {
  origin = await findOrigin();
  op = await startOp({ baseUrl: origin });
  const clients = await ask('GET', 'rp');
  const secret = (id) => clients.clients.find((client) => client.client_id === id).client_secret;
  const provider = (id, settings, credentials = {}) =>
    [
      `[providers.${id}]`,
      'definition = "oidc"',
      'enabled = true',
      'scopes = ["groups"]',
      settings,
      `[providers.${id}.credentials]`,
      ...Object.entries({ issuer_url: op.issuer, client_id: id, ...credentials }).map(
        ([name, value]) => `${name} = ${JSON.stringify(value)}`,
      ),
    ].join('\n');
  const providers = [
    provider('op-formpost', 'display_name = "By form"\nauthorize_params = { response_mode = "form_post" }', {
      client_secret: secret('op-formpost'),
    }),
    provider('op-basic', `display_name = "${LONG}"`, { client_secret: secret('op-basic') }),
    provider('op-public', `display_name = "${UNBROKEN}"`),
  ];
  server = await startServer({ origin, providers: providers.join('\n'), count: 3 });
  browser = await launch();
});

after(() => stopAll(browser, op, server));

// Her picture is on a server beyond this machine.
beforeEach(() => ask('POST', 'state', { accounts: { alice: { picture: null } } }));

const visit = usePages(() => browser, () => server);

afterEach(() => ask('DELETE', 'state'));

const ask = (...question) => askOp(op, ...question);

/** The sign-in method for people whose scripts are off: the provider's page and ours each have a button. */
async function continueBy(page, ...buttons) {
  for (const name of buttons) await page.getByRole('button', { name }).click();
}

describe('an answer by form_post, across sites', () => {
  it('finds the cookies of the browser', async () => {
    const { page, context, complaints } = await visit();
    const posts = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().startsWith(origin)) posts.push(request.allHeaders());
    });
    await page.goto(`${origin}/login?return_to=%2Faccount`);
    await page.getByRole('link', { name: 'By form' }).click();
    await page.waitForURL(`${origin}/account`);
    await page.getByRole('heading', { name: 'Alice Archer' }).waitFor();

    const [first, second, ...more] = await Promise.all(posts);
    assert.deepEqual(more, [], 'it is posted once more, and no more');
    assert.equal(first.cookie, undefined, 'the browser keeps the cookies to itself when another site posts');
    assert.match(second.cookie, /flow/);
    const cookies = await context.cookies(origin);
    assert.deepEqual(cookies.map(({ name }) => name).sort(), ['vestibule_last', 'vestibule_session']);
    assert.ok(cookies.every(({ sameSite, httpOnly }) => sameSite === 'Lax' && httpOnly));
    assert.deepEqual(complaints, []);
  });

  it('BR-22: is posted again whatever its fields are called', async () => {
    const { page, complaints } = await visit();
    const names = ['submit', 'action', 'method', 'elements', 'id', 'nodeName', 'getElementById', 'repost', '__proto__'];
    await page.route(`${origin}/api/auth/providers/*/callback`, async (route) => {
      const posted = route.request().postData() ?? '';
      const first = !posted.includes('vestibule_reposted');
      await route.continue(first ? { postData: `${posted}&${names.map((name) => `${name}=x`).join('&')}` } : {});
    });
    await page.goto(`${origin}/login?return_to=%2Faccount`);
    await page.getByRole('link', { name: 'By form' }).click();
    await page.waitForURL(`${origin}/account`);
    assert.deepEqual(complaints, []);
  });

  it('works without scripts', async () => {
    const { page, complaints } = await visit({ javaScriptEnabled: false });
    await page.goto(`${origin}/login?return_to=%2Faccount`);
    await page.getByRole('link', { name: 'By form' }).click();
    await page.waitForURL(`${op.issuer}/**`);
    await continueBy(page, 'Continue');
    await page.waitForURL(`${origin}/**`);
    await shoot(page, 'repost');
    await continueBy(page, 'Continue');
    await page.waitForURL(`${origin}/account`);
    assert.deepEqual(complaints, []);
  });
});

describe('another provider', () => {
  it('is linked from the account page, and is a sign-in method then', async () => {
    await ask('POST', 'state', { currentSub: 'bob' });
    const { page, complaints } = await visit();
    await page.goto(`${origin}/login?return_to=%2Faccount`);
    await page.getByRole('link', { name: LONG }).click();
    await page.waitForURL(`${origin}/account`);
    assert.equal(await page.getByRole('listitem').filter({ hasText: 'bob@example.com' }).count(), 1);
    await shoot(page, 'linkable');
    assert.deepEqual(await findBarriers(page), []);

    await page.getByRole('button', { name: 'Link By form', exact: true }).click();
    await page.getByRole('listitem').filter({ hasText: 'bob@example.com' }).nth(1).waitFor();
    assert.equal(page.url(), `${origin}/account`);
    assert.equal(await page.getByRole('button', { name: 'Link By form', exact: true }).count(), 0);
    await shoot(page, 'linked');

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You have signed out').waitFor();
    await page.getByRole('link', { name: 'By form' }).click();
    await page.waitForURL(`${origin}/account`);
    assert.equal(await page.getByRole('listitem').filter({ hasText: 'bob@example.com' }).count(), 2);
    assert.deepEqual(complaints, []);
  });
});

describe('long names', () => {
  it('stay inside their buttons', async () => {
    for (const width of [1024, 320]) {
      const { page, complaints } = await visit({ viewport: { width, height: 640 } });
      await page.goto(`${origin}/login`);
      const card = await page.getByRole('main').boundingBox();
      for (const name of ['By form', LONG, UNBROKEN]) {
        const box = await page.getByRole('link', { name: `Sign in with ${name}` }).boundingBox();
        assert.ok(box.x > card.x && box.x + box.width < card.x + card.width, `${name} at ${width}`);
      }
      assert.equal(await findOverhang(page), 0, `at ${width}`);
      await shoot(page, `long-names-${width}`);
      assert.deepEqual(complaints, []);
    }
  });

  it('of people and groups do not push the account page apart', async () => {
    const name = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(2);
    const groups = Array.from({ length: 40 }, (_, index) => `department-of-long-names-${index}`);
    const accounts = { long: { name, preferred_username: name.toLowerCase(), email: `${'l'.repeat(60)}@example.com`, groups } };
    await ask('POST', 'state', { currentSub: 'long', accounts });
    const { page, complaints } = await visit({ viewport: { width: 320, height: 640 } });
    await page.goto(`${origin}/login?return_to=%2Faccount`);
    await page.getByRole('link', { name: UNBROKEN }).click();
    await page.waitForURL(`${origin}/account`);
    await shoot(page, 'long-person');
    assert.equal(await findOverhang(page), 0);
    assert.deepEqual(complaints, []);
  });
});

/** The code of now (RFC 6238), as an authenticator application shows it. */
function totp(base32) {
  const bits = [...base32].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(step).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

describe('the local administrator', () => {
  it('signs in with a password, after a mistake', async () => {
    const { page, complaints } = await visit();
    const enter = async (password) => {
      const email = page.getByLabel('E-mail address');
      if (!(await email.isVisible())) await page.getByText('Sign in with a password').click();
      await email.fill(ADMINISTRATOR.email);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    };
    await page.goto(`${origin}/login?return_to=%2Faccount`);
    await enter('guess');
    await page.getByRole('alert').getByText('Wrong e-mail address or password').waitFor();
    await enter(ADMINISTRATOR.password);
    await page.getByRole('heading', { name: 'Protect your account' }).waitFor();
    await page.getByRole('link', { name: 'Not now' }).click();
    await page.waitForURL(`${origin}/account`);
    await page.getByText('Administrator').first().waitFor();
    assert.deepEqual(complaints, []);
  });

  for (const [name, options] of Object.entries({
    light: {},
    dark: { colorScheme: 'dark' },
    phone: { viewport: { width: 375, height: 720 } },
    german: { locale: 'de-DE', viewport: { width: 375, height: 720 }, colorScheme: 'dark' },
    french: { locale: 'fr-FR' },
  })) {
    it(`turns one-time codes on, is asked for one, and turns them off, ${name}`, async () => {
      const { page, complaints } = await visit(options);
      const look = async (what) => {
        await shoot(page, `second-factor-${what}-${name}`);
        assert.equal(await findOverhang(page), 0, what);
        assert.deepEqual(await findBarriers(page), [], what);
      };
      const enter = async () => {
        await page.goto(`${origin}/login?return_to=%2Faccount`);
        if (!(await page.locator('input[name=email]').isVisible())) await page.locator('details.password summary').click();
        await page.locator('input[name=email]').fill(ADMINISTRATOR.email);
        await page.locator('input[name=password]').fill(ADMINISTRATOR.password);
        await page.locator('details.password button').click();
      };
      await enter();
      await look('offer');
      const secret = (await page.locator('.secret').textContent()).replaceAll(' ', '');
      await page.locator('#code').fill('000000');
      await page.locator('form button').click();
      await page.locator('#help-code[role=alert]').waitFor();
      await look('wrong');
      // The browser says that the answer was 422, which it should be.
      complaints.splice(0);
      await page.locator('#code').fill(totp(secret));
      await page.keyboard.press('Enter');
      await page.locator('.codes').waitFor();
      await look('codes');
      const recovery = await page.locator('.codes code').allTextContents();
      assert.equal(new Set(recovery).size, 10);
      await page.locator('.actions a').click();
      await page.waitForURL(`${origin}/account`);
      await look('account');
      await page.context().clearCookies({ name: 'vestibule_session' });
      await enter();
      await page.waitForURL(`${origin}/login/second-factor`);
      await look('ask');
      await page.locator('#code').fill('123456');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      await look('refused');
      await page.locator('#code').fill(recovery[0]);
      await page.keyboard.press('Enter');
      await page.waitForURL(`${origin}/account`);
      await page.locator('a[href="/account/second-factor"]').click();
      await look('on');
      await page.locator('details.confirm summary').click();
      await page.locator('details.confirm button').click();
      await page.waitForURL(`${origin}/account`);
      assert.deepEqual(complaints, []);
    });
  }
});

describe('nobody is kept out', () => {
  for (const colorScheme of ['light', 'dark']) {
    it(`of the login page with everything on it, ${colorScheme}`, async () => {
      const { page, complaints } = await visit({ colorScheme });
      await page.goto(`${origin}/login`);
      await page.getByText('Sign in with a password').click();
      await page.getByLabel('Password').waitFor();
      await shoot(page, `everything-${colorScheme}`);
      assert.deepEqual(await findBarriers(page), []);
      await page.evaluate(() => document.documentElement.removeAttribute('lang'));
      assert.match(String(await findBarriers(page)), /html-has-lang/, 'barriers are found where there are some');
      assert.deepEqual(complaints, []);
    });
  }
});
