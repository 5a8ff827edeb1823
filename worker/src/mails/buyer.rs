//! What mails to a buyer have in common: what was bought, whom they greet, and the link to its page.

use model::purchases::Purchase;

/// A purchase, and what the instance is to whoever reads of it.
#[derive(Debug, Clone, Copy)]
pub struct ToBuyer<'a> {
    /// What was bought.
    pub purchase: &'a Purchase,
    /// The name of the buyer's account, where there is one.
    pub name: Option<&'a str>,
    /// What the instance is called.
    pub site_name: &'a str,
    /// The public address of the instance, without a slash at its end.
    pub base_url: &'a str,
    /// Opens the purchase's page.
    pub key: &'a str,
}

/// What every one of them says.
pub(super) struct Head<'a> {
    pub(super) to: &'a str,
    pub(super) site_name: &'a str,
    pub(super) base_url: &'a str,
    pub(super) account_name: &'a str,
    pub(super) link: String,
}

impl<'a> ToBuyer<'a> {
    pub(super) fn head(&self) -> Head<'a> {
        Head {
            to: &self.purchase.email,
            site_name: self.site_name,
            base_url: self.base_url,
            account_name: self.name.unwrap_or("there"),
            link: urls::absolute(self.base_url, &urls::money::purchase(self.purchase.id.0, self.key)),
        }
    }
}
