"""Turns published figures into what a page shows: sentences, maps, rankings, trends. Pure: no request, no database."""
