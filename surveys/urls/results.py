"""Results as the district works with them: tables, crossings, comparison, downloads; and the end of raw answers."""

from django.urls import path

from surveys.views import disposal, figures, raw_data

urlpatterns = [
    path("waves/<int:pk>/figures/", figures.figures, name="figures"),
    path("waves/<int:pk>/figures/download/", figures.figures_download, name="figures_download"),
    path("waves/<int:pk>/figures/raw/", raw_data.raw_data, name="raw_data"),
    path("waves/<int:pk>/figures/of/<slug:key>/", figures.figure_detail, name="figure_detail"),
    path("waves/<int:pk>/disposal/", disposal.wave_dispose, name="wave_dispose"),
]
