"""What stands beside the schedule editor: presets, tables, translations, exports."""
