"""What the model starts from: tables, names, assumptions, distributions, and the checks of every argument."""
