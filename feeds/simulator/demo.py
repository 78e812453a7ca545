"""The pretend centres' and registries' parameters: `demo.toml` for those it names, a generic set for all others."""

import math
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from feeds.simulator.casemodel import CaseModel
from feeds.simulator.model import CentreModel, Group, QueueModel, Span
from picture.policy import Registry
from picture.profile import Centre, Profile, Queue

DEMO = Path(__file__).with_name("demo.toml")
PEAK = 1.6  # times the mean load that a generic centre is staffed for
SPARE = 0.5  # square-root staffing: people beyond the load, in roots of it


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(DEMO.read_text(encoding="utf-8"))


def model_of(centre: Centre, profile: Profile) -> CentreModel:
    """The parameters of a profile's centre; generic ones where the demo knows no centre with these queues."""
    codes = {queue.code for queue in centre.queue}
    for named in _table()["centre"]:
        if named["source"] == centre.source and codes == {queue["code"] for queue in named["queue"]}:
            return msgspec.convert({**named, "queue": [_spelt_out(queue) for queue in named["queue"]]}, CentreModel)
    return _generic(centre, profile)


def cases_of(registry: Registry) -> CaseModel:
    """The casework of a registry: what the demo says of it alone over what it says of all."""
    own: dict[str, Any] = next((named for named in _table()["registry"] if named["source"] == registry.source), {})
    return msgspec.convert({**_table()["casework"], **{k: v for k, v in own.items() if k != "source"}}, CaseModel)


def _spelt_out(queue: dict[str, Any]) -> dict[str, Any]:
    table = _table()
    return {**queue, "hours": table["hours"][queue["hours"]], "weekdays": table["weekdays"][queue["weekdays"]]}


def _generic(centre: Centre, profile: Profile) -> CentreModel:
    queues = tuple(_generic_queue(queue) for queue in centre.queue)
    return CentreModel(
        source=centre.source,
        queue=queues,
        group=tuple(Group(queues=(q.code,), staff=(_people(q),) * len(profile.shift)) for q in queues),
        menu=msgspec.convert(_table()["generic"]["menu"], Span),
    )


def _generic_queue(queue: Queue) -> QueueModel:
    generic = dict(_table()["generic"])
    main, apart, other = (generic.pop(k) for k in ("per_week", "per_week_apart", "per_week_other_language"))
    del generic["menu"]
    own = {
        "code": queue.code,
        "language": queue.language,
        "per_week": apart if queue.apart else main if queue.language == "es" else other,
    }
    return msgspec.convert(_spelt_out({**generic, **own}), QueueModel)


def _people(queue: QueueModel) -> int:
    wrap_up = queue.wrap_up.mean if queue.wrap_up else 0.0
    load = PEAK * queue.per_week / (168 * 3600) * (queue.talk.mean + wrap_up)
    return math.ceil(load + SPARE * math.sqrt(load))
