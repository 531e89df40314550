"""The report for a browser: one page that holds all its data and asks nobody for anything."""
