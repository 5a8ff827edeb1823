//! UPC and EAN: the number of a product, whose last digit proves the others.

/// The number without blanks and hyphens. Empty stays empty.
///
/// # Errors
/// A sentence, when it has not 12 or 13 digits or its check digit does not fit.
pub fn normal(typed: &str) -> Result<String, String> {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if plain.is_empty() {
        return Ok(plain);
    }
    if !plain.bytes().all(|byte| byte.is_ascii_digit()) || !(12..=13).contains(&plain.len()) {
        return Err("A UPC has 12 digits, an EAN 13.".to_owned());
    }
    let digits: Vec<u32> = plain.bytes().map(|byte| u32::from(byte - b'0')).collect();
    let Some((last, rest)) = digits.split_last() else { return Ok(plain) };
    let sum: u32 = rest.iter().rev().zip([3, 1].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    let check = (10 - sum % 10) % 10;
    if check == *last {
        Ok(plain)
    } else {
        Err(format!("The last digit should be {check}. One of the digits has a typing error."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_is_checked() {
        assert_eq!(normal("0 36000 29145 2"), Ok("036000291452".to_owned()));
        assert_eq!(normal("4006381333931"), Ok("4006381333931".to_owned()));
        assert_eq!(normal(""), Ok(String::new()));
        assert_eq!(
            normal("036000291453"),
            Err("The last digit should be 2. One of the digits has a typing error.".to_owned())
        );
        assert!(normal("12345").is_err());
        assert!(normal("03600029145x").is_err());
    }
}
