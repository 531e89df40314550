"""Over WSMan: envelopes over HTTP, shells, and reads in batches, since every pipeline costs requests."""
