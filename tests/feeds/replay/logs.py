"""Hand-made call logs in the bank's format."""

from pathlib import Path

HEADER = (
    "vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\t"
    "q_start\tq_exit\tq_time\toutcome\tser_start\tser_exit\tser_time\tserver"
)
NEVER = "0:00:00"


def line(
    outcome: str,
    *,
    date: str = "990201",
    entry: str = "9:00:00",
    vru_exit: str = "9:00:10",
    vru_time: str = "10",
    queue: str = NEVER,
    q_time: str = "0",
    service: str = NEVER,
    talk: str = "0",
    server: str = "NO_SERVER",
) -> str:
    menu = ["AA0101", "34536", "0", "0", "PS", date, entry, vru_exit, vru_time]
    return "\t".join([*menu, queue, NEVER, q_time, outcome, service, NEVER, talk, server])


def log(folder: Path, *lines: str, header: str = HEADER, end: str = "\n") -> Path:
    path = folder / "log.tsv"
    path.write_bytes(end.join([header, *lines, ""]).encode())
    return path
