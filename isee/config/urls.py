"""The root of all addresses; the pages themselves are in `isee.web.urls`."""

from isee.web.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
