"""What an institution's token must be, and who its claims say somebody is."""

import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey, RSAKey

from dashboard.gate.ledger import Oidc
from dashboard.gate.oidc import Metadata, Provider, ProviderAway, Unconfirmed, account_id, person, values
from tests.stores import free_port

ISSUER = "https://cuentas.example"
OIDC = Oidc(ISSUER, "vigia", "groups", {"jefas": "lead", "supervision": "supervisor"}, client_secret="s")
METADATA = Metadata(ISSUER, f"{ISSUER}/a", f"{ISSUER}/t", f"{ISSUER}/k")
KEY = RSAKey.generate_key(2048, parameters={"kid": "1"})
OTHER = RSAKey.generate_key(2048, parameters={"kid": "1"})


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    good = {"iss": ISSUER, "aud": "vigia", "sub": "7", "exp": now + 300, "iat": now, "nonce": "n"}
    return {key: value for key, value in (good | changes).items() if value is not None}


def signed(key: Any = KEY, algorithm: str = "RS256", **changes: Any) -> str:
    return jwt.encode({"alg": algorithm, "kid": "1"}, claims(**changes), key, algorithms=[algorithm])


async def read(token: str) -> dict[str, Any]:
    provider = Provider(OIDC)
    provider._keys = KeySet([KEY])
    return await provider._claims(None, METADATA, token, "n")


async def test_a_token_that_the_provider_signed_for_us_is_read() -> None:
    assert (await read(signed()))["sub"] == "7"
    assert (await read(signed(aud=["vigia", "otra"], azp="vigia")))["sub"] == "7"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://otra.example"},
        {"aud": "otra"},
        {"nonce": "otro"},
        {"nonce": None},
        {"sub": None},
        {"exp": None},
        {"exp": 1},
        {"iat": int(time.time()) + 3600},
        {"azp": "otra"},
    ],
)
async def test_a_token_for_another_or_of_another_time_is_not(changes: dict[str, Any]) -> None:
    with pytest.raises((JoseError, Unconfirmed)):
        await read(signed(**changes))


async def test_a_token_that_the_provider_did_not_sign_is_not() -> None:
    public = OctKey.import_key(KEY.as_pem(private=False).hex())
    good = signed()
    unsigned = "eyJhbGciOiJub25lIn0." + good.split(".")[1] + "."
    tampered = ".".join([good.split(".")[0], signed(sub="8").split(".")[1], good.split(".")[2]])
    for token in (signed(OTHER), signed(public, "HS256"), unsigned, tampered, "", "a.b.c"):
        with pytest.raises((JoseError, ValueError)):
            await read(token)


def test_claims_become_roles_and_scope() -> None:
    scoped = Oidc(ISSUER, "vigia", "groups", OIDC.roles, client_secret="s", agencies_claim="org.units")
    lead = person(scoped, claims(groups=["jefas", "otras"], name="Begoña Núñez", org={"units": ["policia", "dif"]}))
    assert lead
    assert (lead.id, lead.name, lead.agencies) == ("oidc:7", "Begoña Núñez", ("policia", "dif"))
    assert lead.roles == frozenset({"lead"})
    both = person(OIDC, claims(groups="jefas supervision", name="A\nB"))
    assert both
    assert both.roles == frozenset({"lead", "supervisor"})
    assert (both.name, both.agencies) == ("oidc:7", ())


@pytest.mark.parametrize("told", [{}, {"groups": []}, {"groups": ["otras"]}, {"groups": "jefasx"}, {"groups": 7}])
def test_without_a_role_there_is_nobody(told: dict[str, Any]) -> None:
    assert person(OIDC, claims(**told)) is None


def test_where_the_scope_should_be_told_and_is_not_there_is_nobody() -> None:
    scoped = Oidc(ISSUER, "vigia", "groups", OIDC.roles, client_secret="s", municipalities_claim="places")
    assert person(scoped, claims(groups=["jefas"])) is None
    assert person(scoped, claims(groups=["jefas"], places=[])) is None
    everywhere = person(scoped, claims(groups=["jefas"], places=["*"]))
    assert everywhere
    assert everywhere.municipalities == ()


def test_any_subject_becomes_an_id_that_the_journal_takes() -> None:
    assert account_id(ISSUER, "a-7") == "oidc:a-7"
    odd = {account_id(issuer, subject) for issuer in (ISSUER, "x") for subject in ("ana@example", "auth0|7", "ñ" * 90)}
    assert len(odd) == 6
    assert all(len(each) == 29 and each.isascii() for each in odd)


def test_values_are_found_as_lists_words_and_inside() -> None:
    assert values({"a.b": ["x"], "a": {"b": ["y"]}}, "a.b") == ["x"]
    assert values({"a": {"b": "y z"}}, "a.b") == ["y", "z"]
    assert values({"a": 3}, "a.b") == []
    assert values({"a": ["x", 4, None]}, "a") == ["x"]


async def test_a_provider_that_is_not_there_is_away() -> None:
    with pytest.raises(ProviderAway):
        await Provider(Oidc(f"http://127.0.0.1:{free_port()}", "vigia", "g", {}, client_secret="s")).start("http://x/")
