"""What every row of the registry says of itself: when, by whom and from which source it was recorded."""

from django.db import models

RECORDED: dict[str, str] = {"recorded_at": "open", "recorded_by": "personal", "source": "open"}


class Source(models.TextChoices):
    """Where a row came from."""

    ROSTER = "roster", "school roster (DMC)"
    TYPED = "typed", "typed by staff"
    SUBMISSION = "submission", "home visit"
    LINKAGE = "linkage", "linked delivery"
    SYNTHETIC = "synthetic", "synthetic nation"


class Recorded(models.Model):
    """When, by whom and from which source a row was recorded."""

    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)
    source = models.CharField(max_length=12, choices=Source)

    class Meta:
        abstract = True
