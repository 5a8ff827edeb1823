//! The nightly check of the books. What does not add up is logged and mailed to the admins; nothing is changed.

use model::account_mails::{self, AccountMail, OfRelease};
use model::accounts::{self, Shown};
use model::jobs::CheckLedger;
use model::ledger;

use crate::{Context, JobError};

/// How many faults a mail names; `doctor` names them all.
const NAMED: usize = 20;

pub(super) async fn run(_: CheckLedger, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let faults = ledger::check(&mut connection).await?;
    if faults.is_empty() {
        tracing::info!("the books add up");
        return Ok(());
    }
    for fault in &faults {
        tracing::error!(purchase = %fault.purchase, what = fault.what, "the books do not add up");
    }
    let points = faults.iter().take(NAMED).map(|fault| format!("Purchase {}: {}", fault.purchase, fault.what));
    let about = OfRelease { title: String::new(), points: points.collect(), path: "/".to_owned() };
    for admin in accounts::list_shown(&mut connection, Shown::Admins, 0, 100).await? {
        account_mails::send_about(&mut connection, admin.id, AccountMail::BooksWrong, about.clone()).await?;
    }
    Ok(())
}

pub(super) async fn given_up(_: CheckLedger, _: &Context, error: &JobError) {
    tracing::error!(%error, "the books could not be checked");
}
