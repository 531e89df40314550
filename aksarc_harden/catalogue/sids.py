"""Well-known SIDs by their English names ([MS-DTYP] 2.4.2.4); the same on every host, whatever its language."""

from __future__ import annotations

AUTHENTICATED_USERS = "S-1-5-11"
DOMAIN_CONTROLLERS = "S-1-5-9"
LOCAL_SERVICE = "S-1-5-19"
NETWORK_SERVICE = "S-1-5-20"
LOCAL_ACCOUNTS = "S-1-5-113"
LOCAL_ADMINISTRATORS = "S-1-5-114"  # local accounts that are members of Administrators
ADMINISTRATORS = "S-1-5-32-544"
GUESTS = "S-1-5-32-546"
REMOTE_DESKTOP_USERS = "S-1-5-32-555"
ALL_SERVICES = "S-1-5-80-0"
VIRTUAL_MACHINES = "S-1-5-83-0"
DEFAULT_APP_POOL = "S-1-5-82-3006700770-424185619-1745488364-794895919-4004696415"  # IIS AppPool\DefaultAppPool
