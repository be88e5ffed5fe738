"""What computes the functions of the registry, a module a category."""
