"""What every page uses: downloads, scripts, browser keys."""
