"""What the reader's heads predict, in the order of their outputs; the weights depend on this order."""

from herodote.plover import ontology

TYPES: tuple[str, ...] = tuple(ontology().types)
#: Modes as TYPE/mode, since the same word means different things under different types.
MODES: tuple[str, ...] = tuple(f"{name}/{mode}" for name, kind in ontology().types.items() for mode in kind.modes)
STATUSES: tuple[str, ...] = ("actual", "future", "hypothetical", "negated")
CERTAINTIES: tuple[str, ...] = ("stated", "hedged")
#: Stages of an instrument's life; the first label means none.
STEPS: tuple[str, ...] = (
    "", "negotiated", "initialled", "signed", "lower-house", "upper-house", "ratified", "promulgated", "deposited",
    "in-force", "invoked", "amended", "suspended", "denounced", "expired",
)  # fmt: skip
#: How a source stands to what it says, and the words of a statement beside its cue.
MANNERS: tuple[str, ...] = ("stated", "hedged", "denied")
SAYINGS: tuple[str, ...] = ("source", "content")
ROLES: tuple[str, ...] = (
    "actor", "recipient", "object", "source", "cue", "time", "place", "amount", "instrument",
)  # fmt: skip
