//! What stands on a receipt.

use model::artists::Artist;
use model::countries;
use model::purchases::{Purchase, PurchaseKind};
use model::sellers::{ProviderName, Seller};

use crate::app::App;
use crate::purchases::split::percent;
use crate::releases::words;

/// A receipt in words.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// "2026-17".
    pub number: String,
    /// "21 November 2026".
    pub day: String,
    /// Who sold it, line by line: name, address, country, tax number.
    pub seller: Vec<String>,
    /// Who bought it.
    pub buyer: Vec<String>,
    /// What was sold.
    pub what: String,
    /// What it cost: name and amount, the sum last.
    pub sums: Vec<(String, String)>,
    /// What else is to be said.
    pub remarks: Vec<String>,
}

impl Receipt {
    /// Of a purchase that was completed; `None` for others.
    #[must_use]
    pub fn of(app: &App, purchase: &Purchase, artist: &Artist, seller: &Seller) -> Option<Self> {
        let number = purchase.invoice_number.clone()?;
        let at = purchase.completed_at?;
        let money = |minor: i64| words::money(minor, &purchase.currency);
        let mut sums = Vec::new();
        if purchase.tax_minor > 0 {
            sums.push(("Without tax".to_owned(), money(purchase.amount_minor - purchase.tax_minor)));
            let country = countries::name(&purchase.country_said);
            sums.push((format!("Tax, {country}, {} %", percent(purchase.tax_rate_bp)), money(purchase.tax_minor)));
        }
        sums.push(("Paid".to_owned(), money(purchase.amount_minor)));
        if purchase.refunded_minor > 0 {
            sums.push(("Given back".to_owned(), money(purchase.refunded_minor)));
        }
        Some(Self {
            number,
            day: words::day(at.date_naive()),
            seller: of_seller(artist, seller),
            buyer: vec![purchase.email.clone(), countries::name(&purchase.country_said).to_owned()],
            what: what(purchase),
            sums,
            remarks: remarks(app, purchase),
        })
    }
}

fn what(purchase: &Purchase) -> String {
    match purchase.kind {
        PurchaseKind::Ticket => format!("A ticket for {}", purchase.title),
        _ => purchase.title.clone(),
    }
}

fn of_seller(artist: &Artist, seller: &Seller) -> Vec<String> {
    let legal = seller.legal_name.trim();
    let mut lines = vec![if legal.is_empty() { artist.name.clone() } else { legal.to_owned() }];
    lines.extend(seller.address.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()));
    if !seller.country.is_empty() {
        lines.push(countries::name(&seller.country).to_owned());
    }
    if !seller.tax_number.trim().is_empty() {
        lines.push(format!("Tax number {}", seller.tax_number.trim()));
    }
    lines
}

fn remarks(app: &App, purchase: &Purchase) -> Vec<String> {
    let mut remarks = vec![format!("Sold by the artist on {}, {}.", app.name(), app.base_url)];
    if purchase.provider == ProviderName::Sandbox {
        remarks.push("Made in a sandbox: no money moved, and this is no receipt of anything.".to_owned());
    }
    if let Some(at) = purchase.consented_at {
        let day = words::day(at.date_naive());
        remarks.push(format!(
            "On {day} you asked that the download begin at once, and acknowledged that your right of withdrawal ends with that."
        ));
    }
    remarks
}
