"""What the registry adds to the demo city みどり野市 (all invented; telephone numbers start with 000), a module a part."""
