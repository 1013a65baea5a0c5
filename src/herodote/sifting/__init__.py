"""What stands between reading and coding where there are many documents: copies and other languages are left out."""

from herodote.sifting.examining import Examined, Examiner
from herodote.sifting.outcomes import Coded, Duplicate, Outcome, Skipped
from herodote.sifting.sieve import Sieve
from herodote.sifting.tally import Tally

__all__ = ["Coded", "Duplicate", "Examined", "Examiner", "Outcome", "Sieve", "Skipped", "Tally"]
