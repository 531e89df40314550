"""
Names beside well-known SIDs, for people; a SID is the same on every host, whatever its language.

From [MS-DTYP] 2.4.2.4; what ends in a number below 1000 under a domain is named by that number.
"""

from __future__ import annotations

import re

_SID = re.compile(r"\bS-1(?:-\d+){2,15}\b")
_OF_DOMAIN = re.compile(r"S-1-5-21-\d+-\d+-\d+-(\d+)")

_NAMES = {
    "S-1-1-0": "Everyone",
    "S-1-5-2": "Network",
    "S-1-5-3": "Batch",
    "S-1-5-4": "Interactive",
    "S-1-5-6": "Services",
    "S-1-5-7": "Anonymous",
    "S-1-5-9": "Enterprise Domain Controllers",
    "S-1-5-11": "Authenticated Users",
    "S-1-5-18": "SYSTEM",
    "S-1-5-19": "Local Service",
    "S-1-5-20": "Network Service",
    "S-1-5-113": "local accounts",
    "S-1-5-114": "local administrators",
    "S-1-5-32-544": "Administrators",
    "S-1-5-32-545": "Users",
    "S-1-5-32-546": "Guests",
    "S-1-5-32-547": "Power Users",
    "S-1-5-32-548": "Account Operators",
    "S-1-5-32-549": "Server Operators",
    "S-1-5-32-550": "Print Operators",
    "S-1-5-32-551": "Backup Operators",
    "S-1-5-32-552": "Replicators",
    "S-1-5-32-554": "Pre-Windows 2000 Compatible Access",
    "S-1-5-32-555": "Remote Desktop Users",
    "S-1-5-32-556": "Network Configuration Operators",
    "S-1-5-32-558": "Performance Monitor Users",
    "S-1-5-32-559": "Performance Log Users",
    "S-1-5-32-562": "Distributed COM Users",
    "S-1-5-32-568": "IIS_IUSRS",
    "S-1-5-32-573": "Event Log Readers",
    "S-1-5-32-578": "Hyper-V Administrators",
    "S-1-5-32-580": "Remote Management Users",
    "S-1-5-80-0": "all services",
    "S-1-5-83-0": "Virtual Machines",
    "S-1-5-90-0": "Window Managers",
}
_OF_DOMAINS = {
    "500": "Administrator",
    "501": "Guest",
    "512": "Domain Admins",
    "513": "Domain Users",
    "514": "Domain Guests",
    "515": "Domain Computers",
    "516": "Domain Controllers",
    "518": "Schema Admins",
    "519": "Enterprise Admins",
    "520": "Group Policy Creator Owners",
}


def with_names(text: str) -> str:
    """Write the name of every known SID in a text before it, the SID in brackets."""
    return _SID.sub(_named, text)


def _named(found: re.Match[str]) -> str:
    sid = found[0]
    of_domain = _OF_DOMAIN.fullmatch(sid)
    name = _OF_DOMAINS.get(of_domain[1]) if of_domain else _NAMES.get(sid)
    return f"{name} ({sid})" if name else sid
