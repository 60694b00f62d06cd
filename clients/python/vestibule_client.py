"""Verifies the tokens of a Vestibule server: ``Remote-Identity``, which its forward-auth adds to each request, and ID tokens."""

import asyncio
import hmac
import threading
import time

import jwt

# What the server signs with. A token does not choose anything else, "none" least of all.
ALGORITHMS = ["ES256", "RS256", "EdDSA"]
HEADER = b"remote-identity"


class IdentityError(Exception):
    """A request or token that is not accepted. ``status`` is what to answer: 401, or 503 without the server's keys."""

    def __init__(self, message, status):
        super().__init__(message)
        self.status = status


class Verifier:
    """Verifies tokens with the server's keys, which are fetched when they are needed and kept for ``lifetime`` seconds.

    ``issuer`` is ``public_url`` of the server. ``audience`` is the origin of this application as browsers know it, or its
    client id where ID tokens are verified. Keys are fetched again for a key that is not among them, at most every
    ``cooldown`` seconds: without a pause anybody could make this application ask for them with each request.
    """

    def __init__(self, issuer, audience, *, cooldown=30, lifetime=600):
        self.issuer = issuer.rstrip("/")
        self.audience = audience
        self._cooldown, self._lifetime = cooldown, lifetime
        self._client = jwt.PyJWKClient(f"{self.issuer}/.well-known/jwks.json", cache_jwk_set=False)
        self._keys, self._fetched_at = {}, float("-inf")
        self._lock = threading.Lock()

    def identity(self, token):
        """What a value of ``Remote-Identity`` says, or ``None`` for an empty one: somebody who is not signed in."""
        return self._verify(token, {"identity+jwt"}) if token else None

    def id_token(self, token, *, nonce=None):
        """The claims of an ID token, whose ``nonce`` is compared when one is given."""
        claims = self._verify(token, {"jwt"})
        if nonce is not None and not hmac.compare_digest(str(claims.get("nonce", "")), nonce):
            raise IdentityError("the token is not accepted: it answers another request (nonce)", 401)
        return claims

    def _verify(self, token, types):
        try:
            header = jwt.get_unverified_header(token)
            # RFC 8725 section 3.11: a token of one kind is not taken for another. An ID token says JWT or nothing.
            if str(header.get("typ", "JWT")).lower() not in types:
                raise jwt.InvalidTokenError(f"it is of type {header.get('typ')}")
            return jwt.decode(
                token,
                self._key(header.get("kid")),
                algorithms=ALGORITHMS,
                audience=self.audience,
                issuer=self.issuer,
                options={"require": ["exp", "sub", "iss", "aud"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise IdentityError(f"the token is not accepted: {error}", 401) from error

    def _key(self, kid):
        with self._lock:
            age = time.monotonic() - self._fetched_at
            if age >= self._lifetime or (kid not in self._keys and age >= self._cooldown):
                self._fetch()
            key = self._keys.get(kid)
        if key is None:
            raise jwt.InvalidKeyError("its key is not one of the server's")
        return key

    def _fetch(self):
        try:
            found = self._client.get_jwk_set(refresh=True).keys
        except Exception as error:
            raise IdentityError(f"the keys of {self.issuer} cannot be fetched: {error}", 503) from error
        self._keys = {key.key_id: key.key for key in found}
        self._fetched_at = time.monotonic()


class IdentityMiddleware:
    """ASGI middleware. ``scope["identity"]`` says who sends the request; without anybody it is answered with 401, or, with
    ``optional``, is ``None``."""

    def __init__(self, app, verifier, *, optional=False):
        self.app, self.verifier, self.optional = app, verifier, optional

    async def __call__(self, scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        values = [value for name, value in scope["headers"] if name.lower() == HEADER]
        try:
            # Two values are a mistake of the proxy, or somebody's attempt.
            token = b",".join(values).decode("latin-1")
            # Keys may have to be fetched, and other requests do not wait for that.
            identity = await asyncio.to_thread(self.verifier.identity, token)
        except IdentityError as error:
            return await _answer(scope, send, error.status)
        if identity is None and not self.optional:
            return await _answer(scope, send, 401)
        return await self.app({**scope, "identity": identity}, receive, send)


async def _answer(scope, send, status):
    if scope["type"] == "websocket":
        return await send({"type": "websocket.close", "code": 1008})
    body = b"not signed in\n" if status == 401 else b"try again later\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
