"""The project's words, frozen and without I/O; every other layer speaks them."""
