"""Every conversion between units of one quantity, each named once."""

from typing import Final

KJ_PER_WH: Final = 3.6
WH_PER_KWH: Final = 1e3
WH_PER_GWH: Final = 1e9
KWH_PER_GWH: Final = 1e6
GWH_PER_TWH: Final = 1e3

G_PER_KG: Final = 1e3
G_PER_T: Final = 1e6

TOKENS_PER_THOUSAND: Final = 1e3
TOKENS_PER_MILLION: Final = 1e6

SECONDS_PER_DAY: Final = 86_400.0
