"""What other packages may use of `collect`."""

from isee.collect.models import (
    Photo,
    PhotoKind,
    PictureSource,
    Reminder,
    ReminderKind,
    Round,
    RoundException,
    RoundKind,
    Visit,
    VisitSource,
    VisitState,
)
from isee.collect.operations import load_bulk, remind_schools
from isee.collect.photos import NewPhoto, PhotoError, add_photos, clean_picture, open_photo
from isee.collect.queries import (
    find_photo,
    homes_to_photograph,
    last_reminders,
    photos_of,
    rounds_of_terms,
    unfinished_visits,
    visits_of,
)
from isee.collect.reference import load_reference_data

__all__ = [
    "NewPhoto",
    "Photo",
    "PhotoError",
    "PhotoKind",
    "PictureSource",
    "Reminder",
    "ReminderKind",
    "Round",
    "RoundException",
    "RoundKind",
    "Visit",
    "VisitSource",
    "VisitState",
    "add_photos",
    "clean_picture",
    "find_photo",
    "homes_to_photograph",
    "last_reminders",
    "load_bulk",
    "load_reference_data",
    "open_photo",
    "photos_of",
    "remind_schools",
    "rounds_of_terms",
    "unfinished_visits",
    "visits_of",
]
