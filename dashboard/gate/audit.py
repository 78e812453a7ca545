"""What people did and read, each as one record in a stream of its own, which no watch and no desk follows."""

from typing import Any

import msgspec

from dashboard.gate.person import Person
from journal.journal import Journal

AGAIN = 900_000  # ms within which a person's further looks at a case are not written again


async def note(journal: Journal, person: Person | None, what: str, about: str = "", **more: Any) -> None:
    """`what` was done, e.g. `act.assign` or `session.ended`; `about` an id. `more`: codes and ids, never what a
    person typed; `ok=False` for what was refused. The store stamps the time. Raises StoreDown."""
    record = {
        "by": person.id if person else "",
        "session": person.session if person else "",
        "what": what,
        "about": about,
        "ok": True,
    }
    await journal.audit(msgspec.json.encode(record | more))


async def read(journal: Journal, person: Person, case: str) -> bool:
    """A case's rows were read: written once per person, case and 15 minutes; whether it was now. Raises StoreDown."""
    if not await journal.put("reads", f"{person.id} {case}", b"", AGAIN, new=True):
        return False
    await note(journal, person, "case.read", case)
    return True
