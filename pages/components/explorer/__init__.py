"""The other parts of the explorer, besides the schedule editor: presets, tables, translations, exports."""
