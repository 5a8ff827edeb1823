use proptest::prelude::*;

use super::*;
use crate::ids::ArtistId;
use crate::money::{self, CURRENCIES};
use crate::releases::PriceMode;
use crate::sellers::Preview;

fn seller(charges_tax: bool, society_bp: i32) -> Seller {
    Seller {
        artist_id: ArtistId::new(),
        currency: "EUR".to_owned(),
        country: "DE".to_owned(),
        legal_name: String::new(),
        address: String::new(),
        charges_tax,
        tax_number: String::new(),
        society: String::new(),
        society_bp,
        takes_tips: true,
        preview: Preview::Full,
        preview_plays: 3,
        provider: None,
        provider_account: None,
        charges_enabled: true,
        payouts_enabled: true,
        missing: Vec::new(),
        checked_at: None,
    }
}

#[test]
fn ten_euros_come_apart_to_the_cent() {
    let euro = money::currency("EUR").unwrap();
    let quote = quote(&seller(true, 0), euro, 1000, 1900, 500);
    assert_eq!((quote.tax_minor, quote.processor_fee_minor, quote.co_op_fee_minor), (160, 40, 42));
    assert_eq!(quote.artist_minor, 1000 - 160 - 40 - 42);
}

#[test]
fn what_cards_cannot_be_charged_is_not_asked_for() {
    let dinar = money::currency("KWD").unwrap();
    assert_eq!(dinar.payable(1_230), Ok(1_230));
    assert_eq!(dinar.payable(1_235), Err("Cards are charged in steps of 0.010 KWD.".to_owned()));
    let price = |amount_minor| Price { mode: PriceMode::Fixed, amount_minor, currency: dinar };
    assert_eq!((price(1_235).least(0), price(1_990).least(1_000)), (1_240, 1_800), "rounded up, with a discount too");
    assert_eq!(quote(&seller(false, 0), dinar, 1_230, 0, 1_000).co_op_fee_minor, 120, "as the provider takes it");
}

#[test]
fn a_whole_discount_and_a_price_from_zero_cost_nothing() {
    let euro = money::currency("EUR").unwrap();
    let fixed = Price { mode: PriceMode::Fixed, amount_minor: 900, currency: euro };
    assert_eq!([0, 9_900, 10_000].map(|discount| fixed.least(discount)), [900, 50, 0], "never less than a card pays");
    let any = Price { mode: PriceMode::Minimum, amount_minor: 0, currency: euro };
    assert_eq!([Some(0), None, Some(50)].map(|named| any.amount(named, 0)), [Ok(0), Ok(0), Ok(50)]);
    for between in [-1, 1, 49] {
        assert!(any.amount(Some(between), 0).is_err(), "{between}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_parts_of_a_price_are_the_price(
        which in 0..CURRENCIES.len(), amount in any::<i64>(), rate in 0..=5000_i32, fee in 0..=10_000_i32,
        society in 0..=5000_i32, charges in any::<bool>(),
    ) {
        let currency = CURRENCIES.iter().copied().nth(which).unwrap();
        let quote = quote(&seller(charges, society), currency, amount, rate, fee);
        let parts = [quote.tax_minor, quote.processor_fee_minor, quote.co_op_fee_minor, quote.society_minor, quote.artist_minor];
        prop_assert_eq!(parts.iter().sum::<i64>(), amount.max(0));
        prop_assert!(parts.iter().all(|part| *part >= 0));
        prop_assert!(charges || quote.tax_minor == 0);
    }

    #[test]
    fn the_price_is_the_servers(
        which in 0..CURRENCIES.len(), price in 0..2_000_000_i64, named in any::<Option<i64>>(), discount in any::<i32>(),
        is_fixed in any::<bool>(),
    ) {
        let currency = CURRENCIES.iter().copied().nth(which).unwrap();
        let mode = if is_fixed { PriceMode::Fixed } else { PriceMode::Minimum };
        let price = Price { mode, amount_minor: price, currency };
        let least = price.least(discount);
        prop_assert!(least == 0 || least >= currency.least_minor());
        prop_assert!(least % currency.step_minor() == 0);
        match price.amount(named, discount) {
            Ok(amount) if is_fixed => prop_assert_eq!(amount, least),
            Ok(amount) => {
                prop_assert!(amount % currency.step_minor() == 0);
                prop_assert_eq!(amount, named.unwrap_or(least));
                prop_assert!(amount >= least && amount <= currency.most_minor());
                prop_assert!(amount == 0 || amount >= currency.least_minor());
            }
            Err(PriceError::TooLittle(_)) => {
                prop_assert!(!is_fixed && named.unwrap_or(least) < least.max(currency.least_minor()));
            }
            Err(PriceError::BetweenSteps(_)) => prop_assert!(!is_fixed && named.unwrap_or(least) % currency.step_minor() != 0),
            Err(PriceError::TooMuch(_)) => prop_assert!(named.unwrap_or(least).max(least) > currency.most_minor()),
        }
    }
}
