"""The parts of the explorer beside the schedule editor: presets, tables, translations, exports."""
