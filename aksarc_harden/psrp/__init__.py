"""
The PowerShell remoting protocol without I/O, both roles ([MS-PSRP]).

Bytes go in, events and bytes come out; it knows no Windows command and no carrier, and the two roles do not know each
other.
"""
