"""The WinRM service of the rehearsal's hosts: HTTP, sign-in, message encryption, WSMan, shells."""
