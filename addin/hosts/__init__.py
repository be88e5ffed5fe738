"""One thin adapter a host: what is different between Excel and LibreOffice, and nothing of the model."""
