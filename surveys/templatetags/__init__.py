"""Tags of survey templates."""
