// A relying party and a browser, small and strict, to try the provider with: plain fetch, and jose as the verifier.
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import http from 'node:http';

import { createRemoteJWKSet, jwtVerify, SignJWT } from 'jose';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** The public key of the private_key_jwt client. */
export const PUBLIC_JWK = { ...publicKey.export({ format: 'jwk' }), kid: 'rp', alg: 'ES256', use: 'sig' };

/** A browser without scripts: cookies by name, redirects by hand, forms on request. */
export class Browser {
  cookies = new Map();

  /** Follows redirects, and submits pages that consist of a form, until something points at `stopAt`. */
  async visit(url, stopAt) {
    let request = { url, init: {} };
    for (let hops = 0; hops < 12; hops += 1) {
      if (request.url.startsWith(stopAt)) return request;
      const response = await this.#fetch(request);
      const location = response.headers.get('location');
      if (location) request = { url: new URL(location, request.url).href, init: {} };
      else request = submitOf(await response.text(), request.url, response.status);
    }
    throw new Error(`never arrived at ${stopAt}`);
  }

  async #fetch({ url, init }) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, headers: { ...init.headers, cookie }, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}

/** The request that the only form of a page makes. */
function submitOf(html, url, status) {
  const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1];
  if (!action) throw new Error(`${status} without a redirect or a form at ${url}: ${html.slice(0, 400)}`);
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const body = new URLSearchParams(fields.map(([, name, value]) => [name, unescapeHtml(value)]));
  return { url: new URL(unescapeHtml(action), url).href, init: { method: 'POST', body }, body };
}

function unescapeHtml(text) {
  const names = { amp: '&', quot: '"', lt: '<', gt: '>', '#39': "'" };
  return text.replace(/&(amp|quot|lt|gt|#39);/g, (_, name) => names[name]);
}

export class RelyingParty {
  /** What came to the back channel, and how it is answered. */
  logoutTokens = [];
  logoutStatus = 200;

  /** Listens, and registers itself with the provider at `issuer`. */
  static async start(issuer) {
    const rp = new RelyingParty();
    rp.issuer = issuer;
    rp.server = http.createServer((req, res) => rp.#receive(req, res));
    await new Promise((resolve) => rp.server.listen(0, '127.0.0.1', resolve));
    rp.baseUrl = `http://127.0.0.1:${rp.server.address().port}`;
    const { clients } = await rp.ask('POST', 'rp', { base_url: rp.baseUrl, jwk: PUBLIC_JWK });
    rp.clients = Object.fromEntries(clients.map((client) => [client.client_id, client]));
    rp.metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
    return rp;
  }

  stop() {
    this.server.close();
  }

  /** A request to the provider's control surface. */
  async ask(method, name, body) {
    const init = { method, body: body && JSON.stringify(body) };
    const response = await fetch(`${this.issuer}/_test/${name}`, init);
    const answer = await response.json();
    if (!response.ok) throw new Error(`${response.status} ${answer.error}`);
    return answer;
  }

  /** One sign-in, as far as it goes: `{ params }` of the callback, then `tokens`, `claims` and `userinfo`. */
  async signIn(clientId, { browser = new Browser(), par = false, ...extra } = {}) {
    const client = this.clients[clientId];
    const verifier = randomBytes(32).toString('base64url');
    const sent = {
      client_id: clientId,
      redirect_uri: client.redirect_uris[0],
      response_type: 'code',
      scope: 'openid profile email groups',
      state: randomBytes(8).toString('hex'),
      nonce: randomBytes(8).toString('hex'),
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...extra,
    };
    const query = par ? { client_id: clientId, request_uri: await this.#push(client, sent) } : sent;
    const url = `${this.metadata.authorization_endpoint}?${new URLSearchParams(query)}`;
    const arrival = await browser.visit(url, sent.redirect_uri);
    const params = Object.fromEntries(arrival.body ?? new URL(arrival.url).searchParams);
    return { client, sent, verifier, params, arrival, browser };
  }

  async #push(client, sent) {
    const response = await this.post(client, this.metadata.pushed_authorization_request_endpoint, sent);
    const answer = await response.json();
    if (response.status !== 201) throw new Error(`PAR: ${JSON.stringify(answer)}`);
    return answer.request_uri;
  }

  /** The token response for a sign-in; it is not looked at. */
  async exchange({ client, verifier, params }) {
    const response = await this.post(client, this.metadata.token_endpoint, {
      grant_type: 'authorization_code',
      code: params.code,
      code_verifier: verifier,
      redirect_uri: client.redirect_uris[0],
    });
    return { status: response.status, ...(await response.json()) };
  }

  /** A form post with the client's own authentication. */
  async post(client, url, fields) {
    const form = new URLSearchParams(fields);
    const headers = {};
    const { client_id: id, client_secret: secret, token_endpoint_auth_method: method } = client;
    const encode = (text) => new URLSearchParams({ x: text }).toString().slice(2);
    if (method === 'client_secret_basic') {
      headers.authorization = `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
    } else {
      form.set('client_id', id);
    }
    if (method === 'client_secret_post') form.set('client_secret', secret);
    if (method === 'private_key_jwt') {
      form.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
      form.set('client_assertion', await assertion(id, this.issuer));
    }
    return fetch(url, { method: 'POST', body: form, headers });
  }

  /** The ID token's claims, checked for signature, issuer, audience and time; throws jose's errors. */
  async verify(idToken, clientId) {
    const keys = createRemoteJWKSet(new URL(this.metadata.jwks_uri));
    const { payload } = await jwtVerify(idToken, keys, {
      issuer: this.issuer,
      audience: clientId,
      algorithms: ['RS256', 'ES256'],
      requiredClaims: ['sub', 'iat', 'exp'],
    });
    return payload;
  }

  async userinfo(accessToken) {
    const headers = { authorization: `Bearer ${accessToken}` };
    const response = await fetch(this.metadata.userinfo_endpoint, { headers });
    return { status: response.status, body: response.ok ? await response.json() : undefined };
  }

  async #receive(req, res) {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    if (req.url.endsWith('/backchannel-logout')) this.logoutTokens.push(form.get('logout_token'));
    res.writeHead(this.logoutStatus, { 'cache-control': 'no-store' }).end();
  }
}

function assertion(clientId, audience) {
  return new SignJWT({ iss: clientId, sub: clientId, aud: audience, jti: randomBytes(8).toString('hex') })
    .setProtectedHeader({ alg: 'ES256', kid: 'rp' })
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(privateKey);
}
