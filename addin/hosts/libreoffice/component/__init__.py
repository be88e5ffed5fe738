"""What runs inside LibreOffice: copied into the extension as text, and never imported from here."""
