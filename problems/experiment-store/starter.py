class Store:
    """Parameters and metrics of training runs, in memory."""

    def __init__(self) -> None:
        pass

    def set(self, run: str, key: str, value: int | float | str) -> None:
        """Write a value; what was there before is replaced."""

    def get(self, run: str, key: str) -> int | float | str | None:
        """The value, or None where there is none."""
        return None

    def delete(self, run: str, key: str) -> bool:
        """Take the value away; True if there was one."""
        return False


if __name__ == "__main__":
    store = Store()
    store.set("base", "loss", 0.25)
    print(store.get("base", "loss"), "should be 0.25")
    print(store.delete("base", "loss"), "should be True")
    print(store.delete("base", "loss"), "should be False")
