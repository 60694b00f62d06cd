// The lying layer: answers of the real library, changed on their way out by what the test asked for.
import { setTimeout as delay } from 'node:timers/promises';

import { patched } from './keys.mjs';

const ANSWERS = {
  '/.well-known/openid-configuration': 'discovery',
  '/jwks': 'jwks',
  '/token': 'token',
  '/me': 'userinfo',
  '/request': 'par',
};

/** Koa middleware: lets the library answer, then falsifies. */
export async function falsify({ keys, state }, ctx, next) {
  await next();
  const { mangle, rp } = state;
  const answer = ANSWERS[ctx.path];
  if (answer === 'token' && mangle.idToken && ctx.body?.id_token) {
    ctx.body = { ...ctx.body, id_token: keys.forge(ctx.body.id_token, mangle.idToken) };
  }
  if (answer && mangle[answer]) await falsifyAnswer(ctx, mangle[answer]);
  if (mangle.authorization) falsifyRedirect(ctx, rp.baseUrl, mangle.authorization.patch);
}

async function falsifyAnswer(ctx, { status, raw, type, patch, delayMs }) {
  if (delayMs !== undefined) await delay(delayMs);
  if (patch !== undefined) ctx.body = patched(ctx.body, patch);
  if (raw !== undefined) {
    ctx.body = raw;
    ctx.type = 'application/json';
  }
  if (type !== undefined) ctx.set('content-type', type);
  if (status !== undefined) ctx.status = status;
}

/** Changes parameters of the answer that goes through the browser to the relying party. */
function falsifyRedirect(ctx, baseUrl, patch = {}) {
  const location = ctx.response.get('location');
  if (!baseUrl || !location?.startsWith(`${baseUrl}/`)) return;
  const url = new URL(location);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  ctx.set('location', url.href);
}
