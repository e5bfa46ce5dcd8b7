"""Pages of the registry, a module for each namespace, all under /<district>/."""
