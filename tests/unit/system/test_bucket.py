"""The file store in a bucket: sealed before it is sent, whole or not at all."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from isee.system.api import SealError, delete_file, file_store_answers, read_file, store_file


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An empty bucket that the store uses, under a prefix."""
    monkeypatch.setenv("ISEE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ISEE_KEY_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setenv("ISEE_FILE_STORE", f"s3://isee-files-{uuid.uuid4().hex[:8]}/uploads")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "of-the-test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        import os

        name = os.environ["ISEE_FILE_STORE"].split("/")[2]
        made = boto3.resource("s3").Bucket(name)
        made.create()
        yield made


def test_a_file_in_a_bucket_is_read_as_it_was_stored(bucket: Any, tmp_path: Path) -> None:
    content = "บ้านเลขที่ 12".encode() * 100_000
    file_id = store_file([content[:70_000], content[70_000:]])
    assert b"".join(read_file(file_id)) == content
    (stored,) = bucket.objects.all()
    assert stored.key == f"uploads/{file_id.hex}"
    assert "บ้าน".encode() not in stored.get()["Body"].read()
    assert not (tmp_path / "home" / "files").exists()


def test_an_altered_file_in_a_bucket_does_not_open(bucket: Any) -> None:
    file_id = store_file([b"x" * 200])
    (stored,) = bucket.objects.all()
    content = bytearray(stored.get()["Body"].read())
    content[-1] ^= 1
    stored.put(Body=bytes(content))
    with pytest.raises(SealError):
        list(read_file(file_id))


def test_a_deleted_file_is_gone_from_the_bucket(bucket: Any) -> None:
    file_id = store_file([b"x"])
    delete_file(file_id)
    delete_file(file_id)
    assert list(bucket.objects.all()) == []


def test_a_stream_that_breaks_off_leaves_nothing_in_the_bucket(bucket: Any) -> None:
    def breaks() -> Iterator[bytes]:
        yield b"x"
        raise OSError("the line broke")

    with pytest.raises(OSError, match="the line broke"):
        store_file(breaks())
    assert list(bucket.objects.all()) == []


def test_the_store_says_whether_it_can_be_used(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert file_store_answers() == ""
    assert list(bucket.objects.all()) == []
    monkeypatch.setenv("ISEE_FILE_STORE", "s3://no-such-bucket-of-ours")
    assert file_store_answers() != ""


def test_an_address_of_another_shape_is_refused(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISEE_FILE_STORE", "https://somewhere/files")
    with pytest.raises(ValueError, match="s3://bucket/prefix"):
        store_file([b"x"])
