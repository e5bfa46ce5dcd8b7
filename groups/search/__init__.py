"""What of the registry can be found, a module for each part."""
