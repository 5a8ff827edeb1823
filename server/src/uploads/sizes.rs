//! Sizes in words.

/// A size as people read it, in decimal units: "4.3 GB", "900 kB", "12 bytes".
#[must_use]
pub fn words(bytes: u64) -> String {
    const UNITS: [(u64, &str); 4] =
        [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    for (unit, name) in UNITS {
        if bytes >= unit {
            let tenths = bytes / (unit / 10);
            return if tenths < 100 && !tenths.is_multiple_of(10) {
                format!("{}.{} {name}", tenths / 10, tenths % 10)
            } else {
                format!("{} {name}", tenths / 10)
            };
        }
    }
    if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn sizes_are_read_at_a_glance() {
        assert_eq!(words(0), "0 bytes");
        assert_eq!(words(999), "999 bytes");
        assert_eq!(words(900_000), "900 kB");
        assert_eq!(words(4 << 30), "4.2 GB");
        assert_eq!(words(2_000_000_000), "2 GB");
        assert_eq!(words(312_400_000), "312 MB");
    }
}
