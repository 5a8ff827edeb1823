//! Notices: an artist's members hear by mail what happens to their sales.

use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use super::{DisputeState, Known, Purchase, PurchaseKind};
use crate::account_mails::{self, AccountMail, OfRelease};
use crate::ids::AccountId;
use crate::jobs::{self, SendRefund};
use crate::schema::{artist_members, artists};
use crate::{Connection, money};

/// Something was sold.
pub(super) async fn sold(connection: &mut Connection, purchase: &Purchase) -> QueryResult<()> {
    let title = &purchase.title;
    let amount = match purchase.amount_minor {
        0 => "nothing".to_owned(),
        minor => amount(purchase, minor),
    };
    let mut points = vec![match purchase.kind {
        PurchaseKind::Release | PurchaseKind::Track => format!("Somebody bought “{title}” for {amount}."),
        PurchaseKind::Tip => format!("Somebody gave you {amount}."),
        PurchaseKind::Ticket => format!("Somebody bought a ticket for “{title}” for {amount}."),
        PurchaseKind::Membership => format!("A member paid {amount} for “{title}”."),
    }];
    if !purchase.note.is_empty() {
        points.push(format!("They say: {}", purchase.note));
    }
    tell(connection, purchase, AccountMail::Sold, points).await
}

/// Something happened to what was sold.
pub(super) async fn changed(
    connection: &mut Connection,
    purchase: &Purchase,
    (before, after): (&Known, &Known),
) -> QueryResult<()> {
    let title = &purchase.title;
    let given_back = after.refunded_minor - before.refunded_minor;
    if given_back > 0 {
        let points = vec![format!("{} went back to the buyer of “{title}”.", amount(purchase, given_back))];
        tell(connection, purchase, AccountMail::SaleRefunded, points).await?;
        returned(connection, purchase, (given_back, &purchase.currency)).await?;
    }
    for dispute in &after.disputes {
        let seen = before.disputes.iter().find(|seen| seen.id == dispute.id).map(|seen| seen.state);
        if seen == Some(dispute.state) {
            continue;
        }
        let disputed = amount(purchase, dispute.amount_minor);
        let (mail, said) = match dispute.state {
            DisputeState::Open => (
                AccountMail::SaleDisputed,
                format!(
                    "The buyer's bank has taken back {disputed} for “{title}” until it is settled whose it is. Answer it on the page of your payment account."
                ),
            ),
            DisputeState::Won => {
                (AccountMail::DisputeWon, format!("The bank gave {disputed} for “{title}” back to you."))
            }
            DisputeState::Lost => {
                (AccountMail::DisputeLost, format!("The bank gave {disputed} for “{title}” to the buyer."))
            }
        };
        tell(connection, purchase, mail, vec![said]).await?;
    }
    Ok(())
}

/// The buyer hears by mail that money went back.
pub(super) async fn returned(
    connection: &mut Connection,
    purchase: &Purchase,
    (amount_minor, currency): (i64, &str),
) -> QueryResult<()> {
    let currency = currency.to_owned();
    jobs::enqueue(connection, &SendRefund { purchase_id: purchase.id, amount_minor, currency }).await
}

async fn tell(
    connection: &mut Connection,
    purchase: &Purchase,
    mail: AccountMail,
    points: Vec<String>,
) -> QueryResult<()> {
    let handle: String = artists::table.find(purchase.artist_id).select(artists::handle).first(connection).await?;
    let members: Vec<AccountId> = artist_members::table
        .filter(artist_members::artist_id.eq(purchase.artist_id))
        .select(artist_members::account_id)
        .load(connection)
        .await?;
    let about = OfRelease { title: purchase.title.clone(), points, path: urls::money::sale(&handle, purchase.id.0) };
    for member in members {
        account_mails::send_about(connection, member, mail, about.clone()).await?;
    }
    Ok(())
}

fn amount(purchase: &Purchase, minor: i64) -> String {
    money::written(&purchase.currency, minor)
}
