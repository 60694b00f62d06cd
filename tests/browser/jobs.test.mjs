// The main jobs of an administrator without a mouse, without scripts, and with very few or very many providers.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startOp } from '../real_op/op.mjs';
import {
  deleteProvider, enterAsAdministrator, findOrigin, findOverhang, findSeriousBarriers, launch, sayYes, shoot,
  startServer, stopAll, usePages,
} from './support.mjs';

const MANY = 50;

let op;
let server;
let crowd;
let browser;
let secret;

before(async () => {
  const [origin, crowded] = [await findOrigin(), await findOrigin()];
  op = await startOp({ baseUrl: origin });
  const { clients } = await (await fetch(`${op.issuer}/_test/rp`)).json();
  secret = clients.find((client) => client.client_id === 'op-basic').client_secret;
  server = { origin, ...(await startServer({ origin, providers: '', count: 0 })) };
  const provider = (number) => `[providers.p${number}]
definition = "oidc"
enabled = true
display_name = "Provider ${number}${number % 7 ? '' : ' of a department with a rather long name'}"
[providers.p${number}.credentials]
issuer_url = "${op.issuer}"
client_id = "vestibule"
`;
  const providers = Array.from({ length: MANY }, (_, number) => provider(number)).join('\n');
  const started = await startServer({ origin: crowded, providers, count: MANY });
  crowd = { origin: crowded, ...started };
  browser = await launch();
});

after(() => stopAll(browser, op, server, crowd));

const visit = usePages(() => browser, () => server);

/** A page of a signed-in administrator. */
async function administrator({ origin }, options) {
  const opened = await visit(options);
  await enterAsAdministrator(opened.page, origin);
  return opened;
}

const order = (page) => page.locator('.list tr[data-id]').evaluateAll((rows) => rows.map((row) => row.dataset.id));

/** Presses Tab until `target` has the focus, which must then be seen. */
async function reach(page, target) {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) {
      const ring = await target.evaluate((element) => {
        const ringed = element.type === 'radio' ? element.closest('label') : element;
        return getComputedStyle(ringed).outlineStyle;
      });
      assert.notEqual(ring, 'none', `the focus on ${target} is seen`);
      return;
    }
  }
  assert.fail(`the keyboard does not reach ${target}`);
}

async function remove(page, origin, id) {
  await page.goto(`${origin}/admin/providers/${id}`);
  await deleteProvider(page);
}

describe('with the keyboard alone', () => {
  it('providers are added, set up, ordered, switched and deleted', async () => {
    const { page, complaints } = await administrator(server);
    const { origin } = server;
    const press = async (target, key = 'Enter') => {
      await reach(page, target);
      await page.keyboard.press(key);
    };
    for (const id of ['op-basic', 'second']) {
      await page.goto(`${origin}/admin/providers`);
      await press(page.getByRole('link', { name: 'Add a provider' }));
      await page.waitForURL('**/providers/new');
      await reach(page, page.getByPlaceholder('Find a provider'));
      await page.keyboard.type('pocket');
      await press(page.getByRole('link', { name: /Pocket ID/ }));
      await page.waitForURL('**/new/pocketid');
      for (const [field, value] of [
        [page.locator('#id'), id],
        [page.getByLabel('Provider URL'), op.issuer],
        [page.getByLabel('Client ID'), 'op-basic'],
        [page.getByLabel('Client Secret'), secret],
      ]) {
        await reach(page, field);
        await page.keyboard.press('ControlOrMeta+A');
        await page.keyboard.type(value);
      }
      await press(page.locator('summary', { hasText: 'Name, icon and position of the button' }));
      await reach(page, page.getByLabel('Name on the button'));
      await page.keyboard.type(`Door ${id}`);
      // One stop for all pictures; the arrows choose.
      await reach(page, page.getByRole('radio', { name: 'Default icon' }));
      await page.keyboard.press('ArrowRight');
      await press(page.getByRole('button', { name: 'Add provider' }));
      await page.getByText(`Door ${id} has been saved`).waitFor();
      assert.ok(await page.locator('[name="s.icon"][value="airtable"]').isChecked());
    }
    await page.goto(`${origin}/admin/providers`);
    assert.deepEqual(await order(page), ['op-basic', 'second']);
    await press(page.getByRole('button', { name: 'Move Door second up' }));
    await page.getByText('Order saved').waitFor();
    assert.deepEqual(await order(page), ['second', 'op-basic']);
    await press(page.getByRole('switch', { name: 'Enable Door op-basic' }), 'Space');
    // The first one that is switched on ends the first steps.
    await page.waitForURL('**/admin/first-steps');
    await page.goto(`${origin}/admin/providers`);
    await page.getByRole('switch', { name: 'Disable Door op-basic' }).waitFor();
    assert.deepEqual(complaints, []);
  });

  it('and by the mouse, a row is dragged to its place', async () => {
    const { page, complaints } = await administrator(server);
    assert.deepEqual(await order(page), ['second', 'op-basic']);
    const row = (id) => page.locator(`.list tr[data-id="${id}"]`);
    await row('op-basic').dragTo(row('second'), { targetPosition: { x: 200, y: 5 } });
    await page.getByText('Order saved').waitFor();
    assert.deepEqual(await order(page), ['op-basic', 'second']);
    assert.deepEqual(complaints, []);
  });
});

describe('without scripts', () => {
  it('everything but dragging and live checks is there', async () => {
    const { page, complaints } = await administrator(server, { javaScriptEnabled: false });
    const { origin } = server;
    // Find, fill in, see the mistake at its field, try, try with a person, add.
    await page.goto(`${origin}/admin/providers/new`);
    await page.getByPlaceholder('Find a provider').fill('OpenID Connect');
    await page.getByRole('button', { name: 'Search' }).click();
    assert.equal(await page.locator('.tiles > li').count(), 1);
    await page.getByRole('link', { name: /OpenID Connect/ }).click();
    await page.locator('#id').fill('plain');
    await page.getByLabel('Provider URL').fill('not an address');
    await page.getByRole('button', { name: 'Add provider' }).click();
    await page.locator('[data-field="c.issuer_url"].wrong').waitFor();
    complaints.splice(0);
    await page.getByLabel('Provider URL').fill(op.issuer);
    await page.getByLabel('Client ID').fill('op-basic');
    await page.getByLabel('Client Secret').fill(secret);
    await page.getByRole('button', { name: 'Check settings' }).click();
    // The upstream knows another callback URL of this client, and the check finds that out.
    await page.getByText(/Register exactly these URLs.*redirect_uri did not match/).waitFor();
    await page.getByLabel('Client Secret').fill(secret);
    await page.getByRole('button', { name: 'Add provider' }).click();
    await page.getByText('OpenID Connect has been saved').waitFor();
    await page.goto(`${origin}/admin/providers`);
    await page.getByRole('switch', { name: 'Enable OpenID Connect' }).click();
    await page.getByRole('switch', { name: 'Disable OpenID Connect' }).click();
    await sayYes(page);
    await page.getByRole('switch', { name: 'Enable OpenID Connect' }).waitFor();
    await remove(page, origin, 'plain');

    // A person is found and locked out, and the log tells it.
    const known = await visit();
    await known.page.goto(`${origin}/api/auth/providers/op-basic/authorize?return_to=%2Faccount&login_hint=bob`);
    await known.page.getByRole('heading', { name: 'Bob Baker' }).waitFor();
    await page.goto(`${origin}/admin/users`);
    await page.getByLabel('Search', { exact: true }).fill('bob');
    await page.getByRole('button', { name: 'Filter' }).click();
    assert.equal(await page.locator('.entries tbody tr').count(), 1);
    await page.locator('details.confirm summary').click();
    await page.getByRole('button', { name: 'Disable' }).click();
    await sayYes(page);
    await page.getByText('Bob Baker is disabled').waitFor();
    assert.equal(new URL(page.url()).search, '?q=bob', 'the search stays');
    await known.page.goto(`${origin}/account`);
    await known.page.waitForURL(`${origin}/login?**`);
    await page.goto(`${origin}/admin/audit`);
    await page.getByLabel('Event').selectOption('user_changed');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.locator('tbody tr', { hasText: 'disabled' }).getByRole('link', { name: 'root' }).waitFor();
    await page.goto(`${origin}/admin/registry`);
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByText('Configuration reloaded').waitFor();
    assert.deepEqual(complaints, []);
    await remove(page, origin, 'second');
  });
});

describe('many providers', () => {
  for (const [look, options] of Object.entries({ light: {}, phone: { viewport: { width: 375, height: 720 }, colorScheme: 'dark' } })) {
    it(`fit on every page, ${look}`, async () => {
      const { page, complaints } = await administrator(crowd, options);
      for (const [name, path] of [['providers', '/admin/providers'], ['account', '/account']]) {
        await page.goto(crowd.origin + path);
        await shoot(page, `many-${name}-${look}`);
        assert.equal(await findOverhang(page), 0, name);
        assert.deepEqual(await findSeriousBarriers(page), [], name);
      }
      const anonymous = await visit(options);
      await anonymous.page.goto(`${crowd.origin}/login`);
      assert.equal(await anonymous.page.getByRole('link', { name: /^Sign in with/ }).count(), MANY);
      await shoot(anonymous.page, `many-login-${look}`);
      assert.equal(await findOverhang(anonymous.page), 0);
      assert.deepEqual(await findSeriousBarriers(anonymous.page), []);
      assert.deepEqual([...complaints, ...anonymous.complaints], []);
    });
  }
});
