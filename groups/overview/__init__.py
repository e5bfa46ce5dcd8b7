"""What the registry shows elsewhere: menu, home, desk, search, sitemap, retention; one module for each part."""
