"""A file is written whole or not at all."""

from pathlib import Path

import pytest

from workbook.cli.files import write_whole


def test_an_existing_file_stays_unless_forced(equery, tmp_path):
    path = tmp_path / "kept.xlsx"
    path.write_bytes(b"mine")
    answer = equery("build", path)
    assert answer.code == 2
    assert "give --force" in answer.err
    assert path.read_bytes() == b"mine"
    assert equery("build", path, "--force").code == 0
    assert path.read_bytes().startswith(b"PK")


def test_a_missing_folder_and_a_folder_are_refused(equery, tmp_path):
    assert "folder that exists" in equery("build", tmp_path / "no" / "x.xlsx").err
    assert "must be a file" in equery("build", tmp_path).err


def test_nothing_is_left_when_writing_fails(tmp_path, monkeypatch):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"old")

    def refuse(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(ValueError, match="No space left"):
        write_whole(path, b"new", force=True)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.xlsx"]


def test_the_file_has_ordinary_permissions(tmp_path):
    write_whole(tmp_path / "x", b"1")
    (tmp_path / "y").write_bytes(b"1")
    assert (tmp_path / "x").stat().st_mode == (tmp_path / "y").stat().st_mode
