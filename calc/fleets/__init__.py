"""Many queries: a fleet a day and a year, what it shares, how it grows.

Internal: whoever uses calc imports `calc` itself.
"""
