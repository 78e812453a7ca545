"""What a checkpoint keeps: the picture and the alert board, folded up to one entry."""

import msgspec
from msgspec import Struct

from alerts import board
from alerts.fold import AlertBoard
from picture import picture
from picture.picture import Picture

VERSION = 1000 * picture.VERSION + board.VERSION  # a checkpoint of another fold is not resumed from


class _Saved(Struct):
    picture: bytes
    board: board.Board


def save(folded: Picture, book: AlertBoard) -> bytes:
    return msgspec.msgpack.encode(_Saved(picture.save(folded), book.board))


def restore(state: bytes) -> tuple[Picture, AlertBoard]:
    """The inverse of `save`. Raises msgspec.DecodeError."""
    saved = msgspec.msgpack.decode(state, type=_Saved)
    return picture.restore(saved.picture), AlertBoard(saved.board)
