"""Elements that every page uses: downloads, notices, scripts, browser keys, and workarounds for widgets."""
