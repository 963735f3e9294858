"""What holds for every test: shared machines are slow at times, so examples have no deadline."""

from hypothesis import settings

settings.register_profile("greenlight", deadline=None)
settings.load_profile("greenlight")
