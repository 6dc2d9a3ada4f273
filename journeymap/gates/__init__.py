"""Whether a journey holds what it must, sure enough to stop a release."""
