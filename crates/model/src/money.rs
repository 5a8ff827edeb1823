//! Money: whole numbers of a currency's smallest unit, never a float.

/// A currency that prices can be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency {
    /// ISO 4217.
    pub code: &'static str,
    /// What stands before an amount.
    pub symbol: &'static str,
    /// How many digits stand behind the point.
    pub digits: u32,
}

/// Every currency that is offered.
pub const CURRENCIES: &[Currency] = &[
    Currency { code: "EUR", symbol: "€", digits: 2 },
    Currency { code: "USD", symbol: "$", digits: 2 },
    Currency { code: "GBP", symbol: "£", digits: 2 },
    Currency { code: "CHF", symbol: "CHF", digits: 2 },
    Currency { code: "SEK", symbol: "kr", digits: 2 },
    Currency { code: "NOK", symbol: "kr", digits: 2 },
    Currency { code: "DKK", symbol: "kr", digits: 2 },
    Currency { code: "PLN", symbol: "zł", digits: 2 },
    Currency { code: "CZK", symbol: "Kč", digits: 2 },
    Currency { code: "HUF", symbol: "Ft", digits: 2 },
    Currency { code: "RON", symbol: "lei", digits: 2 },
    Currency { code: "CAD", symbol: "CA$", digits: 2 },
    Currency { code: "AUD", symbol: "A$", digits: 2 },
    Currency { code: "NZD", symbol: "NZ$", digits: 2 },
    Currency { code: "BRL", symbol: "R$", digits: 2 },
    Currency { code: "MXN", symbol: "MX$", digits: 2 },
    Currency { code: "ZAR", symbol: "R", digits: 2 },
    Currency { code: "JPY", symbol: "¥", digits: 0 },
];

/// The most a release may cost, in whole units of its currency.
const MOST: i64 = 1_000_000;

/// The currency with this code, whatever its case.
#[must_use]
pub fn currency(code: &str) -> Option<Currency> {
    let code = code.trim().to_ascii_uppercase();
    CURRENCIES.iter().copied().find(|currency| currency.code == code)
}

impl Currency {
    /// How many of the smallest unit make one.
    #[must_use]
    pub const fn per_unit(self) -> i64 {
        10_i64.pow(self.digits)
    }

    /// The most a price may be, in the smallest unit.
    #[must_use]
    pub const fn most_minor(self) -> i64 {
        MOST * self.per_unit()
    }

    /// An amount as people type it, with a point or a comma: "9", "9.5", "9,50".
    ///
    /// # Errors
    /// A sentence, when it is no amount of this currency.
    pub fn parse(self, typed: &str) -> Result<i64, String> {
        let wrong = || match self.digits {
            0 => format!("Write an amount in {} without decimals, as in 900.", self.code),
            _ => format!("Write an amount in {}, as in 9.00.", self.code),
        };
        let plain = typed.trim().replace(',', ".");
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let digits = usize::try_from(self.digits).unwrap_or(0);
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 9 || fraction.len() > digits || !is_number(whole) || !is_number(fraction) {
            return Err(wrong());
        }
        let padded = format!("{whole}{fraction:0<digits$}");
        padded.parse().map_err(|_| wrong())
    }

    /// An amount without its symbol: "9.00".
    #[must_use]
    pub fn plain(self, minor: i64) -> String {
        match usize::try_from(self.digits).unwrap_or(0) {
            0 => minor.to_string(),
            digits => format!("{}.{:0digits$}", minor / self.per_unit(), minor % self.per_unit()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_written_without_floats() {
        let euro = currency("eur").unwrap();
        assert_eq!(euro.parse("9"), Ok(900));
        assert_eq!(euro.parse(" 9,5 "), Ok(950));
        assert_eq!(euro.parse("0.29"), Ok(29));
        assert_eq!(euro.plain(29), "0.29");
        assert_eq!(euro.plain(1205), "12.05");
        for wrong in ["", "-1", "1.234", "1e3", "free", "9.9.9", "99999999999"] {
            assert!(euro.parse(wrong).is_err(), "{wrong}");
        }
        let yen = currency("JPY").unwrap();
        assert_eq!(yen.parse("900"), Ok(900));
        assert!(yen.parse("9.5").is_err());
        assert_eq!(yen.plain(900), "900");
        assert!(currency("DOGE").is_none());
    }
}
