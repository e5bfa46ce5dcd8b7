"""For the container's health check: ends with 0 when the portal answers on its own machine."""

import http.client
import os
import sys
from urllib.parse import urlsplit

host = urlsplit(os.environ.get("BASE_URL", "")).netloc or "localhost"
connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=5)
connection.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
sys.exit(connection.getresponse().status != 200)
