//! A demo catalogue: music synthesised from scratch, covers drawn from scratch
