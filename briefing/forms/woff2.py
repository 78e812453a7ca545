"""A font of the web (WOFF 2) as TrueType, which is what Typst reads. After the W3C's recommendation of 2022. Pure.

Reads what Streamlit ships: outlines transformed (glyf, loca), every other table as it is.
"""

import struct
from collections.abc import Iterator

import pyarrow

KNOWN = (  # tags of four letters, by their number
    "cmapheadhheahmtxmaxpnameOS/2postcvt fpgmglyflocaprepCFF VORGEBDTEBLCgasphdmxkernLTSHPCLTVDMXvheavmtxBASEGDEFGPOS"
    "GSUBEBSCJSTFMATHCBDTCBLCCOLRCPALSVG sbixacntavarbdatblocbslncvarfdscfeatfmtxfvargvarhstyjustlcarmortmorxopbdprop"
    "trakZapfSilfGlatGlocFeatSill"
)
HEADER = 48


class Stream:
    """Bytes read from the front."""

    def __init__(self, held: bytes, at: int = 0) -> None:
        self.held, self.at = held, at

    def take(self, many: int) -> bytes:
        self.at += many
        return self.held[self.at - many : self.at]

    def byte(self) -> int:
        self.at += 1
        return self.held[self.at - 1]

    def short(self) -> int:
        return int.from_bytes(self.take(2))

    def base128(self) -> int:
        value = 0
        while True:
            byte = self.byte()
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value

    def few(self) -> int:
        """255UInt16: one byte for what is small."""
        code = self.byte()
        if code == 253:
            return self.short()
        if code == 254:
            return self.byte() + 506
        return self.byte() + 253 if code == 255 else code


def truetype(woff: bytes) -> bytes:
    """Raises ValueError where it is no such font."""
    if woff[:4] != b"wOF2":
        raise ValueError(f"a font of the web begins with wOF2, this one with {woff[:4]!r}")
    count, packed = struct.unpack_from(">H", woff, 12)[0], struct.unpack_from(">I", woff, 20)[0]
    listed = Stream(woff, HEADER)
    entries = [_entry(listed) for _ in range(count)]
    raw = woff[listed.at : listed.at + packed]
    plain = Stream(pyarrow.decompress(raw, sum(size for _, size, _ in entries), codec="brotli", asbytes=True))
    tables = {tag: plain.take(size) for tag, size, _ in entries}
    if any(turned for tag, _, turned in entries if tag == "glyf"):
        tables["glyf"], tables["loca"] = _outlines(tables["glyf"])
    return _assembled(woff[4:8], tables)


def _entry(listed: Stream) -> tuple[str, int, bool]:
    """Tag, bytes as they lie there, whether they are transformed."""
    flags = listed.byte()
    at = 4 * (flags & 63)
    tag = KNOWN[at : at + 4] or listed.take(4).decode()
    size = listed.base128()
    turned = (flags >> 6 == 0) if tag in {"glyf", "loca"} else flags >> 6 != 0
    if turned and tag not in {"glyf", "loca"}:
        raise ValueError(f"the font's table {tag} is transformed, which is not read here")
    return tag, listed.base128() if turned else size, turned


def _outlines(table: bytes) -> tuple[bytes, bytes]:
    options, glyphs, long, *sizes = struct.unpack_from(">HHH7I", table, 2)
    at, parts = 36, []
    for size in sizes:
        parts.append(Stream(table[at : at + size]))
        at += size
    contours, points, flags, shapes, composites, boxes, instructions = parts
    boxed = boxes.take((glyphs + 31 >> 5) * 4)
    overlaps = table[at:] if options & 1 else bytes(len(boxed))
    drawn, starts = bytearray(), []
    for glyph in range(glyphs):
        starts.append(len(drawn))
        many = int.from_bytes(contours.take(2), signed=True)
        bit = 0x80 >> (glyph & 7)
        box = boxes.take(8) if boxed[glyph >> 3] & bit else b""
        if many > 0:
            ends = [points.few() for _ in range(many)]
            steps = list(_points(sum(ends), flags, shapes))
            hints = instructions.take(shapes.few())
            start = len(drawn)
            drawn += _simple(ends, steps, hints, box)
            drawn[start + 12 + 2 * many + len(hints)] |= 0x40 * bool(overlaps[glyph >> 3] & bit)
        elif many < 0:
            drawn += b"\xff\xff" + box + _composite(composites, shapes, instructions)
        drawn += bytes(-len(drawn) % 4)
    starts.append(len(drawn))
    return bytes(drawn), struct.pack(f">{glyphs + 1}I", *starts) if long else struct.pack(
        f">{glyphs + 1}H", *(start // 2 for start in starts)
    )


def _points(many: int, flags: Stream, shapes: Stream) -> Iterator[tuple[int, int, bool]]:
    """Steps from point to point, and whether the point lies on the curve."""
    for _ in range(many):
        flag = flags.byte()
        x, y = _step(flag & 0x7F, shapes)
        yield x, y, flag < 0x80


def _step(flag: int, shapes: Stream) -> tuple[int, int]:
    """The recommendation's table of triplets."""
    if flag < 10:
        return 0, _signed(flag, ((flag & 14) << 7) + shapes.byte())
    if flag < 20:
        return _signed(flag, ((flag - 10 & 14) << 7) + shapes.byte()), 0
    if flag < 84:
        high, low = flag - 20, shapes.byte()
        x, y = 1 + (high & 0x30) + (low >> 4), 1 + ((high & 0x0C) << 2) + (low & 15)
    elif flag < 120:
        high = flag - 84
        x, y = 1 + (high // 12 << 8) + shapes.byte(), 1 + (high % 12 >> 2 << 8) + shapes.byte()
    elif flag < 124:
        first, middle, last = shapes.take(3)
        x, y = (first << 4) + (middle >> 4), ((middle & 15) << 8) + last
    else:
        x, y = shapes.short(), shapes.short()
    return _signed(flag, x), _signed(flag >> 1, y)


def _signed(flag: int, size: int) -> int:
    return size if flag & 1 else -size


def _simple(ends: list[int], steps: list[tuple[int, int, bool]], hints: bytes, box: bytes) -> bytes:
    """A glyph of outlines, every step two bytes: larger than it need be, and simple."""
    last, at, xs, ys = [], -1, [0], [0]
    for many in ends:
        at += many
        last.append(at)
    for x, y, _ in steps:
        xs.append(xs[-1] + x)
        ys.append(ys[-1] + y)
    bounds = box or struct.pack(">4h", min(xs[1:]), min(ys[1:]), max(xs[1:]), max(ys[1:]))
    marks = bytes(on for _, _, on in steps)
    head = struct.pack(f">h8s{len(ends)}HH", len(ends), bounds, *last, len(hints))
    moves = struct.pack(f">{2 * len(steps)}h", *(x for x, _, _ in steps), *(y for _, y, _ in steps))
    return head + hints + marks + moves


def _composite(composites: Stream, shapes: Stream, instructions: Stream) -> bytes:
    start, flags = composites.at, 0x20
    hinted = False
    while flags & 0x20:
        flags = composites.short()
        hinted = hinted or bool(flags & 0x100)
        scale = 2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0
        composites.take(2 + (4 if flags & 1 else 2) + scale)
    parts = composites.held[start : composites.at]
    if not hinted:
        return parts
    hints = instructions.take(shapes.few())
    return parts + struct.pack(">H", len(hints)) + hints


def _assembled(flavor: bytes, tables: dict[str, bytes]) -> bytes:
    power = len(tables).bit_length() - 1
    head = flavor + struct.pack(">4H", len(tables), 16 << power, power, 16 * len(tables) - (16 << power))
    at, listed, held = 12 + 16 * len(tables), b"", b""
    for tag in sorted(tables):
        table = tables[tag]
        padded = table + bytes(-len(table) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        listed += tag.encode() + struct.pack(">3I", checksum, at + len(held), len(table))
        held += padded
    return head + listed + held
