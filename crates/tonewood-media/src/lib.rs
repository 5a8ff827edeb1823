//! Audio in, ladder out: every codec, in an executable of its own
