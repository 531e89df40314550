"""The controls of a Windows machine, one topic a file."""
