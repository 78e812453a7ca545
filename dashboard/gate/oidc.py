"""People by the institution's own accounts: OpenID Connect, code flow with PKCE, state and nonce."""

import asyncio
import re
import secrets
import ssl
import time
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import httpx2
import msgspec
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from msgspec import Struct

from dashboard.gate.ledger import Oidc
from dashboard.gate.person import Person

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
FRESH = 3600.0  # seconds for which what the provider says of itself is kept
PATIENCE = 5.0  # seconds
LEEWAY = 60  # seconds that two clocks may differ
ALL = "*"  # a scope's claim: every agency, every municipality


class ProviderAway(Exception):
    """Raised when the provider does not answer, or says nothing that can be used; the text never holds a secret."""


class Unconfirmed(Exception):
    """Raised when the provider did not confirm somebody, or confirmed another sign-in than ours."""


class Started(Struct, frozen=True):
    """A sign-in on its way. `binding` stays with the browser: nobody finishes a sign-in that another one began."""

    nonce: str
    verifier: str
    binding: str
    back: str


class Metadata(Struct, frozen=True):
    """What a provider says of itself (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    authorization_response_iss_parameter_supported: bool = False


class Provider:
    """One issuer. `ca`: a file of certificate authorities; empty: the system's."""

    def __init__(self, oidc: Oidc, ca: str = "") -> None:
        self._oidc = oidc
        self._tls = ssl.create_default_context(cafile=ca or None)
        self._told: tuple[float, Metadata] | None = None
        self._keys: KeySet | None = None
        self._turn = asyncio.Lock()

    def _client(self, back: str = "") -> Any:
        return AsyncOAuth2Client(
            self._oidc.client_id,
            self._oidc.secret(),
            scope=" ".join(self._oidc.scopes),
            redirect_uri=back,
            code_challenge_method="S256",
            verify=self._tls,
            timeout=PATIENCE,
            trust_env=False,
        )

    async def start(self, back: str) -> tuple[str, str, Started]:
        """The provider's address, the state that it gives back, and what to keep meanwhile. Raises ProviderAway."""
        metadata = await self._metadata()
        nonce, verifier, binding = (secrets.token_urlsafe(48) for _ in range(3))
        started = Started(nonce, verifier, binding, back)
        async with self._client(back) as client:
            address, state = client.create_authorization_url(
                metadata.authorization_endpoint,
                state=secrets.token_urlsafe(32),
                code_verifier=started.verifier,
                nonce=started.nonce,
            )
        return address, state, started

    async def finish(self, started: Started, code: str, issuer: str | None) -> dict[str, Any]:
        """The claims of who signed in. Raises ProviderAway, Unconfirmed."""
        metadata = await self._metadata()
        if issuer is None and metadata.authorization_response_iss_parameter_supported:
            raise Unconfirmed("The answer names no issuer.")
        if issuer is not None and issuer != metadata.issuer:
            raise Unconfirmed("The answer names another issuer.")
        try:
            async with self._client(started.back) as client:
                token = await client.fetch_token(metadata.token_endpoint, code=code, code_verifier=started.verifier)
                claims = await self._claims(client, metadata, str(token.get("id_token", "")), started.nonce)
                if metadata.userinfo_endpoint and any(name not in claims for name in self._needed()):
                    answer = await client.get(metadata.userinfo_endpoint)
                    told = answer.raise_for_status().json()
                    if told.get("sub") != claims["sub"]:
                        raise Unconfirmed("The user's details are of another subject.")
                    claims = told | claims
        except (httpx2.HTTPError, OSError) as error:
            raise ProviderAway(type(error).__name__) from None
        except (AuthlibBaseError, JoseError, ValueError, TypeError, AttributeError) as error:  # or nonsense
            raise Unconfirmed(type(error).__name__) from None
        return claims

    def _needed(self) -> list[str]:
        oidc = self._oidc
        return [n for n in (oidc.roles_claim, oidc.name_claim, oidc.agencies_claim, oidc.municipalities_claim) if n]

    async def _claims(self, client: Any, metadata: Metadata, id_token: str, nonce: str) -> dict[str, Any]:
        """Of a token that the provider signed for us and for this sign-in (OpenID Connect Core 1.0, 3.1.3.7)."""
        try:
            token = jwt.decode(id_token, await self._key_set(client, metadata), algorithms=ALGORITHMS)
        except InvalidKeyIdError:  # it has turned its keys
            token = jwt.decode(id_token, await self._key_set(client, metadata, anew=True), algorithms=ALGORITHMS)
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": metadata.issuer},
            aud={"essential": True, "value": self._oidc.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(token.claims)
        if token.claims.get("azp", self._oidc.client_id) != self._oidc.client_id:
            raise Unconfirmed("The token was made for another client.")
        return dict(token.claims)

    async def _key_set(self, client: Any, metadata: Metadata, *, anew: bool = False) -> KeySet:
        if self._keys is None or anew:
            answer = await client.request("GET", metadata.jwks_uri, withhold_token=True)
            self._keys = KeySet.import_key_set(answer.raise_for_status().json())
        return self._keys

    async def _metadata(self) -> Metadata:
        async with self._turn:
            if self._told and time.monotonic() - self._told[0] < FRESH:
                return self._told[1]
            address = self._oidc.issuer.rstrip("/") + "/.well-known/openid-configuration"
            try:
                async with httpx2.AsyncClient(verify=self._tls, timeout=PATIENCE, trust_env=False) as client:
                    answer = await client.get(address)
                metadata = msgspec.json.decode(answer.raise_for_status().content, type=Metadata)
            except (httpx2.HTTPError, OSError, msgspec.MsgspecError) as error:
                raise ProviderAway(type(error).__name__) from None
            if metadata.issuer.rstrip("/") != self._oidc.issuer.rstrip("/"):
                raise ProviderAway("The provider names another issuer.")
            self._told, self._keys = (time.monotonic(), metadata), None
            return metadata


def person(oidc: Oidc, claims: Mapping[str, Any]) -> Person | None:
    """Who the claims say it is; None without a role, or without the scope that the site's provider should give."""
    roles = frozenset(oidc.roles[value] for value in values(claims, oidc.roles_claim) if value in oidc.roles)
    agencies = _scope(claims, oidc.agencies_claim)
    municipalities = _scope(claims, oidc.municipalities_claim)
    if not roles or agencies is None or municipalities is None:
        return None
    name = claims.get(oidc.name_claim)
    account = account_id(str(claims["iss"]), str(claims["sub"]))
    known = name.strip()[:80] if isinstance(name, str) and name.isprintable() else ""
    return Person(account, known or account, roles, agencies, municipalities)


def account_id(issuer: str, subject: str) -> str:
    """An id that fits the journal's pattern, and that no local account can have."""
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", subject):
        return f"oidc:{subject}"
    return f"oidc:{blake2b(f'{issuer} {subject}'.encode(), digest_size=12).hexdigest()}"


def values(claims: Mapping[str, Any], name: str) -> list[str]:
    """A claim's values: a list of words, or words between blanks; `a.b` is b inside a where no claim has that name."""
    found: Any = claims.get(name)
    if found is None and "." in name:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return found.split()
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _scope(claims: Mapping[str, Any], name: str) -> tuple[str, ...] | None:
    """None: the claim should be there and is not."""
    if not name:
        return ()
    found = values(claims, name)
    if ALL in found:
        return ()
    return tuple(found) or None
