//! Currencies, as ISO 4217 and as Stripe counts them.

/// How many digits stand behind the point of a currency.
#[must_use]
pub(crate) fn digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND" | "VUV"
        | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// The least that can be charged, in the currency's smallest unit: Stripe refuses less.
#[must_use]
pub fn least_minor(currency: &str) -> i64 {
    match currency {
        "GBP" => 30,
        "ISK" | "XPF" => 100,
        "PLN" | "RON" | "KWD" | "BHD" | "OMR" => 200,
        "DKK" => 250,
        "SEK" | "NOK" => 300,
        "XAF" | "XOF" | "JOD" => 400,
        "CLP" => 500,
        "MXN" | "ZAR" | "KRW" | "RWF" => 1_000,
        "CZK" => 1_500,
        "UGX" | "TND" => 2_000,
        "PYG" => 5_000,
        "VND" => 15_000,
        "HUF" => 17_500,
        _ => 50,
    }
}

/// A number of hundredths in a currency's smallest unit, at least one of these.
pub(crate) fn hundredths(amount: i64, currency: &str) -> i64 {
    (amount * 10_i64.pow(digits(currency)) / 100).max(1)
}

/// A share in hundredths of a percent, halves rounded up.
pub(crate) fn share(amount_minor: i64, bp: i64) -> i64 {
    let whole = i128::from(amount_minor) * i128::from(bp);
    i64::try_from((whole + 5000).div_euclid(10_000)).unwrap_or(i64::MAX)
}

/// The amount that can really be charged: of three decimals the last is always zero.
pub(crate) fn chargeable(amount_minor: i64, currency: &str) -> i64 {
    if digits(currency) == 3 { amount_minor.saturating_add(5) / 10 * 10 } else { amount_minor }
}

/// What Stripe counts, from ours: it has no decimals for the Malagasy ariary, and two that are always zero for ISK and UGX.
pub(crate) fn to_stripe(amount_minor: i64, currency: &str) -> i64 {
    match currency {
        "ISK" | "UGX" => amount_minor.saturating_mul(100),
        "MGA" => amount_minor / 100,
        _ => chargeable(amount_minor, currency),
    }
}

/// Ours, from what Stripe counts.
pub(crate) fn from_stripe(amount: i64, currency: &str) -> i64 {
    match currency {
        "ISK" | "UGX" => amount / 100,
        "MGA" => amount.saturating_mul(100),
        _ => amount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stripe_counts_some_currencies_its_own_way() {
        for (minor, currency, stripe) in [
            (900, "EUR", 900),
            (900, "JPY", 900),
            (900, "ISK", 90_000),
            (900, "UGX", 90_000),
            (5_120, "KWD", 5_120),
            (900, "MGA", 9),
            (900, "HUF", 900),
        ] {
            assert_eq!(to_stripe(minor, currency), stripe, "{currency}");
            assert_eq!(from_stripe(stripe, currency), minor, "{currency}");
        }
        assert_eq!(to_stripe(5_124, "KWD"), 5_120);
        assert_eq!(to_stripe(5_125, "KWD"), 5_130);
    }

    #[test]
    fn shares_round_halves_up_and_do_not_overflow() {
        assert_eq!(share(900, 150), 14);
        assert_eq!(share(i64::MAX, 10_000), i64::MAX);
        assert_eq!(hundredths(25, "EUR"), 25);
        assert_eq!(hundredths(25, "KWD"), 250);
        assert_eq!(hundredths(25, "JPY"), 1);
    }
}
