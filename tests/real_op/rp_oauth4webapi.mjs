// oauth4webapi, which does nothing by itself and checks everything: a relying party, and a resource server for signed access
// tokens.
import * as oauth from 'oauth4webapi';

import { CLIENT_ID, CLIENT_SECRET, CLOCK_SKEW, ISSUER, REDIRECT_URI, SCOPE, serve } from './rp_lines.mjs';

const insecure = { [oauth.allowInsecureRequests]: true };
const client = { client_id: CLIENT_ID, [oauth.clockSkew]: CLOCK_SKEW };
const authentication = CLIENT_SECRET ? oauth.ClientSecretBasic(CLIENT_SECRET) : oauth.None();

let server;
let begun;
let tokens;

const said = () => ({ claims: oauth.getValidatedIdTokenClaims(tokens), access_token: tokens.access_token, id_token: tokens.id_token });

await serve({
  async discover() {
    const issuer = new URL(ISSUER);
    server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    return server;
  },
  async authorize({ pushed, parameters: more }) {
    begun = { verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce() };
    const parameters = new URLSearchParams({
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: SCOPE,
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: 'S256',
      ...more,
    });
    const url = new URL(server.authorization_endpoint);
    if (!pushed) {
      url.search = parameters;
      return { url: url.href };
    }
    const answer = await oauth.pushedAuthorizationRequest(server, client, authentication, parameters, insecure);
    const { request_uri } = await oauth.processPushedAuthorizationResponse(server, client, answer);
    url.search = new URLSearchParams({ client_id: CLIENT_ID, request_uri });
    return { url: url.href };
  },
  async callback({ url }) {
    const parameters = oauth.validateAuthResponse(server, client, new URL(url), begun.state);
    const answer = await oauth.authorizationCodeGrantRequest(
      server, client, authentication, parameters, REDIRECT_URI, begun.verifier, insecure,
    );
    tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
      expectedNonce: begun.nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, answer, insecure);
    return said();
  },
  async userinfo() {
    const answer = await oauth.userInfoRequest(server, client, tokens.access_token, insecure);
    return oauth.processUserInfoResponse(server, client, oauth.getValidatedIdTokenClaims(tokens).sub, answer);
  },
  /** As a resource server that gets the access token (RFC 9068). */
  resource({ token, audience }) {
    const request = new Request('https://api.example.com/', { headers: { authorization: `Bearer ${token ?? tokens.access_token}` } });
    return oauth.validateJwtAccessToken(server, request, audience, { ...insecure, [oauth.clockSkew]: CLOCK_SKEW });
  },
});
