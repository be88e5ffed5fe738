"""The file as a package of parts: finishing, mending, templates; nothing of the model."""
