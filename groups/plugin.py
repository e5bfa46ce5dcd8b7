"""What the registry adds to the portal."""

from groups.overview import challenges, desks, exchange, meetings, notices, organizations, rounds
from portal import plugins

plugins.register(
    *organizations.PLUGINS,
    *challenges.PLUGINS,
    *desks.PLUGINS,
    *exchange.PLUGINS,
    *meetings.PLUGINS,
    *notices.PLUGINS,
    *rounds.PLUGINS,
)
