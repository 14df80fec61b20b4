"""A local copy over TLS: its certificate, and the real server that uses it."""

import datetime
import http.client
import ssl
import stat
import time
import urllib.request
from pathlib import Path

import pytest
from cryptography import x509

from config.local.certificate import DAYS, DAYS_LEFT, stored_certificate
from config.local.serve import main, web_server
from tests.config.test_stopping import PATIENCE_SECONDS, port

__all__ = ["port"]

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def test_it_is_made_once_and_its_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    first = stored_certificate(tmp_path / "data", now=NOW)
    before = first.certificate.read_bytes()
    assert stored_certificate(tmp_path / "data", now=NOW).certificate.read_bytes() == before
    assert stat.S_IMODE(first.key.stat().st_mode) == 0o600
    basic = x509.load_pem_x509_certificate(before).extensions.get_extension_for_class(
        x509.BasicConstraints
    )
    assert not basic.value.ca  # else whoever trusts it trusts its key for every other site
    names = (
        x509.load_pem_x509_certificate(before)
        .extensions.get_extension_for_class(x509.SubjectAlternativeName)
        .value
    )
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("days", "is_new"), [(0, False), (DAYS - DAYS_LEFT - 1, False), (DAYS - DAYS_LEFT, True)]
)
def test_it_is_made_anew_before_it_runs_out(tmp_path: Path, days: int, is_new: bool) -> None:
    before = stored_certificate(tmp_path, now=NOW).certificate.read_bytes()
    later = stored_certificate(tmp_path, now=NOW + datetime.timedelta(days=days))
    assert (later.certificate.read_bytes() != before) is is_new


@pytest.mark.parametrize("name", ["certificate", "key"])
def test_a_damaged_or_foreign_half_makes_a_new_pair(tmp_path: Path, name: str) -> None:
    mine = stored_certificate(tmp_path / "mine", now=NOW)
    other = stored_certificate(tmp_path / "other", now=NOW)
    before = mine.certificate.read_bytes()
    for damage in (b"", b"no certificate", getattr(other, name).read_bytes()):
        getattr(mine, name).write_bytes(damage)
        made = stored_certificate(tmp_path / "mine", now=NOW)
        assert made.certificate.read_bytes() not in (before, damage)
        ssl.create_default_context().load_cert_chain(made.certificate, made.key)


def test_the_real_server_speaks_tls_and_knows_it(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEEWAY_HSTS_SECONDS", "0")
    files = stored_certificate(tmp_path)
    with web_server(port=port, dev=False, certificate=files):
        address = f"https://localhost:{port}/robots.txt"
        give_up = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = urllib.request.urlopen(address, timeout=5, context=files.trusted())
                break
            except OSError:
                assert time.monotonic() < give_up
                time.sleep(0.05)
        with answer:
            assert f"https://localhost:{port}/" in answer.read().decode()
            # localhost belongs to other programs too, which may not speak TLS
            assert answer.headers["Strict-Transport-Security"] is None
        with pytest.raises((OSError, http.client.HTTPException)):
            urllib.request.urlopen(f"http://localhost:{port}/robots.txt", timeout=5)


def test_the_server_of_development_says_that_it_has_no_tls(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TLS", "1")
    monkeypatch.setattr("config.local.serve.StopSignals.listen", lambda _self: None)
    assert main(["dev"]) == 1
    assert "TLS=1 goes with make run" in capsys.readouterr().out
