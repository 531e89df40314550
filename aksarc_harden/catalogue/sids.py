"""Well-known SIDs by their English names ([MS-DTYP] 2.4.2.4); the same on every host, whatever its language."""

from __future__ import annotations

SERVICES = "S-1-5-6"  # whoever signed in as a service
DOMAIN_CONTROLLERS = "S-1-5-9"
AUTHENTICATED_USERS = "S-1-5-11"
LOCAL_SERVICE = "S-1-5-19"
NETWORK_SERVICE = "S-1-5-20"
LOCAL_ACCOUNTS = "S-1-5-113"
LOCAL_ADMINISTRATORS = "S-1-5-114"  # local accounts that are members of Administrators
ADMINISTRATORS = "S-1-5-32-544"
GUESTS = "S-1-5-32-546"
PRINT_OPERATORS = "S-1-5-32-550"
BACKUP_OPERATORS = "S-1-5-32-551"
REMOTE_DESKTOP_USERS = "S-1-5-32-555"
PERFORMANCE_LOG_USERS = "S-1-5-32-559"
DOMAIN_ADMINS = "S-1-5-21-DOMAIN-512"  # the domain's own part is put in by the site
ENTERPRISE_ADMINS = "S-1-5-21-ROOT-519"  # of the forest's root domain
ALL_SERVICES = "S-1-5-80-0"
DIAGNOSTIC_SERVICE = "S-1-5-80-3139157870-2983391045-3678747466-658725712-1809340420"  # NT SERVICE\WdiServiceHost
DEFAULT_APP_POOL = "S-1-5-82-3006700770-424185619-1745488364-794895919-4004696415"  # IIS AppPool\DefaultAppPool
VIRTUAL_MACHINES = "S-1-5-83-0"
WINDOW_MANAGERS = "S-1-5-90-0"
