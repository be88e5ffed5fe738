"""What drives a result: uncertain inputs one at a time (tornado) and together (Sobol).

Internal: whoever uses calc imports `calc` itself.
"""
