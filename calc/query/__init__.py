"""The energy of one query: throughput, node time, its distribution, a blend of models, efficiency levers.

Internal: whoever uses calc imports `calc` itself.
"""
