"""The root of all addresses; the pages themselves are in `isee.web.urls`."""

from isee.web.urls import urlpatterns

__all__ = ["urlpatterns"]
