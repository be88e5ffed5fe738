"""The extension for LibreOffice Calc: `oxt` packs it from the registry; `component` is what runs inside."""
