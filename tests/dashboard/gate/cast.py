"""Who comes to the gate, with what, and a store whose time a test moves."""

from argon2 import PasswordHasher

from dashboard.gate.ledger import Account, Ledger, Oidc, Times
from journal.memory import MemoryJournal, MemoryStore

PASSWORD = "una frase larga"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
NOW = 1_700_000_000_000
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000

LEAD = Account("lead.norte", "María Núñez", ["lead"], HASH, agencies=["policia"])
SUPERVISOR = Account("supervisora", "Ana Íñiguez", ["supervisor"], HASH)
READER = Account("lectora", "Zoë Peña", ["reader"], HASH)
AUDITOR = Account("auditora", "Inés Ávila", ["auditor"], HASH)
LOOKER = Account("mirador", "Sala de juntas", ["wall"], HASH)
NOBODY = Account("sin.papel", "Eva Sosa", [], HASH)
GLASS = Account("emergencia", "Cuenta de emergencia", ["supervisor"], HASH, break_glass=True)
CLUMSY = [Account(f"torpe.{n}", "Olga Ruiz", ["lead"], HASH) for n in range(2)]  # they forget their passwords
OIDC = Oidc("http://localhost:1", "vigia", "groups", {"jefas": "lead"}, client_secret="s")
LEDGER = Ledger([LEAD, SUPERVISOR, READER, AUDITOR, LOOKER, NOBODY, GLASS, *CLUMSY], session=Times(idle=30, whole=12))


class Time:
    """The store's clock, milliseconds."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now

    def passes(self, milliseconds: int) -> None:
        self.now += milliseconds


def journal_at(time: Time) -> MemoryJournal:
    return MemoryJournal(MemoryStore(clock=time), "nuevo_leon")


def kept(journal: MemoryJournal) -> str:
    """All that lies in the journal's cupboard, as text."""
    return str(journal._cupboard()[0])
