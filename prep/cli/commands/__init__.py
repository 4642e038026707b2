"""The commands of `prep`: one file each."""
