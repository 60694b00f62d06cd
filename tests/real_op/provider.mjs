// One instance of oidc-provider with the settings of the tests.
import { AsyncLocalStorage } from 'node:async_hooks';

import { Provider } from 'oidc-provider';

import { clientsFor } from './clients.mjs';
import { falsify } from './lies.mjs';

/** Inside `run(outcome, …)`, the status that a relying party answers a logout token with lands in `outcome`. */
export const logoutCall = new AsyncLocalStorage();

const EVENTS = [
  'authorization.success',
  'authorization.error',
  'pushed_authorization_request.success',
  'pushed_authorization_request.error',
  'grant.success',
  'grant.error',
  'grant.revoked',
  'userinfo.error',
  'jwks.error',
  'discovery.error',
  'end_session.success',
  'end_session.error',
  'end_session_confirm.error',
  'backchannel.success',
  'backchannel.error',
  'server_error',
];

export function createProvider(op) {
  const provider = new Provider(op.issuer, {
    clients: clientsFor(op.state.rp),
    adapter: op.store,
    jwks: op.keys.jwks,
    cookies: { keys: ['one process, one test'] },
    pkce: { required: () => true },
    scopes: ['openid', 'offline_access', 'profile', 'email', 'groups'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username', 'picture'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    conformIdTokenClaims: true,
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource },
      pushedAuthorizationRequests: { enabled: true },
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => {
      const claims = op.state.accounts[sub];
      return claims && { accountId: sub, claims: () => ({ sub, ...claims }) };
    },
    fetch: (url, options) => send(op, url, options),
  });
  // Koa would print errors; the events have them.
  provider.silent = true;
  provider.use((ctx, next) => falsify(op, ctx, next));
  for (const event of EVENTS) provider.on(event, (...details) => op.state.events.push(describe(event, details)));
  return provider;
}

/**
 * The library's own outgoing requests, which here are logout tokens only. It would refuse loopback addresses by its
 * dispatcher, which is left out.
 */
async function send(op, url, { dispatcher: _guard, body, ...options }) {
  const form = new URLSearchParams(String(body));
  const lie = op.state.mangle.logoutToken;
  if (lie) form.set('logout_token', op.keys.forge(form.get('logout_token'), lie));
  const response = await fetch(url, { ...options, body: form });
  const outcome = logoutCall.getStore();
  if (outcome) outcome.status = response.status;
  return response;
}

/** The "sign out?" page without the question. A client without scripts submits its only form. */
function logoutSource(ctx, form) {
  const confirmed = form.replace('</form>', '<input type="hidden" name="logout" value="yes"/></form>');
  const submit = "document.getElementById('op.logoutForm').submit()";
  ctx.body = `<!DOCTYPE html><title>Signing out</title><body onload="${submit}">${confirmed}</body>`;
}

function describe(event, details) {
  const error = details.find((detail) => detail instanceof Error);
  const client = details.find((detail) => detail?.clientId && detail.constructor?.name === 'Client');
  const ctx = details.find((detail) => detail?.oidc);
  return {
    event,
    client_id: client?.clientId ?? ctx?.oidc.client?.clientId,
    error: error && { error: error.error, message: error.message, detail: error.error_detail },
  };
}
