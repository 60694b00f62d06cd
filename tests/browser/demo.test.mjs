// What a new user does in the first minute: open the link of `vestibule demo`, sign in with Pocket ID as a person on
// offer, look at the account, sign out. With a mouse, with the keyboard alone, without scripts; and what they see when
// something goes wrong.
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

const signInLink = (page) => page.getByRole('link', { name: 'Sign in with Pocket ID' });
const amara = (page) => page.getByRole('button', { name: /Amara Okafor/ });
const signOutButton = (page) => page.getByRole('button', { name: 'Sign out' });

async function signIn(page) {
  await page.goto(demo.link);
  await signInLink(page).click();
  await amara(page).click();
  await page.waitForURL(`${origin}/account`);
}

describe('a new user signs in with Pocket ID and out again', () => {
  it('with a mouse', async () => {
    const { page, context, complaints } = await visit();
    await page.goto(demo.link);
    await signInLink(page).waitFor();
    await shoot(page, '1-login');
    await signInLink(page).click();

    await amara(page).waitFor();
    assert.notEqual(new URL(page.url()).origin, origin, 'the identity provider is another server');
    await shoot(page, '2-choose-a-person');
    await amara(page).click();

    await page.waitForURL(`${origin}/account`);
    await page.getByRole('heading', { name: 'Amara Okafor' }).waitFor();
    await page.getByText('amara@example.com').first().waitFor();
    await shoot(page, '3-account');
    const [session] = (await context.cookies(origin)).filter((cookie) => cookie.httpOnly);
    assert.ok(session, 'no script can read the session');
    assert.equal((await page.request.get(`${origin}/api/auth/session`)).status(), 200);

    await signOutButton(page).click();
    await page.waitForURL(`${origin}/**`);
    await page.getByText('You have signed out').waitFor();
    await shoot(page, '4-signed-out');
    assert.equal((await page.request.get(`${origin}/api/auth/session`)).status(), 401);
    await page.goto(`${origin}/account`);
    await signInLink(page).waitFor();
    assert.deepEqual(complaints, []);
  });

  it('with the keyboard alone', async () => {
    const { page, complaints } = await visit();
    const reach = async (target) => {
      for (let presses = 0; presses < 12; presses += 1) {
        await page.keyboard.press('Tab');
        if (await target.evaluate((element) => element === document.activeElement)) {
          const style = await target.evaluate((element) => getComputedStyle(element).outlineStyle);
          assert.equal(style, 'solid', 'people see where they are');
          return presses + 1;
        }
      }
      return assert.fail('the Tab key does not get there');
    };
    await page.goto(demo.link);
    assert.equal(await reach(signInLink(page)), 1, 'the first stop is the sign-in method');
    await page.keyboard.press('Enter');
    await amara(page).waitFor();
    await reach(amara(page));
    await page.keyboard.press('Enter');
    await page.waitForURL(`${origin}/account`);
    await reach(signOutButton(page));
    await page.keyboard.press('Enter');
    await page.getByText('You have signed out').waitFor();
    assert.deepEqual(complaints, []);
  });

  it('without scripts', async () => {
    const { page, complaints } = await visit({ javaScriptEnabled: false });
    await signIn(page);
    await page.getByRole('heading', { name: 'Amara Okafor' }).waitFor();
    await signOutButton(page).click();
    await page.getByText('You have signed out').waitFor();
    assert.deepEqual(complaints, []);
  });

  it('with a finger, at 320 pixels', async () => {
    const { page } = await visit({ viewport: { width: 320, height: 568 }, hasTouch: true });
    await page.goto(demo.link);
    assert.equal(await findOverhang(page), 0);
    await signInLink(page).tap();
    await amara(page).waitFor();
    assert.equal(await findOverhang(page), 0);
    await amara(page).tap();
    await page.waitForURL(`${origin}/account`);
    assert.equal(await findOverhang(page), 0);
    await shoot(page, 'phone-account');
  });
});

describe('when it does not work', () => {
  it('a callback of nobody is an error page with a way back', async () => {
    const { page, complaints } = await visit();
    const answer = await page.goto(`${origin}/api/auth/providers/pocketid/callback?state=x&code=y`);
    assert.equal(answer.status(), 400);
    await page.getByRole('alert').getByText('This sign-in was not started here').waitFor();
    await page.getByText('invalid_state').waitFor();
    await shoot(page, 'error');
    // The browser itself remarks on the status; nothing else may be there.
    const [remark, ...more] = complaints;
    assert.match(remark, /status of 400/);
    assert.deepEqual(more, []);
    await page.getByRole('link', { name: 'Go to the home page' }).click();
    await page.waitForURL(`${origin}/`);
    await signInLink(page).waitFor();
  });

  it('a person who cancels sees that, and can try again', async () => {
    const { page, complaints } = await visit();
    // There is only one sign-in method: who wants to see the account is taken there at once.
    await page.goto(`${origin}/account`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForURL(`${origin}/login?**`);
    await page.getByRole('alert').getByText('access_denied').waitFor();
    await shoot(page, 'cancelled');
    await page.getByRole('link', { name: 'Try again' }).click();
    await amara(page).click();
    await page.waitForURL(`${origin}/account`);
    assert.deepEqual(complaints, []);
  });
});

describe('nobody is kept out', () => {
  for (const colorScheme of ['light', 'dark']) {
    it(`on any page, ${colorScheme}`, async () => {
      const { page, complaints } = await visit({ colorScheme });
      const inspect = async (name) => {
        await shoot(page, `${name}-${colorScheme}`);
        assert.deepEqual(await findBarriers(page), [], name);
      };
      await page.goto(demo.link);
      await inspect('login');
      await page.goto(`${origin}/login?error=access_denied&provider=pocketid&ref=0123456789`);
      await inspect('problem');
      await page.goto(`${origin}/nothing`);
      await inspect('not-found');
      assert.match(complaints.pop(), /status of 404/);
      await page.goto(demo.link);
      await signInLink(page).click();
      await amara(page).waitFor();
      await inspect('choose-a-person');
      await amara(page).click();
      await page.waitForURL(`${origin}/account`);
      await inspect('account');
      await signOutButton(page).click();
      await page.getByText('You have signed out').waitFor();
      await inspect('signed-out');
      assert.deepEqual(complaints, []);
    });
  }
});
