"""Makes tests/data/tokens/tokens.json: tokens by PyJWT, by jose and by hand, with the verdicts of both libraries.

    python3 -m venv target/tokens/venv
    target/tokens/venv/bin/pip install -r conformance/tokens/requirements.txt
    cp conformance/tokens/{jose.mjs,package.json} target/tokens/ && npm install --prefix target/tokens
    target/tokens/venv/bin/python conformance/tokens/make.py target/tokens > tests/data/tokens/tokens.json

All keys are made for the run and thrown away. The time is that of NOW for both libraries, with an allowance of
60 s; they accept RS256 only and require exp, iss and aud. `expected` is the verdict that the library must reach,
written here by hand: the name of its TokenRefusal, or accepted. `stricter` says why it refuses what another one
accepts.
"""

import base64
import datetime
import hashlib
import hmac
import json
import subprocess
import sys
from unittest import mock

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

NOW = 1_800_000_000
ISSUER = "https://acscallautomation.communication.azure.com"
AUDIENCE = "70fd5b29-6c4a-4b9e-9f10-3f9a4f8d2c11"
DROP = object()


def encode(data):
    if isinstance(data, str):
        data = data.encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def rsa_key(bits):
    try:
        return rsa.generate_private_key(public_exponent=65537, key_size=bits)
    except ValueError:  # the library makes no key as small as this one
        pem = subprocess.run(["openssl", "genrsa", str(bits)], check=True, capture_output=True).stdout
        return serialization.load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)


PRIVATE = {
    "one": rsa_key(2048),
    "two": rsa_key(2048),
    "long": rsa_key(4096),
    "bits-512": rsa_key(512),
    "bits-1024": rsa_key(1024),
    "bits-2047": rsa_key(2047),
    "encrypts": rsa_key(2048),
    "for-rs512": rsa_key(2048),
    "wraps": rsa_key(2048),
    "curve": ec.generate_private_key(ec.SECP256R1()),
    "attacker": rsa_key(2048),
}


def public_jwk(name, **more):
    key = PRIVATE[name].public_key()
    kind = jwt.algorithms.ECAlgorithm if name == "curve" else jwt.algorithms.RSAAlgorithm
    jwk = kind.to_jwk(key, as_dict=True)
    jwk.pop("key_ops", None)
    return {**jwk, "kid": name, **more}


KEYS = [
    public_jwk("one", use="sig", alg="RS256", x5t="ignored"),
    public_jwk("two", use="sig"),
    public_jwk("long", key_ops=["verify"]),
    public_jwk("bits-512", use="sig"),
    public_jwk("bits-1024", use="sig"),
    public_jwk("bits-2047", use="sig"),
    public_jwk("encrypts", use="enc"),
    public_jwk("for-rs512", use="sig", alg="RS512"),
    public_jwk("wraps", key_ops=["wrapKey"]),
    public_jwk("curve", use="sig"),
]


def claims(**changes):
    values = {"iss": ISSUER, "aud": AUDIENCE, "exp": NOW + 300, "nbf": NOW, "iat": NOW, **changes}
    return {name: value for name, value in values.items() if value is not DROP}


def header(**changes):
    values = {"alg": "RS256", "kid": "one", "typ": "JWT", **changes}
    return {name: value for name, value in values.items() if value is not DROP}


def text_of(part):
    return part if isinstance(part, (str, bytes)) else json.dumps(part)


def sign(data, key="one", scheme=None, digest=None):
    return PRIVATE[key].sign(data, scheme or padding.PKCS1v15(), digest or hashes.SHA256())


def by_hand(head=None, body=None, key="one", scheme=None, digest=None, signature=None):
    """A token of any header and claims, objects or JSON text, with a signature over them."""
    signed = encode(text_of(header() if head is None else head)) + "." + encode(text_of(claims() if body is None else body))
    if signature is None:
        signature = sign(signed.encode(), key, scheme, digest)
    return signed + "." + encode(signature)


def with_secret(secret, head):
    signed = encode(json.dumps(head)) + "." + encode(json.dumps(claims()))
    return signed + "." + encode(hmac.new(secret, signed.encode(), hashlib.sha256).digest())


def pem(name):
    key = PRIVATE[name].public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def der(name):
    key = PRIVATE[name].public_key()
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def flipped(token, segment, at):
    parts = token.split(".")
    data = bytearray(base64.urlsafe_b64decode(parts[segment] + "=" * (-len(parts[segment]) % 4)))
    data[at] ^= 1
    parts[segment] = encode(bytes(data))
    return ".".join(parts)


def with_unused_bits(token):
    """The same bytes in another spelling: 256 bytes leave four bits of the last letter unused."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) | 1]


def standard_alphabet():
    while True:
        token = by_hand(body=claims(jti=encode(hashlib.sha256(str(len(TRIED)).encode()).digest())))
        TRIED.append(token)
        start, signature = token.rsplit(".", 1)
        if "-" in signature or "_" in signature:
            return start + "." + signature.replace("-", "+").replace("_", "/")


TRIED = []

# What both libraries can make: name, expected, key, header, claims.
MADE = [
    ("plain", "accepted", "one", {}, {}),
    ("audience in an array", "accepted", "one", {}, {"aud": [AUDIENCE]}),
    ("audience among others", "accepted", "one", {}, {"aud": ["other", AUDIENCE, "third"]}),
    ("expired within the allowance", "accepted", "one", {}, {"exp": NOW - 59}),
    ("valid from within the allowance", "accepted", "one", {}, {"nbf": NOW + 60}),
    ("without nbf and iat", "accepted", "one", {}, {"nbf": DROP, "iat": DROP}),
    ("valid for a day", "accepted", "one", {}, {"exp": NOW + 86400}),
    ("second key", "accepted", "two", {}, {}),
    ("key of 4096 bits", "accepted", "long", {}, {}),
    ("without typ", "accepted", "one", {"typ": DROP}, {}),
    ("further claims", "accepted", "one", {}, {"sub": "x", "jti": "1", "tid": {"a": [1, None]}, "é": "ü"}),
    ("keys and URLs in the header", "accepted", "one", {"jku": "https://attacker.example/keys", "x5t": "x", "x5u": "https://attacker.example/x"}, {}),
    ("expired", "Expired", "one", {}, {"exp": NOW - 61}),
    ("expired at the end of the allowance", "Expired", "one", {}, {"exp": NOW - 60}),
    ("expired long ago", "Expired", "one", {}, {"exp": 0}),
    ("not valid yet", "NotYetValid", "one", {}, {"nbf": NOW + 61}),
    ("valid next century", "NotYetValid", "one", {}, {"nbf": NOW + 3_000_000_000, "exp": NOW + 4_000_000_000}),
    ("without exp", "Malformed", "one", {}, {"exp": DROP}),
    ("without iss", "Issuer", "one", {}, {"iss": DROP}),
    ("without aud", "Audience", "one", {}, {"aud": DROP}),
    ("other issuer", "Issuer", "one", {}, {"iss": "https://attacker.example"}),
    ("issuer with a slash at its end", "Issuer", "one", {}, {"iss": ISSUER + "/"}),
    ("issuer in capitals", "Issuer", "one", {}, {"iss": ISSUER.upper()}),
    ("issuer with http", "Issuer", "one", {}, {"iss": ISSUER.replace("https", "http")}),
    ("other audience", "Audience", "one", {}, {"aud": "8a7c1c1e-0f5f-4a36-8f5b-1d2e3f405162"}),
    ("audience in capitals", "Audience", "one", {}, {"aud": AUDIENCE.upper()}),
    ("beginning of the audience", "Audience", "one", {}, {"aud": AUDIENCE[:-1]}),
    ("audience and more", "Audience", "one", {}, {"aud": AUDIENCE + " other"}),
    ("no audience in the array", "Audience", "one", {}, {"aud": []}),
    ("other audiences in the array", "Audience", "one", {}, {"aud": ["other", "third"]}),
    ("unknown key id", "UnknownKey", "one", {"kid": "key-of-nobody"}, {}),
    ("key id as a path", "UnknownKey", "one", {"kid": "../../dev/null"}, {}),
    ("key id of another key", "Signature", "one", {"kid": "two"}, {}),
    ("key of an attacker under a known id", "Signature", "attacker", {"kid": "one"}, {}),
    ("RS384", "Algorithm", "one", {"alg": "RS384"}, {}),
    ("RS512", "Algorithm", "one", {"alg": "RS512"}, {}),
    ("PS256", "Algorithm", "one", {"alg": "PS256"}, {}),
    ("ES256", "Algorithm", "curve", {"alg": "ES256"}, {}),
]


def by_foreign():
    for name, expected, key, head, body in MADE:
        head = {"kid": key, **head} if key != "attacker" else head
        yield name, expected, key, header(**head), claims(**body)


def hand_made():
    """Name, expected, token, and why others may accept it."""
    good = by_hand()
    start, claims_part, signature = good.split(".")
    j = json.dumps
    base = claims()
    spaced = json.dumps(base, indent="\t", separators=(" ,\r", " : "))
    yield "white space in the claims", "accepted", by_hand(body="\n" + spaced + "\r\n"), None
    yield "escaped letters in names", "accepted", by_hand(body=j(base).replace('"iss"', '"\\u0069ss"')), None
    yield "exp with a fraction", "accepted", by_hand(body=claims(exp=NOW + 0.5)), None
    yield "no token", "Missing", "", None
    yield "one segment", "Malformed", start, None
    yield "two segments", "Malformed", f"{start}.{claims_part}", None
    yield "four segments", "Malformed", f"{good}.{signature}", None
    yield "five segments", "Malformed", f"{good}.{signature}.{signature}", None
    yield "dot at the end", "Malformed", f"{good}.", None
    yield "dot at the beginning", "Malformed", f".{good}", None
    yield "only dots", "Malformed", "..", None
    yield "no header", "Malformed", f".{claims_part}.{signature}", None
    yield "no claims", "Malformed", f"{start}..{signature}", None
    yield "no signature", "Signature", f"{start}.{claims_part}.", None
    yield "cut in the signature", "Signature", good[:-10], None
    yield "cut by one letter", "Malformed", good[:-1], None
    yield "cut in the claims", "Malformed", good[: len(start) + 40], None
    lenient = "its base64 decoder takes other spellings"
    yield "padding", "Malformed", good + "==", lenient
    yield "padding of the header", "Malformed", f"{encode(j(header(a='x' * 3)))}=.{claims_part}.{signature}", lenient
    yield "bits after the last byte", "Malformed", with_unused_bits(good), lenient
    yield "standard base64", "Malformed", standard_alphabet(), lenient
    yield "line end behind it", "Malformed", good + "\n", lenient
    yield "blank before it", "Malformed", " " + good, lenient
    yield "blank in the signature", "Malformed", good[:-9] + " " + good[-9:], lenient
    yield "scheme before it", "Malformed", "Bearer " + good, None
    yield "zero byte in a segment", "Malformed", good[:-9] + "\0" + good[-9:], lenient
    yield "other letters", "Malformed", good[:-1] + "é", None
    yield "huge", "Malformed", by_hand(body=claims(filler="x" * 9000)), "it has no bound"
    yield "header is no JSON", "Malformed", by_hand(head="alg"), None
    yield "header is an array", "Malformed", by_hand(head='["RS256"]'), None
    yield "header is a text", "Malformed", by_hand(head='"RS256"'), None
    yield "claims are an array", "Malformed", by_hand(body="[]"), None
    yield "claims are a number", "Malformed", by_hand(body="1"), None
    yield "claims are cut", "Malformed", by_hand(body=j(base)[:-1]), None
    yield "something behind the claims", "Malformed", by_hand(body=j(base) + "{}"), None
    yield "comma behind the last claim", "Malformed", by_hand(body=j(base)[:-1] + ",}"), None
    yield "claims that are not UTF-8", "Malformed", by_hand(body=j(claims(sub="~")).encode().replace(b"~", b"\xff")), "it replaces what is not UTF-8"
    yield "overlong UTF-8", "Malformed", by_hand(body=j(claims(sub="~")).encode().replace(b"~", b"\xc0\xaf")), "it replaces what is not UTF-8"
    yield "claims in UTF-16", "Malformed", by_hand(body=j(base).encode("utf-16")), "it guesses the encoding"
    yield "byte order mark", "Malformed", by_hand(body=b"\xef\xbb\xbf" + j(base).encode()), "it skips a byte order mark"
    yield "half a surrogate pair", "Malformed", by_hand(body=j(base)[:-1] + ',"sub":"\\ud800"}'), "it keeps texts that are not Unicode"
    yield "deep nesting", "Malformed", by_hand(body=j(base)[:-1] + ',"a":' + "[" * 200 + "]" * 200 + "}"), "it has no such bound"
    yield "number out of range", "Malformed", by_hand(body=j(base).replace(str(NOW + 300), "1e999")), "infinite numbers are read"
    yield "NaN", "Malformed", by_hand(body=j(base)[:-1] + ',"a":NaN}'), "NaN is read"
    yield "none", "Algorithm", by_hand(head=header(alg="none"), signature=b""), None
    yield "None", "Algorithm", by_hand(head=header(alg="None"), signature=b""), None
    yield "NONE with a signature", "Algorithm", by_hand(head=header(alg="NONE")), None
    yield "none without a key id", "Algorithm", by_hand(head={"alg": "none"}, signature=b""), None
    yield "HS256 with the public key as PEM", "Algorithm", with_secret(pem("one"), header(alg="HS256")), None
    yield "HS256 with the public key as DER", "Algorithm", with_secret(der("one"), header(alg="HS256")), None
    yield "HS256 with the public key as JWK", "Algorithm", with_secret(j(KEYS[0]).encode(), header(alg="HS256")), None
    yield "HS256 without a secret", "Algorithm", with_secret(b"", header(alg="HS256")), None
    yield "small letters in the algorithm", "Algorithm", by_hand(head=header(alg="rs256")), None
    yield "blank behind the algorithm", "Algorithm", by_hand(head=header(alg="RS256 ")), None
    yield "no algorithm", "Algorithm", by_hand(head=header(alg=DROP)), None
    yield "algorithm is a number", "Algorithm", by_hand(head=header(alg=256)), None
    yield "algorithm is an array", "Algorithm", by_hand(head=header(alg=["RS256"])), None
    yield "algorithm is null", "Algorithm", by_hand(head=header(alg=None)), None
    twice = "the last of two members counts"
    yield "algorithm twice", "Malformed", by_hand(head=j(header())[:-1] + ',"alg":"RS256"}'), twice
    yield "algorithm none and RS256", "Malformed", by_hand(head='{"alg":"none","kid":"one","alg":"RS256"}'), twice
    yield "key id twice", "Malformed", by_hand(head='{"alg":"RS256","kid":"two","kid":"one"}'), twice
    yield "key id twice, once escaped", "Malformed", by_hand(head='{"alg":"RS256","\\u006bid":"two","kid":"one"}'), twice
    yield "crit", "Malformed", by_hand(head=header(crit=["exp"], exp=NOW)), "it ignores crit"
    yield "empty crit", "Malformed", by_hand(head=header(crit=[])), "it ignores crit"
    yield "claims that are not encoded", "Malformed", by_hand(head=header(b64=False, crit=["b64"])), "it knows this extension"
    yield "no key id", "Malformed", by_hand(head=header(kid=DROP)), "it tries the keys that fit"
    yield "empty key id", "Malformed", by_hand(head=header(kid="")), None
    yield "key id is a number", "Malformed", by_hand(head=header(kid=1)), None
    yield "key id is null", "Malformed", by_hand(head=header(kid=None)), None
    yield "key id is an array", "Malformed", by_hand(head=header(kid=["one"])), None
    embedded = jwt.algorithms.RSAAlgorithm.to_jwk(PRIVATE["attacker"].public_key(), as_dict=True)
    yield "key of an attacker in the header", "Signature", by_hand(head=header(jwk=embedded), key="attacker"), None
    yield "key of an attacker by URL", "Signature", by_hand(head=header(jku="https://attacker.example/keys"), key="attacker"), None
    yield "key of 512 bits", "UnknownKey", by_hand(head=header(kid="bits-512"), key="bits-512"), "it takes short keys, with a warning"
    yield "key of 1024 bits", "UnknownKey", by_hand(head=header(kid="bits-1024"), key="bits-1024"), "it takes short keys, with a warning"
    yield "key of 2047 bits", "UnknownKey", by_hand(head=header(kid="bits-2047"), key="bits-2047"), "it takes short keys, with a warning"
    yield "key for encryption", "UnknownKey", by_hand(head=header(kid="encrypts"), key="encrypts"), "it ignores the use of a key"
    yield "key for RS512", "UnknownKey", by_hand(head=header(kid="for-rs512"), key="for-rs512"), "it ignores the algorithm of a key"
    yield "key for wrapping", "UnknownKey", by_hand(head=header(kid="wraps"), key="wraps"), "it ignores the operations of a key"
    yield "key of another kind", "UnknownKey", by_hand(head=header(kid="curve")), None
    yield "claims changed", "Signature", f"{start}.{encode(j(claims(sub='admin')))}.{signature}", None
    yield "header changed", "Signature", f"{encode(j(header(typ='at+jwt')))}.{claims_part}.{signature}", None
    yield "one bit of the signature changed", "Signature", flipped(good, 2, 100), None
    yield "signature of zeros", "Signature", by_hand(signature=bytes(256)), None
    yield "signature of one byte", "Signature", by_hand(signature=b"\x01"), None
    yield "signature with a zero before it", "Signature", by_hand(signature=b"\0" + sign(f"{start}.{claims_part}".encode())), None
    yield "signature with a byte behind it", "Signature", by_hand(signature=sign(f"{start}.{claims_part}".encode()) + b"\0"), None
    yield "signature over the claims only", "Signature", by_hand(signature=sign(claims_part.encode())), None
    yield "SHA-1 under RS256", "Signature", by_hand(digest=hashes.SHA1()), None
    yield "SHA-512 under RS256", "Signature", by_hand(digest=hashes.SHA512()), None
    yield "PSS under RS256", "Signature", by_hand(scheme=padding.PSS(padding.MGF1(hashes.SHA256()), 32)), None
    yield "issuer in an array", "Issuer", by_hand(body=claims(iss=[ISSUER])), None
    yield "issuer is null", "Issuer", by_hand(body=claims(iss=None)), None
    yield "issuer is a number", "Issuer", by_hand(body=claims(iss=1)), None
    yield "issuer twice", "Malformed", by_hand(body=j(claims(iss="x"))[:-1] + f',"iss":"{ISSUER}"}}'), twice
    yield "audience is a number", "Audience", by_hand(body=claims(aud=1)), None
    yield "audience is null", "Audience", by_hand(body=claims(aud=None)), None
    yield "audience is an object", "Audience", by_hand(body=claims(aud={AUDIENCE: True})), None
    yield "audience is true", "Audience", by_hand(body=claims(aud=True)), None
    yield "numbers in the audience", "Audience", by_hand(body=claims(aud=[1])), None
    yield "a number beside the audience", "Audience", by_hand(body=claims(aud=[AUDIENCE, 1])), "it looks at the fitting element only"
    yield "audience in two arrays", "Audience", by_hand(body=claims(aud=[[AUDIENCE]])), None
    yield "audience twice", "Malformed", by_hand(body=j(claims(aud="x"))[:-1] + f',"aud":"{AUDIENCE}"}}'), twice
    yield "exp is a text", "Malformed", by_hand(body=claims(exp=str(NOW + 300))), "it converts texts"
    yield "exp is null", "Malformed", by_hand(body=claims(exp=None)), None
    yield "exp is true", "Malformed", by_hand(body=claims(exp=True)), None
    yield "exp is an array", "Malformed", by_hand(body=claims(exp=[NOW + 300])), None
    yield "exp before 1970", "Expired", by_hand(body=claims(exp=-1)), None
    yield "exp twice", "Malformed", by_hand(body=j(claims(exp=1))[:-1] + f',"exp":{NOW + 300}}}'), twice
    yield "nbf is a text", "Malformed", by_hand(body=claims(nbf=str(NOW))), "it converts texts"
    yield "nbf is null", "Malformed", by_hand(body=claims(nbf=None)), None
    yield "issued in the future", "NotYetValid", by_hand(body=claims(iat=NOW + 61)), "it looks at iat only for a maximum age"
    yield "iat is a text", "Malformed", by_hand(body=claims(iat=str(NOW))), "it converts texts"
    yield "sub is a number", "Malformed", by_hand(body=claims(sub=1)), "it does not look at sub"
    yield "jti is a number", "Malformed", by_hand(body=claims(jti=1)), "it does not look at jti"


def by_pyjwt(key, head, body):
    # The library adds typ unless it is told not to, and sets alg.
    extra = {"typ": None, **{name: value for name, value in head.items() if name != "alg"}}
    return jwt.encode(body, PRIVATE[key], algorithm=head["alg"], headers=extra)


class AtNow(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(NOW, tz)


def pyjwt_verdict(token):
    try:
        kid = jwt.get_unverified_header(token)["kid"]
        key = next(key for key in jwt.PyJWKSet(KEYS).keys if key.key_id == kid)
        with mock.patch.object(jwt.api_jwt, "datetime", AtNow):
            jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                audience=AUDIENCE,
                issuer=ISSUER,
                leeway=60,
                options={"require": ["exp", "iss", "aud"]},
            )
        return "accepted"
    except Exception as error:  # whatever it raises, it does not accept
        return {"KeyError": "no such member", "StopIteration": "no such key"}.get(type(error).__name__, type(error).__name__)


def private_jwk(name):
    kind = jwt.algorithms.ECAlgorithm if name == "curve" else jwt.algorithms.RSAAlgorithm
    jwk = kind.to_jwk(PRIVATE[name], as_dict=True)
    jwk.pop("key_ops", None)
    return jwk


def main():
    rows = []
    for name, expected, key, head, body in by_foreign():
        rows.append({"name": name, "by": "PyJWT", "expected": expected, "token": by_pyjwt(key, head, body)})
    reasons = {}
    for name, expected, token, why in hand_made():
        rows.append({"name": name, "by": "hand", "expected": expected, "token": token})
        reasons[name] = why
    to_sign = [{"key": key, "header": head, "claims": body} for _, _, key, head, body in by_foreign()]
    request = {
        "now": NOW,
        "issuer": ISSUER,
        "audience": AUDIENCE,
        "keys": KEYS,
        "privateKeys": {key: private_jwk(key) for _, _, key, _, _ in by_foreign()},
        "toSign": to_sign,
        "toJudge": [row["token"] for row in rows],
    }
    ran = subprocess.run(
        ["node", "jose.mjs"], input=json.dumps(request), capture_output=True, text=True, check=True, cwd=sys.argv[1]
    )
    answer = json.loads(ran.stdout)
    for (name, expected, _, _, _), token in zip(by_foreign(), answer["made"]):
        rows.append({"name": name, "by": "jose", "expected": expected, "token": token})
    for row, jose in zip(rows, answer["judged"], strict=True):
        row["PyJWT"], row["jose"] = pyjwt_verdict(row["token"]), jose
        laxer = [name for name in ("PyJWT", "jose") if row[name] == "accepted" and row["expected"] != "accepted"]
        if laxer:
            why = reasons.get(row["name"]) if row["by"] == "hand" else None
            if why is None:
                sys.exit(f"{row['name']} by {row['by']}: {laxer} accept it, and nothing says why")
            row["stricter"] = f"than {' and '.join(laxer)}: {why}"
    document = {"now": NOW, "issuer": ISSUER, "audience": AUDIENCE, "keys": KEYS}
    print(json.dumps({**document, "tokens": rows}, indent=1, ensure_ascii=True))


main()
