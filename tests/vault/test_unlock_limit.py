"""Ten wrong passwords make a pause; what was no guess, or the right one, does not count."""

import pytest
from django.http import HttpRequest
from django.test import Client

from apps.common.http.requests import MemberRequest
from apps.vault.models import KeySlot
from apps.vault.unlocking.unlock import CannotOpen, prove
from tests.factories import PASSWORD, open_vault_of

WRONG = "not it at all"
pytestmark = pytest.mark.django_db


def unlock(client: Client, password: str) -> int:
    return client.post("/vault/unlock/", {"password": password}).status_code


@pytest.fixture
def request_of_maya(maya: Client) -> MemberRequest:
    request = HttpRequest()
    request.user = open_vault_of(maya).vault.user
    request.COOKIES = {name: morsel.value for name, morsel in maya.cookies.items()}
    return request  # type: ignore[return-value]


def refused(request: MemberRequest, password: str) -> CannotOpen:
    with pytest.raises(CannotOpen) as caught:
        prove(request, password)
    return caught.value


def test_the_right_password_forgets_the_wrong_ones_before_it(
    maya: Client, request_of_maya: MemberRequest
) -> None:
    assert [unlock(maya, WRONG) for _ in range(9)] == [422] * 9
    assert unlock(maya, PASSWORD) == 303
    assert [refused(request_of_maya, WRONG).retry_after for _ in range(9)] == [0] * 9
    prove(request_of_maya, PASSWORD)
    assert [unlock(maya, WRONG) for _ in range(9)] == [422] * 9
    assert unlock(maya, PASSWORD) == 303


def test_the_password_once_more_is_counted_with_those_that_unlock(
    maya: Client, request_of_maya: MemberRequest
) -> None:
    problems = {refused(request_of_maya, WRONG).problem for _ in range(10)}
    assert problems == {"That is not your password."}
    pause = refused(request_of_maya, PASSWORD)
    assert 890 <= pause.retry_after <= 900
    assert "many tries" in pause.problem
    assert not pause.damaged
    assert unlock(maya, PASSWORD) == 429


def test_telling_of_damage_or_of_an_earlier_password_uses_up_no_try(
    request_of_maya: MemberRequest,
) -> None:
    KeySlot.objects.update(wrapped=b"")
    told = [refused(request_of_maya, PASSWORD) for _ in range(11)]
    assert {(error.damaged, error.retry_after) for error in told} == {(True, 0)}
    KeySlot.objects.update(is_orphaned=True)
    told = [refused(request_of_maya, PASSWORD) for _ in range(11)]
    assert {(error.damaged, error.retry_after) for error in told} == {(False, 0)}
    assert all("an earlier password" in error.problem for error in told)
