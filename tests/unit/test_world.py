"""The small world itself: it can be made, and its sessions open scopes."""

from django.db import connection

from isee.registry.api import Person
from tests.conftest import RoleChanger
from tests.world import CommittedWorld, World


def test_a_teacher_of_the_world_sees_the_children_of_one_room_and_their_parents(
    world: World, as_role: RoleChanger
) -> None:
    with as_role("web", token=world.token("teacher")):
        seen = set(Person.objects.values_list("pk", flat=True))
    assert seen == {world.persons[key] for key in ("anan", "father", "mother")}


def test_without_a_token_nobody_is_seen(world: World, as_role: RoleChanger) -> None:
    with as_role("web"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_person")
        assert cursor.fetchone()[0] == 0


def test_real_connections_reach_the_committed_world(committed_world: CommittedWorld) -> None:
    with committed_world.connected("web") as web:
        assert web.execute("SELECT count(*) FROM registry_person").fetchone() == (0,)
        assert web.execute("SELECT current_user::text").fetchone() == ("isee_web",)
    with committed_world.connected("extract") as extract:
        assert extract.execute("SELECT count(*) FROM extract_persons").fetchone() == (15,)
