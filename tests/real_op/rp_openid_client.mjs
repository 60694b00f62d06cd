// openid-client, the certified relying party of npm, with everything that it checks by default.
import * as client from 'openid-client';

import { AFTERWARDS, CLIENT_ID, CLIENT_SECRET, CLOCK_SKEW, ISSUER, REDIRECT_URI, SCOPE, serve } from './rp_lines.mjs';

let config;
let begun;
let tokens;

const said = () => ({
  claims: tokens.claims(),
  access_token: tokens.access_token,
  id_token: tokens.id_token,
  has_refresh_token: tokens.refresh_token !== undefined,
  scope: tokens.scope,
});

await serve({
  async discover() {
    const metadata = { [client.clockSkew]: CLOCK_SKEW };
    const authentication = CLIENT_SECRET ? client.ClientSecretBasic(CLIENT_SECRET) : client.None();
    const execute = [client.allowInsecureRequests];
    config = await client.discovery(new URL(ISSUER), CLIENT_ID, metadata, authentication, { execute });
    // Verify signatures, although the tokens come from the token endpoint itself.
    client.enableNonRepudiationChecks(config);
    return config.serverMetadata();
  },
  async authorize({ pushed, ...more }) {
    const verifier = client.randomPKCECodeVerifier();
    begun = { pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() };
    const parameters = {
      redirect_uri: REDIRECT_URI,
      scope: SCOPE,
      state: begun.expectedState,
      nonce: begun.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...more.parameters,
    };
    const build = pushed ? client.buildAuthorizationUrlWithPAR : client.buildAuthorizationUrl;
    return { url: (await build(config, parameters)).href };
  },
  async callback({ url }) {
    tokens = await client.authorizationCodeGrant(config, new URL(url), { ...begun, idTokenExpected: true });
    return said();
  },
  userinfo: () => client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub),
  async refresh() {
    tokens = await client.refreshTokenGrant(config, tokens.refresh_token);
    return said();
  },
  introspect: () => client.tokenIntrospection(config, tokens.access_token),
  revoke: () => client.tokenRevocation(config, tokens.refresh_token ?? tokens.access_token),
  end_session: () => ({
    url: client.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: AFTERWARDS }).href,
  }),
  async device() {
    begun = await client.initiateDeviceAuthorization(config, { scope: SCOPE });
    // The clock of the server does not run, so this one asks as often as it likes.
    return begun;
  },
  async poll() {
    tokens = await client.genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:device_code', {
      device_code: begun.device_code,
    });
    return said();
  },
});
