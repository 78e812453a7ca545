"""One table of settings; the only reader of the environment."""

import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path

import structlog

from picture.errors import BadSetting

HERE = Path(__file__).resolve().parent
PORT = r"[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]"


@dataclass(frozen=True)
class Setting:
    """`default` None: the start stops without it."""

    name: str
    default: str | None
    help: str
    pattern: str = r".*"


SETTINGS = (
    Setting("VIGIA_SITE", None, "code of the site: the profile profiles/<code>.toml", r"[a-z0-9][a-z0-9_]*"),
    Setting("VIGIA_KIND", None, "demo or real; the two never share a store", r"demo|real"),
    Setting("VIGIA_STORE", None, "address of the store: redis://, rediss:// or unix://", r"(rediss?|unix)://.+"),
    Setting("VIGIA_PROFILES", str(HERE / "profiles"), "folder of the profiles"),
    Setting(
        "VIGIA_KEYRING", None, "file of the keys that turn a phone into a hash; made when absent, turned every 35 days"
    ),
    Setting(
        "VIGIA_EXCLUSIONS",
        "",
        "sealed file of zones inside which only the municipality is kept; python -m feeds.seal makes it; empty: none",
    ),
    Setting(
        "VIGIA_EXCLUSIONS_KEY",
        "",
        "file of the key that opens the sealed file; python -m feeds.seal makes it when absent",
    ),
    Setting(
        "VIGIA_CA",
        "",
        "file of the authorities that sign the certificates of centres, OIDC and webhooks; empty: the system's",
    ),
    Setting(
        "VIGIA_CENTRES_URL",
        "",
        "demo only: ws://host:port of the simulator; feed i of the profile, centres before registries, is at port + i",
        r"|wss?://[^/]+:\d+",
    ),
    Setting("VIGIA_DROPS", "", "folder in which registries drop files, one folder each; empty: no files are dropped"),
    Setting(
        "VIGIA_DROPS_PORT",
        "",
        "port of the feeds process for POST /drop/<source>, on 127.0.0.1 behind the site's TLS proxy; empty: none",
        "|" + PORT,
    ),
    Setting("VIGIA_GATE", "", "file of accounts, OIDC and sessions; empty: a demo on this machine, open to look at"),
    Setting(
        "VIGIA_HOSTS",
        "",
        "names under which browsers reach wall and desk, between commas; empty: this machine's own",
        r"|[A-Za-z0-9.-]+(,[A-Za-z0-9.-]+)*",
    ),
    Setting(
        "VIGIA_NOTES_KEYS",
        "",
        "file of the keys that encrypt the desk's notes, one a line, the newest first; a demo makes it when absent",
    ),
    Setting(
        "VIGIA_CHANNELS",
        "",
        "file of the channels by which people outside the room are told of alerts and briefings; empty: nobody is",
    ),
    Setting("VIGIA_ARCHIVE", "", "folder to which old facts go from the store; empty: nothing is archived"),
    Setting(
        "VIGIA_ARCHIVE_DAYS",
        "40",
        "days that facts stay in the store before they are archived, 40 or more",
        r"[4-9]\d|[1-9]\d{2,3}",
    ),
    Setting("VIGIA_BACKUP_KEY", "", "file of the key that encrypts backups; empty: none can be made"),
    Setting(
        "VIGIA_BOUNDARIES", "", "folder with an authority's own boundaries, <site>.geojson; empty: those that we ship"
    ),
    Setting("VIGIA_BRIEFINGS", "", "folder in which the briefings are kept; empty: none is made and none is shown"),
    Setting("VIGIA_FACILITIES", "", "file of the public services that the map shows; empty: it shows none"),
    Setting(
        "VIGIA_HISTORY",
        "",
        "folder where the desk's server keeps points of the past, its own; empty: none outlives the server",
    ),
    Setting("VIGIA_LANGUAGE", "es", "language of the screens", r"es|en"),
    Setting("VIGIA_WALL_PORT", "8501", "port of the wall, to which the desk's page leads", PORT),
    Setting("VIGIA_LOG", "info", "lowest level that is logged", r"debug|info|warning|error"),
    Setting("VIGIA_FEEDS_PORT", "8511", "port of the feeds process for /healthz and /metrics, on 127.0.0.1", PORT),
    Setting("VIGIA_WATCH_PORT", "8512", "port of the watch for /healthz and /metrics, on 127.0.0.1", PORT),
    Setting("VIGIA_MAPS_PORT", "8515", "port of the maps process for /healthz and /metrics, on 127.0.0.1", PORT),
    Setting(
        "VIGIA_BRIEFING_PORT", "8516", "port of the briefing process for /healthz and /metrics, on 127.0.0.1", PORT
    ),
    Setting("VIGIA_KEEPER_PORT", "8517", "port of the keeper for /healthz and /metrics, on 127.0.0.1", PORT),
)
TABLE = {s.name: s for s in SETTINGS}


def get(name: str) -> str:
    """The setting's value. Raises BadSetting, in one sentence that names the key and the value."""
    setting = TABLE[name]
    value = os.environ.get(name, "") or setting.default
    if value is None:
        raise BadSetting(f"{name} is not set: {setting.help}.")
    if not re.fullmatch(setting.pattern, value):
        raise BadSetting(f"{name} is {value!r}, which does not fit: {setting.help}.")
    return value


def folder(name: str) -> Path | None:
    """The folder that the setting names; None where it is empty."""
    value = get(name)
    return Path(value) if value else None


def token_name(source: str) -> str:
    """VIGIA_TOKEN_<SOURCE>: upper case, other characters as _."""
    return "VIGIA_TOKEN_" + _written(source)


def table_name(source: str) -> str:
    """VIGIA_TABLE_<SOURCE>."""
    return "VIGIA_TABLE_" + _written(source)


def _written(source: str) -> str:
    return re.sub(r"[^A-Z0-9]", "_", source.upper())


def token(source: str) -> str:
    """The bearer token of a feed, from its VIGIA_TOKEN_<SOURCE>. Raises BadSetting when there is none."""
    name = token_name(source)
    value = os.environ.get(name, "")
    if not value:
        raise BadSetting(f"{name} is not set: the bearer token of the feed {source}.")
    return value


def table(source: str) -> str:
    """The address of a registry's database, from its VIGIA_TABLE_<SOURCE>; it holds a password. Raises BadSetting."""
    name = table_name(source)
    value = os.environ.get(name, "")
    if not value:
        raise BadSetting(f"{name} is not set: the address of the database of the registry {source}.")
    return value


def secret(name: str) -> str:
    """The value of a variable that a file of ours names. Raises BadSetting when there is none."""
    value = os.environ.get(name, "")
    if not value:
        raise BadSetting(f"{name} is not set: the file of channels names it.")
    return value


def log_to_stdout(level: str) -> None:
    """One JSON object a line, from `level` up: `at` (UTC), `level`, `event` and what the event names.

    A traceback shows no locals: they may identify a woman. Each process calls it once, first of all, with VIGIA_LOG.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(),
        cache_logger_on_first_use=True,
    )
