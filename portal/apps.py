from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "つながり"

    def ready(self) -> None:
        # Each app tells the portal what it adds (menu, search, reports …) in its plugin.py.
        autodiscover_modules("plugin")
        from portal import checks  # noqa: F401, PLC0415 -- registers the system checks once apps are ready
