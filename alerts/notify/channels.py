"""The file of channels: by which ways whom we tell. A mistake refuses the start, in a sentence without a secret."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

import settings
from alerts.notify import webhook
from alerts.notify.secret import Secret
from picture.briefing_policy import Recipient
from picture.errors import BadSetting

Kind = Literal["apprise", "webhook"]
Language = Literal["es", "en"]
RECIPIENTS: tuple[Recipient, ...] = ("lead", "supervisor", "official")
WORDS = {
    "kind": "apprise or webhook",
    "to": "lead, supervisor or official",
    "language": "es or en",
}
KINDS = {"str": "text", "int": "a whole number", "float": "a number", "array": "a list", "object": "a table"}
Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")]
Seconds = Annotated[float, Meta(ge=0.1, le=60)]
Tries = Annotated[int, Meta(ge=1, le=20)]
Variable = Annotated[str, Meta(pattern=r"^VIGIA_[A-Z0-9_]{1,60}$")]


class Channel(Struct, frozen=True, kw_only=True):
    """A way out. `to`: whom it reaches. `timeout`: seconds that one attempt may last. `tries`: failures after which
    the recipient's next channel is tried."""

    name: str
    to: tuple[Recipient, ...]
    kind: Kind
    url: Secret
    token: Secret | None = None
    timeout: float = 10
    tries: int = 3
    language: Language = "es"

    @property
    def mails(self) -> bool:
        """Whether what it sends is a mail, which may carry a paper."""
        return self.kind == "apprise" and re.match(r"mailtos?:", self.url(), re.IGNORECASE) is not None


class Ping(Struct, frozen=True, kw_only=True):
    """A dead man's switch elsewhere: it is told every `every` seconds that we live."""

    url: Secret
    every: int


class Channels(Struct, frozen=True):
    """In the order of the file, which is the order of falling over."""

    channel: tuple[Channel, ...] = ()
    ping: Ping | None = None

    def of(self, to: str) -> tuple[Channel, ...]:
        return tuple(each for each in self.channel if to in each.to)

    def named(self, name: str) -> Channel | None:
        return next((each for each in self.channel if each.name == name), None)

    @property
    def untold(self) -> tuple[str, ...]:
        """Whom no channel reaches."""
        return tuple(to for to in RECIPIENTS if not self.of(to))


class _Address(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    url: str | None = None
    url_file: str | None = None
    url_env: Variable | None = None


class _Channel(_Address, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name
    to: Annotated[tuple[Recipient, ...], Meta(min_length=1)]
    kind: Kind
    token_file: str | None = None
    timeout: Seconds = 10
    tries: Tries = 3
    language: Language | None = None


class _Ping(_Address, frozen=True, kw_only=True, forbid_unknown_fields=True):
    every: Annotated[int, Meta(ge=1, le=3600)]


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    channel: tuple[_Channel, ...] = ()
    ping: _Ping | None = None


def load(path: str, language: Language = "es") -> Channels:
    """The channels of the file at `path`; "" means none. `language`: of a channel that names none.

    Raises BadSetting, naming file, field and the kind of value that belongs there.
    """
    if not path:
        return Channels()
    try:
        value = tomllib.loads(_read(Path(path), "VIGIA_CHANNELS"))
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"{path} is not TOML: {error}.") from None
    try:
        said = msgspec.convert(value, _File)
    except msgspec.ValidationError as error:
        raise BadSetting(f"{path}: {_blamed(str(error))}.") from None
    found = tuple(_channel(each, f"{path}: channel[{at}]", language) for at, each in enumerate(said.channel))
    for at, each in enumerate(found):
        if each.name in [other.name for other in found[:at]]:
            raise BadSetting(f"{path}: channel[{at}].name: two channels are called {each.name}.")
    return Channels(found, None if said.ping is None else _ping(said.ping, f"{path}: ping"))


def _channel(said: _Channel, where: str, language: Language) -> Channel:
    url = _address(said, where)
    if said.kind == "webhook":
        _web(url, f"{where}.url")
    else:
        _apprise(url, f"{where}.url")
    if said.token_file is not None and said.kind != "webhook":
        raise BadSetting(f"{where}.token_file: belongs to a webhook; an apprise address holds its own secrets.")
    token = None if said.token_file is None else Secret(_kept(said.token_file, f"{where}.token_file"))
    return Channel(
        name=said.name,
        to=tuple(dict.fromkeys(said.to)),
        kind=said.kind,
        url=url,
        token=token,
        timeout=said.timeout,
        tries=said.tries,
        language=said.language or language,
    )


def _ping(said: _Ping, where: str) -> Ping:
    url = _address(said, where)
    _web(url, f"{where}.url")
    return Ping(url=url, every=said.every)


def _address(said: _Address, where: str) -> Secret:
    if sum(each is not None for each in (said.url, said.url_file, said.url_env)) != 1:
        raise BadSetting(f"{where}: exactly one of url, url_file and url_env says the address.")
    if said.url_file is not None:
        return Secret(_kept(said.url_file, f"{where}.url_file"))
    if said.url_env is not None:
        return Secret(settings.secret(said.url_env))
    return Secret(said.url or "")


def _kept(path: str, where: str) -> str:
    """The only line of a file."""
    lines = [line.strip() for line in _read(Path(path), where).splitlines() if line.strip()]
    if len(lines) != 1:
        raise BadSetting(f"{where}: {path} must hold one line; it holds {len(lines)}.")
    return lines[0]


def _read(path: Path, where: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadSetting(f"{where}: {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BadSetting(f"{where}: {path} is not UTF-8 text.") from None


def _web(url: Secret, where: str) -> None:
    if not webhook.usable(url()):
        raise BadSetting(f"{where}: must be https://…, or http://… on this machine.")


def _apprise(url: Secret, where: str) -> None:
    from alerts.notify import apprises  # noqa: PLC0415  # half a second that a site without such a channel is spared

    if fault := apprises.fault(url):
        raise BadSetting(f"{where}: {fault}.")


def _blamed(complaint: str) -> str:
    """msgspec's complaint without the value, which may be a secret at the wrong place."""
    said, _, found = complaint.partition(" - at `")
    path = re.sub(r"^\$\.?|`$", "", found)
    field = re.sub(r"\[[^.]*\]$", "", path).rpartition(".")[2]
    if said.startswith("Invalid enum value"):
        said = f"must be {WORDS.get(field, 'one of the words that may stand there')}"
    elif match := re.fullmatch(r"Expected `(\w+).*`, got `(\w+)`", said):
        said = f"must be {_kind(match[1])}; it is {_kind(match[2])}"
    elif match := re.fullmatch(r"Object (?:missing required|contains unknown) field `(.{1,40})`", said, re.DOTALL):
        said = f"{'lacks' if 'missing' in said else 'knows no'} {match[1]}"
    return f"{path}: {said}" if path else said


def _kind(word: str) -> str:
    return KINDS.get(word, "nothing" if word == "null" else "true or false" if word == "bool" else word)
