"""The energy of one query: throughput, node time, its distribution, a blend of models, efficiency levers."""
