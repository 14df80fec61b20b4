"""A local copy may live in a folder of any name."""

import shlex
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from psycopg.conninfo import conninfo_to_dict

from config.database import connection_from_url
from config.local.embedded_postgres import Cluster

ODD = ["my projects", "c++", "50% done", "a&b=c", "what?#1", "möwe", "o'clock", "pages"]


@pytest.mark.parametrize("name", ODD)
def test_the_address_leads_back_to_the_folder(name: str) -> None:
    folder = Path("/srv") / name / "postgres"
    url = Cluster(folder=folder).url()
    ours = connection_from_url(url, pool_size=1, test_name="test")
    assert (ours["HOST"], ours["NAME"], ours["USER"]) == (str(folder), "leeway", "leeway")
    assert conninfo_to_dict(url)["host"] == str(folder)


@pytest.mark.parametrize("name", ODD)
def test_the_server_is_told_the_folder_as_one_word(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, ...]] = []

    def run(_: Cluster, program: str, *arguments: str, check: bool = True) -> CompletedProcess[str]:
        told.append((program, *arguments))
        return CompletedProcess([], returncode=1)

    monkeypatch.setattr(Cluster, "_run", run)
    monkeypatch.setattr(Cluster, "_prepare_folders", lambda _: None)
    monkeypatch.setattr(Cluster, "_make_database", lambda _: None)
    cluster = Cluster(folder=tmp_path / name)
    assert cluster.start()
    options = shlex.split(told[-1][-1])
    assert options[options.index("-k") + 1 :] == [str(cluster.socket_folder)]


@pytest.mark.parametrize("name", ["long " * 30, "red, green"], ids=["long", "comma"])
def test_a_path_that_no_socket_can_have_gets_a_short_folder_for_it(name: str) -> None:
    cluster = Cluster(folder=Path("/srv") / name / "postgres")
    assert "," not in str(cluster.socket_folder)
    assert len(str(cluster.socket_folder / ".s.PGSQL.5432").encode()) < 107
    host = connection_from_url(cluster.url(), pool_size=1, test_name="test")["HOST"]
    assert host == str(cluster.socket_folder)
