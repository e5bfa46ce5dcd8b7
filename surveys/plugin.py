"""What surveys add to the portal."""

from portal import plugins
from surveys.overview import answering, making, paper, publishing, results

plugins.register(
    *making.PLUGINS,
    *answering.PLUGINS,
    *paper.PLUGINS,
    *results.PLUGINS,
    *publishing.PLUGINS,
)
