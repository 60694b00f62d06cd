import type { JWTPayload } from "jose";

/** What a token says of a person. `sub` is the user's id. */
export interface Identity extends JWTPayload {
  sub: string;
  preferred_username?: string;
  name?: string;
  /** Only while it is verified. */
  email?: string;
  groups?: string[];
}

/** A request or token that is not accepted. */
export class IdentityError extends Error {
  /** What to answer: 401, or 503 when the server's keys cannot be had. */
  status: 401 | 503;
}

export interface Options {
  /** `public_url` of the server. */
  issuer: string;
  /** For `identity`: the origin of this application as browsers know it. For `idToken`: its client id. */
  audience: string;
  /** Milliseconds before the keys are fetched again for a key that is not among them. Default: 30,000. */
  cooldown?: number;
}

export interface Verifier {
  /** Who sends a request, or null for somebody who is not signed in. */
  identity(headers: Headers | Record<string, string | string[] | undefined>): Promise<Identity | null>;
  /** The claims of an ID token, whose `nonce` is compared when one is given. */
  idToken(token: string, expected?: { nonce?: string }): Promise<Identity>;
  /** For Express and Connect. */
  middleware(options?: { optional?: boolean }): (request: any, response: any, next: (error?: unknown) => void) => Promise<void>;
}

export function createVerifier(options: Options): Verifier;
