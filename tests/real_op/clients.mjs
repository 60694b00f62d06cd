import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

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
  // FAPI 2.0 Security Profile, section 5.3.3: pushed, and bound to the key or the certificate of the client.
  {
    client_id: 'op-fapi-dpop',
    token_endpoint_auth_method: 'private_key_jwt',
    require_pushed_authorization_requests: true,
    dpop_bound_access_tokens: true,
    id_token_signed_response_alg: 'ES256',
  },
  {
    client_id: 'op-fapi-mtls',
    token_endpoint_auth_method: 'private_key_jwt',
    require_pushed_authorization_requests: true,
    tls_client_certificate_bound_access_tokens: true,
    id_token_signed_response_alg: 'ES256',
  },
  {
    client_id: 'op-certificate',
    token_endpoint_auth_method: 'self_signed_tls_client_auth',
    tls_client_certificate_bound_access_tokens: true,
    jwks: { keys: [certificateJwk()] },
  },
];

/** The certificate of the relying party as its operator registers it (RFC 8705 section 2.2.2). */
function certificateJwk() {
  const certificate = new X509Certificate(readFileSync(new URL('./tls/client.pem', import.meta.url)));
  return { ...certificate.publicKey.export({ format: 'jwk' }), x5c: [certificate.raw.toString('base64')] };
}

/**
 * The client metadata for a relying party at `baseUrl`. Without one nobody can sign in; without `jwk` the
 * private_key_jwt clients do not exist. `metadata` (client id → members) has the last word.
 */
export function clientsFor({ baseUrl, jwk, metadata = {} }) {
  if (!baseUrl) return [];
  const signs = (client) => client.token_endpoint_auth_method === 'private_key_jwt';
  return CLIENTS.filter((client) => !signs(client) || jwk).map((client) => {
    const own = `${baseUrl}/api/auth/providers/${client.client_id}`;
    return {
      ...client,
      ...(signs(client) ? { jwks: { keys: [jwk] } } : {}),
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
