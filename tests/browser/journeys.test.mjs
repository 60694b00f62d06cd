// Four journeys, each as somebody does it who knows what they want: the clicks and the fields on the way are counted here, and
// may not be more than docs/decisions/0087-what-a-journey-costs.md says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { startOp } from '../real_op/op.mjs';
import { ADMINISTRATOR, askOp, findOrigin, launch, startEmpty, stopAll, usePages } from './support.mjs';

const DOCUMENT = new URL('../../docs/decisions/0087-what-a-journey-costs.md', import.meta.url);

/** The bounds in the document: journey to clicks, fields, decisions. */
function readBounds() {
  const rows = readFileSync(DOCUMENT, 'utf8').split('\n').filter((line) => /^\| [^-]/.test(line));
  const cells = rows.map((row) => row.split('|').slice(1, -1).map((cell) => cell.trim()));
  return Object.fromEntries(cells.slice(1).map(([journey, clicks, fields, decisions]) => [
    journey,
    { clicks: Number(clicks), fields: Number(fields), decisions: Number(decisions) },
  ]));
}

/** Does what a person does on pages, and counts it. A decision is a choice among several things that go on differently. */
class Journey {
  clicks = 0;
  fields = 0;
  decisions = 0;

  async click(target, { decision = false } = {}) {
    await target.click();
    this.clicks += 1;
    if (decision) this.decisions += 1;
  }

  async fill(target, text) {
    await target.fill(text);
    this.fields += 1;
  }

  /** The journey costs what the document says: more is a step back, and less belongs into the document. */
  end(name) {
    const { clicks, fields, decisions } = this;
    const bound = readBounds()[name];
    assert.ok(bound, `${name} is in the document`);
    for (const [what, count] of Object.entries({ clicks, fields, decisions })) {
      assert.ok(count <= bound[what], `${name}: ${count} ${what}, and the document says ${bound[what]}`);
    }
    assert.deepEqual({ clicks, fields, decisions }, bound, `${name}: the document says what it costs`);
  }
}

let op;
let server;
let browser;
let origin;
let secrets;
let page;

before(async () => {
  browser = await launch();
  origin = await findOrigin();
  op = await startOp({ baseUrl: origin });
  const metadata = {
    'op-basic': { redirect_uris: [`${origin}/api/auth/providers/pocketid/callback`] },
    'op-post': { redirect_uris: [`${origin}/api/auth/providers/oidc/callback`] },
  };
  const { clients } = await askOp(op, 'POST', 'rp', { base_url: origin, metadata });
  secrets = Object.fromEntries(clients.map((client) => [client.client_id, client.client_secret]));
  await askOp(op, 'POST', 'state', { currentSub: 'bob', accounts: { bob: { picture: null } } });
  server = await startEmpty({ origin });
});

after(() => stopAll(browser, op, server));

const visit = usePages(() => browser, () => server);

/** Signs the administrator in, outside of what is counted. */
async function enter() {
  const opened = await visit();
  page = opened.page;
  await page.goto(`${origin}/login?return_to=%2Fadmin%2Fproviders`);
  if (!(await page.locator('input[name=email]').isVisible())) await page.locator('details.password summary').click();
  await page.locator('input[name=email]').fill(ADMINISTRATOR.email);
  await page.locator('input[name=password]').fill(ADMINISTRATOR.password);
  await page.locator('details.password button').click();
  await page.getByRole('link', { name: 'Not now' }).click();
  await page.waitForURL(`${origin}/admin/providers`);
}

describe('journeys', () => {
  it('from the first start to the first sign-in', async () => {
    const journey = new Journey();
    ({ page } = await visit());
    // The link is in the log.
    await page.goto(server.link);
    await journey.fill(page.locator('#email'), ADMINISTRATOR.email);
    await journey.fill(page.locator('#password'), ADMINISTRATOR.password);
    await journey.fill(page.locator('#again'), ADMINISTRATOR.password);
    await journey.click(page.getByRole('button', { name: 'Create administrator account' }));
    await journey.click(page.getByRole('link', { name: 'Not now' }), { decision: true });
    await journey.click(page.getByRole('link', { name: /Pocket ID/ }), { decision: true });
    await journey.fill(page.getByLabel('Provider URL'), op.issuer);
    await journey.fill(page.getByLabel('Client ID'), 'op-basic');
    await journey.fill(page.getByLabel('Client Secret'), secrets['op-basic']);
    await journey.click(page.getByRole('button', { name: 'Add and enable' }), { decision: true });
    await page.getByRole('heading', { name: 'People can sign in' }).waitFor();
    const person = await visit();
    await person.page.goto(`${origin}/login?return_to=%2Faccount`);
    await journey.click(person.page.getByRole('link', { name: 'Sign in with Pocket ID' }), { decision: true });
    await person.page.getByRole('heading', { name: 'Bob Baker' }).waitFor();
    journey.end('first start to first sign-in');
  });

  it('a second provider', async () => {
    await enter();
    const journey = new Journey();
    await journey.click(page.getByRole('link', { name: 'Add a provider' }));
    await journey.click(page.getByRole('link', { name: /^OpenID Connect/ }), { decision: true });
    await journey.fill(page.getByLabel('Provider URL'), op.issuer);
    await journey.fill(page.getByLabel('Client ID'), 'op-post');
    await journey.fill(page.getByLabel('Client Secret'), secrets['op-post']);
    await journey.click(page.getByRole('button', { name: 'Add and enable' }), { decision: true });
    await page.getByText('has been saved').waitFor();
    const { providers } = await (await fetch(`${origin}/api/auth/providers`)).json();
    assert.equal(providers.length, 2, 'both are offered');
    journey.end('add a second provider');
  });

  it('why somebody could not sign in', async () => {
    await askOp(op, 'POST', 'state', { decision: 'deny' });
    const person = await visit();
    await person.page.goto(`${origin}/api/auth/providers/pocketid/authorize`);
    await person.page.waitForURL(`${origin}/login?**`);
    const reference = new URL(person.page.url()).searchParams.get('ref');
    assert.ok((await person.page.locator('main').innerText()).includes(reference), 'the person can read it out');
    await askOp(op, 'POST', 'state', { decision: 'approve' });
    await enter();
    const journey = new Journey();
    await journey.click(page.getByRole('link', { name: 'Audit log' }), { decision: true });
    await journey.fill(page.getByLabel('Reference'), reference);
    await journey.click(page.getByRole('button', { name: 'Filter' }));
    await page.waitForURL(/ref=/);
    const row = page.locator('tbody tr');
    assert.equal(await row.count(), 1);
    assert.match(await row.innerText(), /access_denied/);
    journey.end('find out why somebody could not sign in');
  });

  it('somebody’s access', async () => {
    await enter();
    const journey = new Journey();
    await journey.click(page.getByRole('link', { name: 'Users' }), { decision: true });
    await journey.click(page.getByText('Manage Bob Baker'), { decision: true });
    await journey.click(page.getByRole('button', { name: 'Disable' }), { decision: true });
    await journey.click(page.locator('.question button'), { decision: true });
    await page.getByText('Bob Baker is disabled').waitFor();
    const person = await visit();
    await person.page.goto(`${origin}/api/auth/providers/pocketid/authorize?return_to=%2Faccount`);
    await person.page.waitForURL(`${origin}/login?error=account_disabled**`);
    journey.end('take somebody’s access away');
  });
});
