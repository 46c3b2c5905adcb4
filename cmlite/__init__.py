"""cmlite: a community manager's whole day in one app on the owner's own computer."""

VERSION = "0.1.0"
