"""How each registry of a profile is read by rows, as the settings say."""

from collections.abc import Iterable
from pathlib import Path

import settings
from feeds.adapters.feed import TableWay
from feeds.adapters.folder import folder_of
from feeds.adapters.mapping import Rules
from picture.errors import BadSetting
from picture.policy import Registry
from picture.profile import Profile


def ways(profile: Profile, registries: Iterable[Registry]) -> tuple[TableWay, ...]:
    """Raises BadProfile for a mapping that cannot be, BadSetting for a registry that would never be heard."""
    drops, port = settings.get("VIGIA_DROPS"), settings.get("VIGIA_DROPS_PORT")
    return tuple(_way(registry, profile, drops, port) for registry in registries)


def _way(registry: Registry, profile: Profile, drops: str, port: str) -> TableWay:
    rules = Rules(registry, profile.zone)
    if not (rules.table.view or drops or port):
        raise BadSetting(
            f"VIGIA_DROPS and VIGIA_DROPS_PORT are empty, and {registry.source} has no view: it would never be heard."
        )
    return TableWay(
        registry=registry,
        rules=rules,
        url=settings.table(registry.source) if rules.table.view else "",
        setting=settings.table_name(registry.source),
        folder=folder_of(Path(drops), registry.source) if drops else None,
        token=settings.token(registry.source) if port else "",
    )


def drops_port() -> int | None:
    return int(port) if (port := settings.get("VIGIA_DROPS_PORT")) else None
