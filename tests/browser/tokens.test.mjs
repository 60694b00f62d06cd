// Personal access tokens: a person makes one for a host, copies it, and revokes it. With scripts and without, on a phone, and
// as people see it who cannot see well.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { findBarriers, findOverhang, launch, shoot, startDemo, stopAll, usePages } from './support.mjs';

let demo;
let browser;
let origin;

before(async () => {
  demo = await startDemo();
  origin = new URL(demo.link).origin;
  browser = await launch();
});

after(() => stopAll(browser, undefined, demo));

const visit = usePages(() => browser, () => demo);

async function openTokens(page) {
  await page.goto(demo.link);
  await page.getByRole('link', { name: 'Sign in with Pocket ID' }).click();
  await page.getByRole('button', { name: /Amara Okafor/ }).click();
  await page.waitForURL(`${origin}/account`);
  await page.getByRole('link', { name: 'Make a token' }).or(page.getByRole('link', { name: 'Manage tokens' })).click();
  await page.getByRole('heading', { level: 1, name: 'Personal access tokens' }).waitFor();
}

const nameField = (page) => page.getByLabel('Name', { exact: true });
const hostsField = (page) => page.getByLabel('Hosts');
const makeButton = (page) => page.getByRole('button', { name: 'Make token' });

describe('a person makes a token for a program', () => {
  it('with what is wrong at its field, and shown once', async () => {
    const { page, context, complaints } = await visit();
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    await openTokens(page);
    await nameField(page).fill('Television');
    await hostsField(page).fill('https://photos.example.com/');
    await makeButton(page).click();
    await page.getByRole('alert').getByText('is no host').waitFor();
    assert.equal(await nameField(page).inputValue(), 'Television', 'nothing that was typed is lost');
    await hostsField(page).fill('photos.example.com\n*.home.example.com');
    await shoot(page, 'tokens-1-form');
    await makeButton(page).click();
    await page.getByRole('heading', { name: 'Television is ready' }).waitFor();
    const shown = await page.locator('.copy code').textContent();
    assert.match(shown, /^vpt_[\w-]{43}$/);
    await page.getByRole('button', { name: 'Copy' }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shown);
    assert.deepEqual(await findBarriers(page), []);
    await shoot(page, 'tokens-2-made');
    await page.goto(`${origin}/account/tokens`);
    assert.ok(!(await page.content()).includes(shown), 'once');
    await page.getByText('photos.example.com, *.home.example.com').waitFor();
    await page.getByText('not used yet').waitFor();
    await page.locator('summary', { hasText: 'Revoke' }).click();
    await page.getByRole('button', { name: 'Revoke Television' }).click();
    await page.getByText('The token has been revoked').waitFor();
    await page.getByText('You have no personal access token').waitFor();
    // A form that is sent with what is wrong is an answer of 422, which the browser reports.
    assert.deepEqual(complaints.filter((line) => !line.includes('422')), []);
  });

  it('without scripts, on a phone', async () => {
    const { page } = await visit({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
    await openTokens(page);
    assert.equal(await page.getByRole('button', { name: 'Copy' }).count(), 0, 'no button that does nothing');
    await nameField(page).fill('Script');
    await hostsField(page).fill('photos.example.com');
    await makeButton(page).click();
    await page.getByRole('heading', { name: 'Script is ready' }).waitFor();
    await shoot(page, 'tokens-3-phone');
  });

  it('in the dark and without barriers', async () => {
    const { page } = await visit({ colorScheme: 'dark', viewport: { width: 360, height: 740 } });
    await openTokens(page);
    assert.deepEqual(await findBarriers(page), []);
    assert.equal(await findOverhang(page), 0);
  });
});
