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
    Currency { code: "ISK", symbol: "kr", digits: 0 },
    Currency { code: "KRW", symbol: "₩", digits: 0 },
    Currency { code: "CLP", symbol: "CLP$", digits: 0 },
    Currency { code: "PYG", symbol: "₲", digits: 0 },
    Currency { code: "VND", symbol: "₫", digits: 0 },
    Currency { code: "UGX", symbol: "USh", digits: 0 },
    Currency { code: "RWF", symbol: "RF", digits: 0 },
    Currency { code: "XAF", symbol: "FCFA", digits: 0 },
    Currency { code: "XOF", symbol: "CFA", digits: 0 },
    Currency { code: "XPF", symbol: "F", digits: 0 },
    Currency { code: "KWD", symbol: "KD", digits: 3 },
    Currency { code: "BHD", symbol: "BD", digits: 3 },
    Currency { code: "TND", symbol: "DT", digits: 3 },
    Currency { code: "JOD", symbol: "JD", digits: 3 },
    Currency { code: "OMR", symbol: "RO", digits: 3 },
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

    /// In which steps cards are charged, in the smallest unit: of three decimals the last is always zero
    /// (<https://docs.stripe.com/currencies#three-decimal>).
    #[must_use]
    pub const fn step_minor(self) -> i64 {
        if self.digits == 3 { 10 } else { 1 }
    }

    /// The most a price may be, in the smallest unit.
    #[must_use]
    pub const fn most_minor(self) -> i64 {
        MOST * self.per_unit()
    }

    /// The least that can be paid by card, in the smallest unit: less would go to the card's fees, and the provider refuses it.
    #[must_use]
    pub const fn least_minor(self) -> i64 {
        match self.code.as_bytes() {
            b"GBP" => 30,
            b"ISK" | b"XPF" => 100,
            b"PLN" | b"RON" | b"KWD" | b"BHD" | b"OMR" => 200,
            b"DKK" => 250,
            b"SEK" | b"NOK" => 300,
            b"XAF" | b"XOF" | b"JOD" => 400,
            b"CLP" => 500,
            b"MXN" | b"ZAR" | b"KRW" | b"RWF" => 1_000,
            b"CZK" => 1_500,
            b"UGX" | b"TND" => 2_000,
            b"PYG" => 5_000,
            b"VND" => 15_000,
            b"HUF" => 17_500,
            _ => 50,
        }
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

    /// A price as people type it, that cards can pay.
    ///
    /// # Errors
    /// A sentence, when it is no amount, or less or more than that.
    pub fn price(self, typed: &str) -> Result<i64, String> {
        self.parse(typed).and_then(|minor| self.payable(minor))
    }

    /// The same of an amount that is known.
    ///
    /// # Errors
    /// A sentence, when it is less or more than cards can pay, or between two steps of that.
    pub fn payable(self, minor: i64) -> Result<i64, String> {
        let (least, most) = (self.least_minor(), self.most_minor());
        if minor < least {
            Err(format!("The least that cards can pay is {} {}.", self.plain(least), self.code))
        } else if minor > most {
            Err(format!("A price is at most {} {}.", self.plain(most), self.code))
        } else if minor % self.step_minor() != 0 {
            Err(format!("Cards are charged in steps of {} {}.", self.plain(self.step_minor()), self.code))
        } else {
            Ok(minor)
        }
    }

    /// An amount without its symbol: "9.00".
    #[must_use]
    pub fn plain(self, minor: i64) -> String {
        match usize::try_from(self.digits).unwrap_or(0) {
            0 => minor.to_string(),
            digits => {
                let (sign, whole) = (if minor < 0 { "-" } else { "" }, minor.unsigned_abs());
                let per_unit = self.per_unit().unsigned_abs();
                format!("{sign}{}.{:0digits$}", whole / per_unit, whole % per_unit)
            }
        }
    }

    /// An amount for people, with a symbol that everybody knows or else the code, and a true minus: "€9.00", "−CHF 4.50".
    #[must_use]
    pub fn shown(self, minor: i64) -> String {
        let plain = self.plain(minor);
        let (sign, amount) = plain.strip_prefix('-').map_or(("", plain.as_str()), |amount| ("\u{2212}", amount));
        match self.symbol {
            "€" | "$" | "£" | "¥" => format!("{sign}{}{amount}", self.symbol),
            _ => format!("{sign}{}\u{a0}{amount}", self.code),
        }
    }
}

/// An amount for people in the currency with this code.
#[must_use]
pub fn shown(code: &str, minor: i64) -> String {
    currency(code).map_or_else(|| format!("{code}\u{a0}{}", plain(code, minor)), |currency| currency.shown(minor))
}

/// An amount with the code after it, for mails and tables: "9.00 EUR".
#[must_use]
pub fn written(code: &str, minor: i64) -> String {
    format!("{} {code}", plain(code, minor))
}

/// An amount without its symbol; a currency that is offered no more has two digits.
#[must_use]
pub fn plain(code: &str, minor: i64) -> String {
    currency(code).unwrap_or(Currency { code: "", symbol: "", digits: 2 }).plain(minor)
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
        assert_eq!((euro.plain(-5), euro.plain(-1205)), ("-0.05".to_owned(), "-12.05".to_owned()));
        assert_eq!((euro.shown(900), shown("CHF", -450)), ("€9.00".to_owned(), "\u{2212}CHF\u{a0}4.50".to_owned()));
        assert_eq!(euro.plain(-5), "-0.05");
        for wrong in ["", "-1", "1.234", "1e3", "free", "9.9.9", "99999999999"] {
            assert!(euro.parse(wrong).is_err(), "{wrong}");
        }
        let yen = currency("JPY").unwrap();
        assert_eq!(yen.parse("900"), Ok(900));
        assert!(yen.parse("9.5").is_err());
        assert_eq!(yen.plain(900), "900");
        let dinar = currency("KWD").unwrap();
        assert_eq!(dinar.parse("1.25"), Ok(1250));
        assert_eq!(dinar.plain(1250), "1.250");
        assert!(currency("DOGE").is_none());
    }

    #[test]
    fn every_currency_has_the_digits_of_iso_4217() {
        for ours in CURRENCIES {
            let theirs = iso_currency::Currency::from_code(ours.code).unwrap();
            let digits = theirs.exponent().map_or(0, u32::from);
            assert_eq!(ours.digits, digits, "{}", ours.code);
            assert!(ours.least_minor() > 0 && ours.least_minor() < ours.most_minor(), "{}", ours.code);
        }
    }
}
