"""Elements that every page uses: downloads, scripts, browser keys."""
