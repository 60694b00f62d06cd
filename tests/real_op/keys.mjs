// The provider's signing keys, and signatures that the library would never make.
import { createHmac, createPrivateKey, generateKeyPair, randomUUID, sign } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** An RSA and a P-256 key, as private JWKs. */
async function generatePair() {
  const [rsa, ec] = await Promise.all([
    generate('rsa', { modulusLength: 2048 }),
    generate('ec', { namedCurve: 'P-256' }),
  ]);
  const jwk = (key, alg) => ({ ...key.privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: randomUUID() });
  return [jwk(rsa, 'RS256'), jwk(ec, 'ES256')];
}

export class Keys {
  /** Published keys, newest first: the first that fits an algorithm signs. */
  #live;
  /** Keys that are never published. */
  #foreign;

  static async generate() {
    const keys = new Keys();
    [keys.#live, keys.#foreign] = await Promise.all([generatePair(), generatePair()]);
    return keys;
  }

  /** The private JWKs for the provider. */
  get jwks() {
    return { keys: this.#live };
  }

  /** `add` = new keys sign, old ones stay published; `replace` = new keys only; `remove-old` = the newest pair only. */
  async rotate(mode) {
    if (mode === 'remove-old') this.#live = this.#live.slice(0, 2);
    else this.#live = [...(await generatePair()), ...(mode === 'add' ? this.#live : [])];
  }

  /**
   * The JWT again, with only the named fault in it: `claims` and `header` set members (null removes one), `alg` is
   * `none`, `HS256` (with `secret`), `RS256` (the RSA key) or `foreign` (an unpublished key, same kid), `badSig` spoils the signature.
   */
  forge(jwt, { claims = {}, header = {}, alg, secret, badSig = false }) {
    const [oldHeader, oldClaims] = jwt.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
    const signer = this.#signer(oldHeader, alg, secret);
    const newHeader = patched({ ...oldHeader, kid: signer.kid ?? oldHeader.kid, alg: signer.alg }, header);
    const input = [newHeader, patched(oldClaims, claims)].map((part) => encode(JSON.stringify(part))).join('.');
    const signature = signer.sign(Buffer.from(input));
    if (badSig) signature[0] ^= 0xff;
    return `${input}.${signature.toString('base64url')}`;
  }

  #signer({ alg, kid }, wanted, secret) {
    if (wanted === 'none') return { alg: 'none', sign: () => Buffer.alloc(0) };
    const hmac = (input) => createHmac('sha256', secret).update(input).digest();
    if (wanted === 'HS256') return { alg: wanted, sign: hmac };
    if (wanted === 'RS256') {
      const rsa = this.#live.find((key) => key.alg === wanted);
      return { alg: wanted, kid: rsa.kid, sign: (input) => sign('sha256', input, createPrivateKey({ key: rsa, format: 'jwk' })) };
    }
    const jwk =
      wanted === 'foreign'
        ? this.#foreign.find((key) => key.alg === alg)
        : (this.#live.find((key) => key.kid === kid) ?? this.#live.find((key) => key.alg === alg));
    const key = createPrivateKey({ key: jwk, format: 'jwk' });
    // JWS wants r and s side by side, not as ASN.1 (RFC 7518 section 3.4).
    return { alg, sign: (input) => sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' }) };
  }
}

/** `object` with the members of `patch` set, and without those that are null in it. */
export function patched(object, patch) {
  const merged = { ...object, ...patch };
  return Object.fromEntries(Object.entries(merged).filter(([name]) => patch[name] !== null));
}

function encode(text) {
  return Buffer.from(text).toString('base64url');
}
