"""Plain frozen values that every room speaks; nothing here touches the outside world."""
