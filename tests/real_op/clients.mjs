// The relying party, once per way of authenticating. The client id is the provider id over there.

// Holds what a careless form encoding breaks (RFC 6749 section 2.3.1).
const SECRET = 'real-op secret: 100% +/&=~?';

const CLIENTS = [
  { client_id: 'op-basic', token_endpoint_auth_method: 'client_secret_basic', client_secret: SECRET },
  { client_id: 'op-post', token_endpoint_auth_method: 'client_secret_post', client_secret: SECRET },
  { client_id: 'op-public', token_endpoint_auth_method: 'none' },
  { client_id: 'op-pkjwt', token_endpoint_auth_method: 'private_key_jwt' },
  { client_id: 'op-formpost', token_endpoint_auth_method: 'client_secret_basic', client_secret: SECRET },
  {
    client_id: 'op-par',
    token_endpoint_auth_method: 'client_secret_basic',
    client_secret: SECRET,
    require_pushed_authorization_requests: true,
  },
];

/**
 * The client metadata for a relying party at `baseUrl`. Without one nobody can sign in; without `jwk` the
 * private_key_jwt client does not exist. `metadata` (client id → members) has the last word.
 */
export function clientsFor({ baseUrl, jwk, metadata = {} }) {
  if (!baseUrl) return [];
  return CLIENTS.filter((client) => client.client_id !== 'op-pkjwt' || jwk).map((client) => {
    const own = `${baseUrl}/api/auth/providers/${client.client_id}`;
    return {
      ...client,
      ...(client.client_id === 'op-pkjwt' ? { jwks: { keys: [jwk] } } : {}),
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [`${own}/callback`],
      post_logout_redirect_uris: [baseUrl],
      backchannel_logout_uri: `${own}/backchannel-logout`,
      backchannel_logout_session_required: true,
      ...metadata[client.client_id],
    };
  });
}

export const CLIENT_IDS = CLIENTS.map((client) => client.client_id);
