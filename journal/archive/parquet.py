"""One stretch of the journal as a Parquet file: the codec's bytes, and beside them what one looks for them by."""

import errno
import hashlib
import io
import struct
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import Struct

from journal.archive.manifest import SCHEMA, Stretch, write_durably
from picture.errors import BadArchive

GROUP = 16_384  # entries of a row group: what is read at once, and passed over at once
COLUMNS = pa.schema(
    [
        *((name, pa.int64()) for name in ("number", "recorded", "time")),
        *((name, pa.string()) for name in ("source", "subject", "type", "agency")),
        ("sequence", pa.int64()),
        ("epoch", pa.string()),
        ("data", pa.binary()),
        ("case", pa.string()),  # that the fact names besides its subject; files of before have no such column
    ]
)
SOUGHT = ["number", "recorded", "time", "source", "subject", "type", "agency"]  # each row group knows their bounds
REPEATED = ["source", "type", "agency", "epoch", "case"]
UNREADABLE = (OSError, pa.ArrowInvalid, pa.ArrowKeyError, pa.ArrowNotImplementedError)

Row = tuple[int, int, bytes]  # number, recorded, the codec's bytes


class _Said(Struct, frozen=True, gc=False):
    type: str
    case: str | None = None


class Line(Struct, frozen=True, gc=False):
    """A fact as far as the columns need it: facts of any version are archived as they stand."""

    time: int
    source: str
    subject: str
    data: _Said
    sequence: int = 0
    epoch: str = ""
    agency: str = ""


line_of = msgspec.json.Decoder(Line).decode
_head = struct.Struct(">qqI")


def content(rows: Sequence[Row]) -> str:
    """SHA-256 of number, recorded and length (big-endian, 8, 8 and 4 bytes) and bytes of each entry."""
    digest = hashlib.sha256()
    for number, recorded, raw in rows:
        digest.update(_head.pack(number, recorded, len(raw)) + raw)
    return digest.hexdigest()


def write(folder: Path, rows: Sequence[Row], site: str, kind: str, generation: int) -> Stretch:
    """The file of these entries, durable when this returns. Its name tells entries and generation."""
    first, last, said = rows[0][0], rows[-1][0], content(rows)
    told = {"schema": SCHEMA, "site": site, "kind": kind, "first": first, "last": last, "content": said}
    metadata = {f"vigia.{name}": str(value) for name, value in told.items()}
    buffer = io.BytesIO()
    pq.write_table(
        _table(rows).replace_schema_metadata(metadata),
        buffer,
        row_group_size=GROUP,
        compression="zstd",
        compression_level=9,
        use_dictionary=REPEATED,
        write_statistics=SOUGHT,
        write_page_checksum=True,
    )
    raw = buffer.getvalue()
    name = f"{first:012d}-{last:012d}.{generation}.parquet"
    write_durably(folder / name, raw)
    return Stretch(
        name=name,
        first=first,
        last=last,
        since=rows[0][1],
        until=rows[-1][1],
        bytes=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
        content=said,
    )


def _table(rows: Sequence[Row]) -> pa.Table:
    lines = [line_of(raw) for _, _, raw in rows]
    columns = (
        [number for number, _, _ in rows],
        [recorded for _, recorded, _ in rows],
        *([getattr(line, name) for line in lines] for name in ("time", "source", "subject")),
        [line.data.type for line in lines],
        *([getattr(line, name) for line in lines] for name in ("agency", "sequence", "epoch")),
        [raw for _, _, raw in rows],
        [line.data.case for line in lines],
    )
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, COLUMNS, strict=True)], schema=COLUMNS)


def group(path: Path, at: int) -> list[Row]:
    """The entries of one row group. Raises FileNotFoundError, BadArchive."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            table = file.read_row_group(at, columns=["number", "recorded", "data"])
            return rows_of(table)
    except FileNotFoundError:
        raise missing(path) from None
    except UNREADABLE as error:
        raise damaged(path) from error


def everything(path: Path) -> list[Row]:
    """All entries of a file. Raises FileNotFoundError, BadArchive."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            return rows_of(file.read(columns=["number", "recorded", "data"]))
    except FileNotFoundError:
        raise missing(path) from None
    except UNREADABLE as error:
        raise damaged(path) from error


def told(path: Path) -> dict[str, str]:
    """What the file says of itself, by name without prefix. Raises BadArchive."""
    try:
        metadata = pq.read_metadata(path).metadata or {}
    except UNREADABLE as error:
        raise damaged(path) from error
    return {
        key.decode().removeprefix("vigia."): value.decode()
        for key, value in metadata.items()
        if key.startswith(b"vigia.")
    }


def rows_of(table: pa.Table) -> list[Row]:
    return list(zip(*(table[name].to_pylist() for name in ("number", "recorded", "data")), strict=True))


def missing(path: Path) -> FileNotFoundError:
    """Arrow's own does not say which."""
    return FileNotFoundError(errno.ENOENT, "is missing", str(path))


def damaged(path: Path) -> BadArchive:
    return BadArchive(f"{path.name} of the archive cannot be read: `python -m journal verify` says what is wrong.")
