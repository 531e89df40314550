"""The benchmarks behind the numbers in the README: ratios in one run, against the rehearsal."""
