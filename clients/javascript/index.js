// Verifies the tokens of a Vestibule server: `Remote-Identity`, which its forward-auth adds to each request, and ID tokens.
// Fetch, Web Crypto and nothing else, so that it runs in Node and in workers at the edge.
import { createRemoteJWKSet, errors, jwtVerify } from "jose";

// What the server signs with. A token does not choose anything else, `none` least of all.
const ALGORITHMS = ["ES256", "RS256", "EdDSA"];
const HEADER = "remote-identity";

/** A request or token that is not accepted. `status` is what to answer: 401, or 503 when the server's keys cannot be had. */
export class IdentityError extends Error {
  constructor(message, status, cause) {
    super(message, { cause });
    this.name = "IdentityError";
    this.status = status;
  }
}

/**
 * @param {object} options
 * @param {string} options.issuer `public_url` of the server.
 * @param {string} options.audience For `identity`: the origin of this application as browsers know it. For `idToken`: its client id.
 * @param {number} [options.cooldown] How many milliseconds to wait before the keys are fetched again for a key that is not among
 *   them. Without a pause anybody could make this application ask for them with each request.
 */
export function createVerifier({ issuer, audience, cooldown = 30_000 }) {
  const base = issuer.replace(/\/+$/, "");
  const keys = createRemoteJWKSet(new URL(`${base}/.well-known/jwks.json`), { cooldownDuration: cooldown });

  async function verify(token, expected) {
    const options = { issuer: base, audience, algorithms: ALGORITHMS, requiredClaims: ["exp", "sub"], ...expected };
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, options);
      // RFC 8725 §3.11: another kind of token is not taken for an ID token, which says JWT or nothing.
      const typ = protectedHeader.typ?.toLowerCase() ?? "jwt";
      if (!options.typ && typ !== "jwt") throw new errors.JWTInvalid(`it is of type ${typ}`);
      return payload;
    } catch (error) {
      // What is not about the token is about getting the keys.
      const isToken = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout) && error.code !== "ERR_JOSE_GENERIC";
      if (isToken) throw new IdentityError(`the token is not accepted: ${error.message}`, 401, error);
      throw new IdentityError(`the keys of ${base} cannot be fetched: ${error.message}`, 503, error);
    }
  }

  /** Who sends a request, or null for somebody who is not signed in. Takes the headers of Fetch or of Node. */
  async function identity(headers) {
    const value = typeof headers.get === "function" ? headers.get(HEADER) : headers[HEADER];
    return value ? verify(value, { typ: "identity+jwt" }) : null;
  }

  /** The claims of an ID token. The caller compares `nonce` with its own. */
  async function idToken(token, { nonce } = {}) {
    const claims = await verify(token);
    if (nonce !== undefined && claims.nonce !== nonce) {
      throw new IdentityError("the token is not accepted: it answers another request (nonce)", 401);
    }
    return claims;
  }

  /** For Express and Connect: sets `request.identity`, and answers 401 to whoever is not signed in unless `optional`. */
  function middleware({ optional = false } = {}) {
    return async (request, response, next) => {
      try {
        request.identity = await identity(request.headers);
      } catch (error) {
        if (!(error instanceof IdentityError)) return next(error);
        return answer(response, error.status, error.status === 401 ? "not signed in" : "try again later");
      }
      if (request.identity === null && !optional) return answer(response, 401, "not signed in");
      return next();
    };
  }

  return { identity, idToken, middleware };
}

function answer(response, status, text) {
  response.statusCode = status;
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(`${text}\n`);
}
