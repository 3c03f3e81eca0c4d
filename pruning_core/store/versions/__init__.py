"""How a store of an older version becomes one of today: numbered migrations."""
