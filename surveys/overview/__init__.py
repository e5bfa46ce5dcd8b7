"""What surveys show elsewhere: menu, home, desk, search, sitemap, retention; one module for each part."""
