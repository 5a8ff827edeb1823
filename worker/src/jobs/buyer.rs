//! What every mail to a buyer is made of, and how it is sent.

use mail::{MailError, Message};
use model::accounts::{self, Account};
use model::ids::PurchaseId;
use model::purchases::{self, Purchase};
use model::secrets;

use crate::mails::buyer::ToBuyer;
use crate::{Context, JobError};

/// A purchase and who made it.
pub(super) struct Buyer {
    /// What they bought.
    pub purchase: Purchase,
    /// Their account, where there is one.
    pub account: Option<Account>,
    /// Opens the purchase's page: made when the mail is, so that it never stands in the queue.
    pub key: String,
}

impl Buyer {
    /// What a mail to them begins with.
    pub(super) fn to<'a>(&'a self, context: &'a Context) -> ToBuyer<'a> {
        ToBuyer {
            purchase: &self.purchase,
            name: self.account.as_ref().map(|account| account.name.as_str()),
            site_name: &context.settings.instance_name,
            base_url: &context.base_url,
            key: &self.key,
        }
    }
}

/// The buyer of a purchase; `None` when it is gone.
pub(super) async fn of(context: &Context, id: PurchaseId) -> Result<Option<Buyer>, JobError> {
    let mut connection = context.db().await?;
    let Some(purchase) = purchases::find(&mut connection, id).await? else { return Ok(None) };
    let account = match purchase.account_id {
        Some(account) => accounts::find(&mut connection, account).await?,
        None => None,
    };
    let secret = secrets::get_or_create(&mut connection, "purchases").await.map_err(JobError::retry)?;
    let key = purchases::key(&secret, purchase.id);
    Ok(Some(Buyer { purchase, account, key }))
}

/// Sends a mail to a buyer; `what` names it for the log.
pub(super) async fn send(context: &Context, message: &Message, what: &str) -> Result<(), JobError> {
    context.mailer.send(message).await.map(|_| ()).map_err(|error: MailError| {
        // What a mail server says names the buyer's address; the log names the purchase.
        let said = format!("the mail server did not take {what}");
        if error.is_temporary() { JobError::retry(said) } else { JobError::fail(said) }
    })
}
