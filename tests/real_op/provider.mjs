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
  'registration_create.success',
  'registration_create.error',
  'registration_update.success',
  'registration_update.error',
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
    clientAuthMethods: [
      'client_secret_basic',
      'client_secret_jwt',
      'client_secret_post',
      'private_key_jwt',
      'self_signed_tls_client_auth',
      'none',
    ],
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource },
      pushedAuthorizationRequests: { enabled: true },
      dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 'nonce'), requireNonce: () => op.state.dpopNonce },
      mTLS: { enabled: true, certificateBoundAccessTokens: true, selfSignedTlsClientAuth: true, getCertificate },
      registration: { enabled: true, initialAccessToken: false },
      registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
      clientIdMetadataDocument: { enabled: true, ack: 'draft-02' },
    },
    discovery: {
      mtls_endpoint_aliases: {
        token_endpoint: `${op.mtls}/token`,
        userinfo_endpoint: `${op.mtls}/me`,
        pushed_authorization_request_endpoint: `${op.mtls}/request`,
      },
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

/** The certificate that a client has shown, in PEM; none on a connection without TLS. */
function getCertificate(ctx) {
  return ctx.socket.getPeerX509Certificate?.()?.toString();
}

/**
 * The library's own outgoing requests: logout tokens, and what a client's metadata name. It would refuse loopback addresses
 * by its dispatcher, which is left out. A relying party with an https address is served without TLS in the tests.
 */
async function send(op, url, { dispatcher: _guard, body, ...options }) {
  if ((options.method ?? 'GET') === 'GET') {
    op.state.events.push({ event: 'fetch', url: String(url) });
    return fetch(String(url).replace(/^https:\/\/localhost/, 'http://localhost'), options);
  }
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
