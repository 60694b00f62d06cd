// A certified OpenID provider (npm `oidc-provider`) as the upstream of the black-box tests.
//
//   node op.mjs            starts on a free loopback port and prints one line:
//                          {"ready":true,"issuer":"http://127.0.0.1:PORT","port":PORT}
//
// Environment:
//   RP_BASE_URL            origin of the relying party, if it is known already; else POST /_test/rp later
//   RP_PUBLIC_JWK          public key of the private_key_jwt client, as a JWK
//   STOP_WITH_STDIN=1      end when standard input is closed, so that a test that dies leaves nothing behind
//
// It approves every sign-in by itself, keeps sessions and codes when its keys change, and can be made to lie.
// control.mjs lists what can be asked of it; clients.mjs and accounts.mjs say who is who.
import { readFileSync, realpathSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { pathToFileURL } from 'node:url';

import { createControl } from './control.mjs';
import { answerInteraction } from './interaction.mjs';
import { Keys } from './keys.mjs';
import { createProvider } from './provider.mjs';
import { createState } from './state.mjs';
import { createStore } from './store.mjs';

// The library writes notices to standard output, where the ready line has to be alone.
console.info = console.error;

/** Starts the provider; resolves once it answers. `rp` = `{ baseUrl, jwk }`, as far as they are known. */
export async function startOp(rp = {}) {
  const keys = await Keys.generate();
  const state = createState(rp);
  const store = createStore();
  const server = http.createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  const issuer = `http://127.0.0.1:${port}`;
  // Asks for a certificate and takes whichever it is shown: what it is worth is the library's to say (RFC 8705).
  const tls = https.createServer({ ...tlsFiles(), requestCert: true, rejectUnauthorized: false });
  await new Promise((resolve, reject) => tls.once('error', reject).listen(0, '127.0.0.1', resolve));
  const mtls = `https://localhost:${tls.address().port}`;

  // Keys and clients are fixed in a provider, so each change makes a new one in front of the same store.
  const op = { issuer, mtls, keys, state, store, provider: undefined, handle: undefined };
  op.rebuild = () => {
    op.provider = createProvider(op);
    op.handle = op.provider.callback();
  };
  op.rebuild();

  const control = createControl(op);
  const answer = (req, res) => {
    const [pathname] = req.url.split('?');
    if (pathname.startsWith('/_test/')) return control(req, res, pathname);
    state.events.push({ event: 'request', method: req.method, path: pathname, authentication: authentication(req) });
    if (pathname.startsWith('/interaction/')) return answerInteraction(op, req, res);
    return op.handle(req, res);
  };
  const close = (one) =>
    new Promise((resolve) => {
      one.close(resolve);
      one.closeAllConnections();
    });
  for (const one of [server, tls]) one.on('request', answer);
  const stop = () => Promise.all([server, tls].map(close));
  return { issuer, port, stop };
}

/** The certificate of the TLS endpoints, made for these tests. */
function tlsFiles() {
  const read = (name) => readFileSync(new URL(`./tls/${name}`, import.meta.url));
  return { cert: read('server.pem'), key: read('server.key.pem') };
}

/** The scheme of the Authorization header, never its value. */
function authentication(req) {
  return req.headers.authorization?.split(' ')[0].toLowerCase();
}

if (import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  const jwk = process.env.RP_PUBLIC_JWK ? JSON.parse(process.env.RP_PUBLIC_JWK) : undefined;
  const op = await startOp({ baseUrl: process.env.RP_BASE_URL, jwk });
  const end = () => op.stop().then(() => process.exit(0));
  process.once('SIGTERM', end).once('SIGINT', end);
  if (process.env.STOP_WITH_STDIN === '1') process.stdin.resume().once('end', end);
  console.log(JSON.stringify({ ready: true, issuer: op.issuer, port: op.port }));
}
