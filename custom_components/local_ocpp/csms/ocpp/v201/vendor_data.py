"""What vendors say beyond the standard."""

from ..adapter import Vocabulary
from ..vendor_data import incoming, outgoing

WORDS = Vocabulary(incoming=incoming(), outgoing=outgoing(as_text=False))
