"""A value that is shown nowhere."""


class Secret:
    """An address or a token. Only who calls it gets it: no log, error or traceback prints it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __call__(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"
