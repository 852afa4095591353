"""OCPP 2.1: everything that 2.0.1 says, and the blocks that say more."""

from ..adapter import Adapter
from ..v201 import ADAPTER as OCPP201
from . import remote_trigger

ADAPTER = Adapter("ocpp2.1", *OCPP201.blocks, remote_trigger.WORDS)
