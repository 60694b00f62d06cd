import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { createVerifier, IdentityError } from "./index.js";

const AUDIENCE = "https://files.example.com";
let server, issuer, keys, fetched;

async function makeKey(kid, alg = "ES256") {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
}

before(async () => {
  server = createServer((request, response) => {
    assert.equal(request.url, "/.well-known/jwks.json");
    fetched += 1;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ keys: keys.map((key) => key.jwk) }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${server.address().port}`;
});

after(() => server.close());

/** A token that is good but for what is changed. */
function sign(key, { claims = {}, header = {}, lifetime = 300 } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: issuer, aud: AUDIENCE, sub: "ada", groups: ["staff"], iat: now, exp: now + lifetime, ...claims };
  return new SignJWT(all).setProtectedHeader({ alg: key.alg, kid: key.kid, typ: "identity+jwt", ...header }).sign(key.privateKey);
}

async function fresh(...made) {
  [keys, fetched] = [made, 0];
  const verifier = createVerifier({ issuer, audience: AUDIENCE, cooldown: 0 });
  return (token) => verifier.identity({ "remote-identity": token });
}

const refused = (status) => (error) => error instanceof IdentityError && error.status === status;

test("a good token names the person, and keys are fetched once", async () => {
  for (const alg of ["ES256", "RS256", "EdDSA"]) {
    const key = await makeKey(`k-${alg}`, alg);
    const identity = await fresh(key);
    for (let request = 0; request < 5; request += 1) {
      const { sub, groups } = await identity(await sign(key));
      assert.deepEqual([sub, groups], ["ada", ["staff"]]);
    }
    assert.equal(fetched, 1, alg);
  }
});

test("the headers of Fetch are read, and nobody is null", async () => {
  const key = await makeKey("k");
  await fresh(key);
  const verifier = createVerifier({ issuer: `${issuer}/`, audience: AUDIENCE });
  assert.equal((await verifier.identity(new Headers({ "Remote-Identity": await sign(key) }))).sub, "ada");
  assert.equal(await verifier.identity(new Headers({ "Remote-Identity": "" })), null);
  assert.equal(await verifier.identity({}), null);
});

test("what is not meant for us, not now, or not by the server is refused", async () => {
  const [key, foreign] = [await makeKey("k"), await makeKey("k")];
  const identity = await fresh(key);
  const unsigned = (await sign(key)).split(".");
  unsigned[0] = Buffer.from(JSON.stringify({ alg: "none", kid: "k", typ: "identity+jwt" })).toString("base64url");
  const changed = (await sign(key)).split(".");
  changed[1] = Buffer.from(JSON.stringify({ iss: issuer, aud: AUDIENCE, sub: "eve", exp: 2e9 })).toString("base64url");
  for (const [what, token] of Object.entries({
    expired: await sign(key, { lifetime: -1 }),
    "a foreign audience": await sign(key, { claims: { aud: "https://other.example.com" } }),
    "a foreign issuer": await sign(key, { claims: { iss: "https://other.example.com" } }),
    "a foreign key": await sign(foreign),
    "alg none": `${unsigned[0]}.${unsigned[1]}.`,
    "alg none with a signature": unsigned.join("."),
    "changed claims": changed.join("."),
    "no end": await sign(key, { claims: { exp: undefined } }),
    "no person": await sign(key, { claims: { sub: undefined } }),
    "an ID token": await sign(key, { header: { typ: "JWT" } }),
    "no token": "ada",
  })) {
    await assert.rejects(identity(token), refused(401), what);
  }
});

test("keys are fetched again when they have changed, and not before the pause is over", async () => {
  const [old, next] = [await makeKey("old"), await makeKey("next")];
  const identity = await fresh(old);
  await identity(await sign(old));
  keys = [old, next];
  await identity(await sign(next));
  assert.equal(fetched, 2);
  const patient = createVerifier({ issuer, audience: AUDIENCE });
  await patient.identity({ "remote-identity": await sign(next) });
  const unknown = await sign(await makeKey("unknown"));
  for (let request = 0; request < 5; request += 1) {
    await assert.rejects(patient.identity({ "remote-identity": unknown }), refused(401));
  }
  assert.equal(fetched, 3);
});

test("a server that does not answer is no answer about the person", async () => {
  const key = await makeKey("k");
  const verifier = createVerifier({ issuer: "http://127.0.0.1:9", audience: AUDIENCE });
  await assert.rejects(verifier.identity({ "remote-identity": await sign(key) }), refused(503));
});

test("the nonce of an ID token is compared", async () => {
  const key = await makeKey("k");
  await fresh(key);
  const verifier = createVerifier({ issuer, audience: AUDIENCE });
  const token = await sign(key, { claims: { nonce: "n" }, header: { typ: "JWT" } });
  assert.equal((await verifier.idToken(token, { nonce: "n" })).sub, "ada");
  await assert.rejects(verifier.idToken(token, { nonce: "other" }), refused(401));
  await assert.rejects(verifier.idToken(await sign(key)), refused(401), "Remote-Identity is no ID token");
});

test("the middleware answers for whoever is not signed in", async () => {
  const key = await makeKey("k");
  await fresh(key);
  const verifier = createVerifier({ issuer, audience: AUDIENCE });
  async function run(headers, options) {
    const seen = { headers: {}, passed: false };
    const response = { setHeader: () => {}, end: () => {}, set statusCode(status) { seen.status = status; } };
    const request = { headers };
    await verifier.middleware(options)(request, response, () => { seen.passed = true; });
    return [seen.passed, seen.status, request.identity?.sub];
  }
  assert.deepEqual(await run({ "remote-identity": await sign(key) }), [true, undefined, "ada"]);
  assert.deepEqual(await run({}), [false, 401, undefined]);
  assert.deepEqual(await run({}, { optional: true }), [true, undefined, undefined]);
  assert.deepEqual(await run({ "remote-identity": "ada" }, { optional: true }), [false, 401, undefined]);
});
