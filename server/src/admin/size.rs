//! Sizes in words, in the units that settings use.

const GIB: f64 = 1024.0 * 1024.0 * 1024.0;

/// "3.4 GiB"; at most one digit after the point.
#[must_use]
pub fn words(bytes: i64) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes.max(0) as f64;
    let mut unit = "bytes";
    for next in units {
        unit = next;
        if value < 1024.0 || next == "TiB" {
            break;
        }
        value /= 1024.0;
    }
    let digits = if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") };
    format!("{} {unit}", digits.strip_suffix(".0").unwrap_or(&digits))
}

/// How much of `whole` a part is, in percent from 0 to 100.
#[must_use]
pub fn percent(part: i64, whole: i64) -> i64 {
    if whole <= 0 { 100 } else { (part.max(0).saturating_mul(100) / whole).clamp(0, 100) }
}

/// Bytes of a number of GiB as typed, "20" or "0.5"; at most a million of them.
#[must_use]
pub fn from_gib(typed: &str) -> Option<i64> {
    let gib: f64 = typed.trim().replace(',', ".").parse().ok()?;
    (0.0..=1_000_000.0).contains(&gib).then_some((gib * GIB) as i64)
}

/// A number of bytes as it stands in a field for GiB.
#[must_use]
pub fn to_gib(bytes: i64) -> String {
    let text = format!("{:.2}", bytes as f64 / GIB);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_like_settings() {
        assert_eq!(words(0), "0 bytes");
        assert_eq!(words(1536), "1.5 KiB");
        assert_eq!(words(20 << 30), "20 GiB");
        assert_eq!(words(300 << 20), "300 MiB");
        assert_eq!(to_gib(20 << 30), "20");
        assert_eq!(from_gib(" 0,5 "), Some(1 << 29));
        assert_eq!(from_gib(&to_gib(3 << 29)), Some(3 << 29));
        for wrong in ["", "-1", "NaN", "inf", "lots", "1e9"] {
            assert_eq!(from_gib(wrong), None, "{wrong:?}");
        }
        assert_eq!((percent(1, 3), percent(9, 3), percent(0, 0)), (33, 100, 100));
    }
}
