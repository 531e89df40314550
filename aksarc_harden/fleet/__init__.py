"""One job on many hosts: concurrency, progress, and a result or an error for every host."""
