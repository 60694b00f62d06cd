import asyncio
import base64
import http.server
import json
import threading
import time
import unittest

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from vestibule_client import IdentityError, IdentityMiddleware, Verifier

AUDIENCE = "https://files.example.com"


class Key:
    def __init__(self, kid, algorithm="ES256"):
        self.kid, self.algorithm = kid, algorithm
        make = {
            "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
            "RS256": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
            "EdDSA": ed25519.Ed25519PrivateKey.generate,
        }
        self.private = make[algorithm]()

    def jwk(self):
        public = self.private.public_key()
        number = lambda value, size: base64.urlsafe_b64encode(value.to_bytes(size, "big")).rstrip(b"=").decode()
        if self.algorithm == "ES256":
            point = public.public_numbers()
            kind = {"kty": "EC", "crv": "P-256", "x": number(point.x, 32), "y": number(point.y, 32)}
        elif self.algorithm == "RS256":
            numbers = public.public_numbers()
            kind = {"kty": "RSA", "n": number(numbers.n, 256), "e": number(numbers.e, 3)}
        else:
            raw = public.public_bytes_raw() if hasattr(public, "public_bytes_raw") else _raw(public)
            kind = {"kty": "OKP", "crv": "Ed25519", "x": base64.urlsafe_b64encode(raw).rstrip(b"=").decode()}
        return {**kind, "kid": self.kid, "alg": self.algorithm, "use": "sig"}


def _raw(public):
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


class Server:
    def __init__(self):
        self.keys, self.fetched = [], 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                assert self.path == "/.well-known/jwks.json"
                outer.fetched += 1
                body = json.dumps({"keys": [key.jwk() for key in outer.keys]}).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.http.server_close)
        self.addCleanup(self.server.http.shutdown)

    def sign(self, key, header=None, lifetime=300, **claims):
        """A token that is good but for what is changed; a claim that is ``None`` is left out."""
        now = int(time.time())
        everything = {"iss": self.server.issuer, "aud": AUDIENCE, "sub": "ada", "groups": ["staff"], "iat": now, "exp": now + lifetime}
        everything = {name: value for name, value in {**everything, **claims}.items() if value is not None}
        headers = {"kid": key.kid, "typ": "identity+jwt", **(header or {})}
        return jwt.encode(everything, key.private, algorithm=key.algorithm, headers=headers)

    def verifier(self, *keys, **options):
        self.server.keys, self.server.fetched = list(keys), 0
        return Verifier(self.server.issuer, AUDIENCE, **options)

    def refused(self, status, call, *arguments, **named):
        with self.assertRaises(IdentityError) as caught:
            call(*arguments, **named)
        self.assertEqual(caught.exception.status, status)

    def test_a_good_token_names_the_person_and_keys_are_fetched_once(self):
        for algorithm in ("ES256", "RS256", "EdDSA"):
            key = Key("k", algorithm)
            verifier = self.verifier(key)
            for _ in range(5):
                identity = verifier.identity(self.sign(key))
                self.assertEqual((identity["sub"], identity["groups"]), ("ada", ["staff"]))
            self.assertEqual(self.server.fetched, 1)
        self.assertIsNone(verifier.identity(""))

    def test_what_is_not_meant_for_us_not_now_or_not_by_the_server_is_refused(self):
        key = Key("k")
        verifier = self.verifier(key, cooldown=0)
        part = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
        header, claims, signature = self.sign(key).split(".")
        none = part({"alg": "none", "kid": "k", "typ": "identity+jwt"})
        eve = part({"iss": self.server.issuer, "aud": AUDIENCE, "sub": "eve", "exp": 2_000_000_000})
        for what, token in {
            "expired": self.sign(key, lifetime=-1),
            "a foreign audience": self.sign(key, aud="https://other.example.com"),
            "a foreign issuer": self.sign(key, iss="https://other.example.com"),
            "a foreign key": self.sign(Key("k")),
            "alg none": f"{none}.{claims}.",
            "alg none with a signature": f"{none}.{claims}.{signature}",
            "changed claims": f"{header}.{eve}.{signature}",
            "no end": self.sign(key, exp=None),
            "no person": self.sign(key, sub=None),
            "an ID token": self.sign(key, header={"typ": "JWT"}),
            "no token": "ada",
        }.items():
            with self.subTest(what):
                self.refused(401, verifier.identity, token)

    def test_keys_are_fetched_again_when_they_have_changed_and_not_before_the_pause_is_over(self):
        old, following = Key("old"), Key("next")
        verifier = self.verifier(old, cooldown=0)
        verifier.identity(self.sign(old))
        self.server.keys = [old, following]
        verifier.identity(self.sign(following))
        self.assertEqual(self.server.fetched, 2)
        patient = Verifier(self.server.issuer, AUDIENCE)
        patient.identity(self.sign(following))
        for _ in range(5):
            self.refused(401, patient.identity, self.sign(Key("unknown")))
        self.assertEqual(self.server.fetched, 3)

    def test_a_server_that_does_not_answer_is_no_answer_about_the_person(self):
        key = Key("k")
        self.refused(503, Verifier("http://127.0.0.1:9", AUDIENCE).identity, self.sign(key))

    def test_the_nonce_of_an_id_token_is_compared(self):
        key = Key("k")
        verifier = self.verifier(key)
        token = self.sign(key, header={"typ": "JWT"}, nonce="n")
        self.assertEqual(verifier.id_token(token, nonce="n")["sub"], "ada")
        self.refused(401, verifier.id_token, token, nonce="other")
        self.refused(401, verifier.id_token, self.sign(key))

    def test_the_middleware_answers_for_whoever_is_not_signed_in(self):
        key = Key("k")
        verifier = self.verifier(key)

        def run(headers, optional=False, kind="http"):
            seen = {}

            async def app(scope, receive, send):
                seen["identity"] = scope["identity"] and scope["identity"]["sub"]

            async def send(message):
                seen.setdefault("sent", message.get("status") or message["type"])

            scope = {"type": kind, "headers": headers}
            asyncio.run(IdentityMiddleware(app, verifier, optional=optional)(scope, None, send))
            return seen

        good = (b"Remote-Identity", self.sign(key).encode())
        self.assertEqual(run([good]), {"identity": "ada"})
        self.assertEqual(run([]), {"sent": 401})
        self.assertEqual(run([], kind="websocket"), {"sent": "websocket.close"})
        self.assertEqual(run([], optional=True), {"identity": None})
        self.assertEqual(run([good, good]), {"sent": 401})
        self.assertEqual(run([(b"remote-identity", b"ada")], optional=True), {"sent": 401})


if __name__ == "__main__":
    unittest.main()
