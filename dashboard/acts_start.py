"""The routes of everything that people do at the desk, as one desk server mounts them."""

from starlette.routing import BaseRoute

import settings
from dashboard.acts import ActCounts, AlertActs, Desk
from dashboard.acts_desk import DeskActs
from dashboard.acts_entry import Entrance
from dashboard.acts_notes import notes_of
from dashboard.acts_room import RoomActs
from dashboard.desk_live import DeskHub
from dashboard.service import Service
from journal.notes import Notes
from picture.errors import VigiaError


def acts_of(service: Service) -> list[BaseRoute]:
    """Stops the process with one sentence when it may not start."""
    assert isinstance(service.hub, DeskHub)
    try:
        notes = notes_of(service.journal, service.gate.house.kind, settings.get("VIGIA_NOTES_KEYS"))
    except VigiaError as error:
        raise SystemExit(str(error)) from None
    counts = ActCounts()
    service.count(counts)
    return acts_routes(Desk(service.hub, service.journal, service.gate.house), notes, counts)


def acts_routes(desk: Desk, notes: Notes | None, counts: ActCounts) -> list[BaseRoute]:
    entrance = Entrance(desk.journal)
    return [
        *AlertActs(desk, notes, counts).routes(entrance),
        *DeskActs(desk, notes).routes(entrance),
        *RoomActs(desk.journal).routes(entrance),
    ]
