// The provider by itself: that what the black-box tests build on does what they believe.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';
import { after, afterEach, before, describe, it } from 'node:test';

import { decodeJwt, decodeProtectedHeader } from 'jose';

import { Browser, RelyingParty } from './relying_party.mjs';

let child;
let rp;

before(async () => {
  child = spawn(process.execPath, ['op.mjs'], {
    cwd: import.meta.dirname ?? new URL('.', import.meta.url).pathname,
    env: { ...process.env, STOP_WITH_STDIN: '1' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [line] = await once(readline.createInterface({ input: child.stdout }), 'line');
  const ready = JSON.parse(line);
  assert.deepEqual(ready, { ready: true, issuer: `http://127.0.0.1:${ready.port}`, port: ready.port });
  rp = await RelyingParty.start(ready.issuer);
});

after(async () => {
  rp?.stop();
  const ended = once(child, 'exit');
  child.stdin.end();
  assert.deepEqual(await ended, [0, null], 'it ends with its standard input');
});

afterEach(async (test) => {
  rp.logoutStatus = 200;
  rp.logoutTokens.length = 0;
  const { events } = await rp.ask('GET', 'events');
  if (test.error) events.forEach((event) => console.error(JSON.stringify(event)));
  await rp.ask('DELETE', 'events');
  await rp.ask('DELETE', 'state');
});

/** A sign-in from the button to the profile, every step checked. */
async function complete(clientId, options) {
  const flow = await rp.signIn(clientId, options);
  assert.equal(flow.params.state, flow.sent.state);
  assert.equal(flow.params.iss, rp.issuer);
  const tokens = await rp.exchange(flow);
  assert.equal(tokens.status, 200, JSON.stringify(tokens));
  const claims = await rp.verify(tokens.id_token, clientId);
  assert.equal(claims.nonce, flow.sent.nonce);
  const userinfo = await rp.userinfo(tokens.access_token);
  assert.equal(userinfo.body.sub, claims.sub);
  return { ...flow, tokens, claims, userinfo: userinfo.body };
}

describe('a complete sign-in', () => {
  for (const clientId of ['op-basic', 'op-post', 'op-public', 'op-pkjwt']) {
    it(`as ${clientId}`, async () => {
      const { userinfo } = await complete(clientId);
      assert.equal(userinfo.email, 'alice@example.com');
      assert.deepEqual(userinfo.groups, ['admins', 'staff']);
    });
  }

  it('as op-formpost, with the answer in a form', async () => {
    const { arrival } = await complete('op-formpost', { response_mode: 'form_post' });
    assert.equal(arrival.init.method, 'POST');
  });

  it('as op-par, with a pushed request', async () => {
    await complete('op-par', { par: true });
  });

  it('as op-par without a pushed request is refused', async () => {
    const { params } = await rp.signIn('op-par');
    assert.equal(params.error, 'invalid_request');
  });

  it('without PKCE is refused', async () => {
    const { params } = await rp.signIn('op-basic', { code_challenge: '', code_challenge_method: '' });
    assert.equal(params.error, 'invalid_request');
  });

  it('with a wrong secret is refused', async () => {
    const flow = await rp.signIn('op-basic');
    const tokens = await rp.exchange({ ...flow, client: { ...flow.client, client_secret: 'guess' } });
    assert.deepEqual([tokens.status, tokens.error], [401, 'invalid_client']);
  });

  it('with a code that was used is refused, and the first tokens die', async () => {
    const flow = await complete('op-basic');
    assert.equal((await rp.exchange(flow)).error, 'invalid_grant');
    assert.equal((await rp.userinfo(flow.tokens.access_token)).status, 401);
  });
});

describe('the person', () => {
  it('is chosen by login_hint, then by the state', async () => {
    await rp.ask('POST', 'state', { currentSub: 'mallory' });
    const { userinfo } = await complete('op-basic');
    assert.deepEqual([userinfo.sub, userinfo.email_verified], ['mallory', false]);
    assert.equal((await complete('op-basic', { login_hint: 'bob' })).claims.sub, 'bob');
  });

  it('can be invented and changed', async () => {
    const accounts = { zoe: { email: 'zoe@example.com' }, alice: { groups: null } };
    await rp.ask('POST', 'state', { currentSub: 'zoe', accounts });
    assert.equal((await complete('op-basic')).userinfo.email, 'zoe@example.com');
    assert.equal((await complete('op-basic', { login_hint: 'alice' })).userinfo.groups, undefined);
  });

  it('can say no', async () => {
    await rp.ask('POST', 'state', { decision: 'deny' });
    const { params } = await rp.signIn('op-basic');
    assert.deepEqual([params.error, params.iss], ['access_denied', rp.issuer]);
  });

  it('can be silent', async () => {
    await rp.ask('POST', 'state', { decision: 'hang' });
    let answered = false;
    const visit = rp.signIn('op-basic').then(() => {
      answered = true;
    });
    const events = async () => (await rp.ask('GET', 'events')).events.map(({ event }) => event);
    while (!answered && !(await events()).includes('interaction.unanswered'));
    assert.equal(answered, false);
    assert.ok(!(await events()).includes('authorization.success'));
    // It is cut off when the provider ends.
    visit.catch(() => undefined);
  });
});

describe('keys', () => {
  it('rotate without losing a sign-in, and the new key signs', async () => {
    const flow = await rp.signIn('op-basic');
    const { kids } = await rp.ask('POST', 'rotate', { mode: 'replace' });
    const tokens = await rp.exchange(flow);
    assert.ok(kids.includes(decodeProtectedHeader(tokens.id_token).kid));
    await rp.verify(tokens.id_token, 'op-basic');
  });

  it('can overlap', async () => {
    const before = await complete('op-basic');
    const { kids } = await rp.ask('POST', 'rotate', { mode: 'add' });
    assert.equal(kids.length, 4);
    await rp.verify(before.tokens.id_token, 'op-basic');
    assert.equal((await rp.ask('POST', 'rotate', { mode: 'remove-old' })).kids.length, 2);
    await assert.rejects(rp.verify(before.tokens.id_token, 'op-basic'), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });
});

describe('logout', () => {
  it('by the relying party ends the session and comes back', async () => {
    const { tokens, browser, client } = await complete('op-basic');
    const [home] = client.post_logout_redirect_uris;
    const query = { id_token_hint: tokens.id_token, post_logout_redirect_uri: home, state: 'bye' };
    const url = `${rp.metadata.end_session_endpoint}?${new URLSearchParams(query)}`;
    const arrival = await browser.visit(url, rp.baseUrl);
    assert.equal(arrival.url, `${rp.baseUrl}/?state=bye`);
    assert.equal(rp.logoutTokens.length, 1);
    const { params } = await rp.signIn('op-basic', { browser, prompt: 'none' });
    assert.equal(params.error, 'login_required');
  });

  it('through the back channel has the session of the ID token', async () => {
    const { claims } = await complete('op-post');
    const answer = await rp.ask('POST', 'backchannel', { client_id: 'op-post', sub: 'alice' });
    assert.deepEqual(answer, { status: 200, sid: claims.sid });
    const [token] = rp.logoutTokens;
    assert.equal(decodeProtectedHeader(token).typ, 'logout+jwt');
    const logout = await rp.verify(token, 'op-post');
    assert.deepEqual([logout.sub, logout.sid, logout.nonce], ['alice', claims.sid, undefined]);
  });

  it('through the back channel reports a refusal and can lie', async () => {
    await complete('op-post');
    rp.logoutStatus = 400;
    await rp.ask('POST', 'state', { mangle: { logoutToken: { claims: { nonce: 'n', events: null } } } });
    const { status } = await rp.ask('POST', 'backchannel', { client_id: 'op-post', sub: 'alice' });
    assert.equal(status, 400);
    const logout = await rp.verify(rp.logoutTokens[0], 'op-post');
    assert.deepEqual([logout.nonce, logout.events], ['n', undefined]);
  });

  it('of nobody is an error', async () => {
    await assert.rejects(rp.ask('POST', 'backchannel', { client_id: 'op-post', sub: 'nobody' }), /no session/);
  });
});

describe('a lying ID token', () => {
  const now = Math.floor(Date.now() / 1000);
  const cases = [
    ['with a harmless claim is still valid', { claims: { harmless: true } }, undefined],
    ['from another issuer', { claims: { iss: 'https://evil.example' } }, /"iss" claim/],
    ['for another audience', { claims: { aud: 'somebody-else' } }, /"aud" claim/],
    ['without an audience', { claims: { aud: null } }, /"aud" claim/],
    ['without a subject', { claims: { sub: null } }, /"sub" claim/],
    ['without a time', { claims: { iat: null } }, /"iat" claim/],
    ['that has expired', { claims: { exp: now - 3600 } }, /"exp" claim/],
    ['with a spoiled signature', { badSig: true }, /signature verification failed/],
    ['signed by a foreign key', { alg: 'foreign' }, /signature verification failed/],
    ['with an unknown key id', { header: { kid: 'nobody' } }, /no applicable key/],
    ['without a signature', { alg: 'none' }, /alg/],
    ['signed with the client secret', { alg: 'HS256', secret: 'x' }, /alg/],
  ];
  for (const [name, idToken, reason] of cases) {
    it(name, async () => {
      await rp.ask('POST', 'state', { mangle: { idToken } });
      const tokens = await rp.exchange(await rp.signIn('op-basic'));
      if (reason) await assert.rejects(rp.verify(tokens.id_token, 'op-basic'), { message: reason });
      else assert.equal((await rp.verify(tokens.id_token, 'op-basic')).harmless, true);
    });
  }
});

describe('a lying endpoint', () => {
  it('patches discovery', async () => {
    const patch = { issuer: 'https://evil.example', jwks_uri: null };
    await rp.ask('POST', 'state', { mangle: { discovery: { patch } } });
    const metadata = await (await fetch(`${rp.issuer}/.well-known/openid-configuration`)).json();
    assert.deepEqual([metadata.issuer, metadata.jwks_uri], ['https://evil.example', undefined]);
    assert.equal(metadata.token_endpoint, rp.metadata.token_endpoint);
  });

  it('answers with any status, type and body', async () => {
    await rp.ask('POST', 'state', { mangle: { jwks: { status: 503, raw: '<p>down</p>', type: 'text/html' } } });
    const response = await fetch(rp.metadata.jwks_uri);
    const found = [response.status, response.headers.get('content-type'), await response.text()];
    assert.deepEqual(found, [503, 'text/html', '<p>down</p>']);
  });

  it('speaks of another person', async () => {
    await rp.ask('POST', 'state', { mangle: { userinfo: { patch: { sub: 'bob' } } } });
    const tokens = await rp.exchange(await rp.signIn('op-basic'));
    assert.equal(decodeJwt(tokens.id_token).sub, 'alice');
    assert.equal((await rp.userinfo(tokens.access_token)).body.sub, 'bob');
  });

  it('comes back as another issuer', async () => {
    await rp.ask('POST', 'state', { mangle: { authorization: { patch: { iss: 'https://evil.example' } } } });
    const flow = await rp.signIn('op-basic');
    assert.equal(flow.params.iss, 'https://evil.example');
    assert.equal((await rp.exchange(flow)).status, 200, 'answers that are no redirect stay as they are');
  });
});

describe('the control surface', () => {
  const refused = [
    ['state', { currentSub: 'nobody' }, /no account/],
    ['state', { currentSubject: 'bob' }, /currentSubject is unknown/],
    ['state', { decision: 'maybe' }, /maybe is unknown/],
    ['state', { mangle: { idtoken: {} } }, /idtoken is unknown/],
    ['state', { mangle: { idToken: { claim: {} } } }, /claim is unknown/],
    ['state', { mangle: { idToken: { alg: 'HS256' } } }, /needs a secret/],
    ['rotate', { mode: 'sideways' }, /mode/],
    ['rp', { base_url: 'http://127.0.0.1:1/' }, /origin/],
    ['rp', { base_url: 'http://127.0.0.1:1', metadata: { 'op-other': {} } }, /op-other/],
    ['backchannel', { client_id: 'op-other', sub: 'alice' }, /no client/],
  ];
  for (const [name, body, reason] of refused) {
    it(`refuses ${name} ${JSON.stringify(body)}`, async () => {
      const before = await rp.ask('GET', 'state');
      await assert.rejects(rp.ask('POST', name, body), reason);
      assert.deepEqual(await rp.ask('GET', 'state'), before);
    });
  }

  it('tells what was asked, and why it was refused', async () => {
    const flow = await rp.signIn('op-basic');
    await rp.exchange({ ...flow, verifier: 'x'.repeat(43) });
    const { events } = await rp.ask('GET', 'events');
    const token = events.find((event) => event.path === '/token');
    assert.deepEqual(token, { event: 'request', method: 'POST', path: '/token', authentication: 'basic' });
    const refusal = events.find((event) => event.event === 'grant.error');
    assert.deepEqual([refusal.client_id, refusal.error.error], ['op-basic', 'invalid_grant']);
  });

  it('registers clients with other metadata', async () => {
    const metadata = { 'op-basic': { id_token_signed_response_alg: 'ES256' } };
    await rp.ask('POST', 'rp', { base_url: rp.baseUrl, metadata });
    const { tokens } = await complete('op-basic', { browser: new Browser() });
    assert.equal(decodeProtectedHeader(tokens.id_token).alg, 'ES256');
    await rp.ask('POST', 'rp', { base_url: rp.baseUrl });
    assert.equal(decodeProtectedHeader((await complete('op-basic')).tokens.id_token).alg, 'RS256');
  });
});
