//! What stands in the way of listening to a show, and the way in.

use model::Connection;
use model::artists::Artist;
use model::sellers;
use model::shows::{Gate, Show};

use crate::memberships::offer::MembershipBox;
use crate::releases::words;
use crate::visit::Visit;

/// What stands where the player would.
#[derive(Debug, Clone)]
pub enum GateBox {
    /// Who knows a word.
    Password {
        /// Where it is said.
        action: String,
        /// What was wrong with the last one; empty for nothing.
        problem: String,
    },
    /// Members whose tier includes live sets.
    Members {
        /// Where one joins; empty where there is nothing to join.
        join: String,
        /// What stands on that button.
        label: &'static str,
        /// Where those go who are members already; empty for who is signed in.
        sign_in: String,
    },
    /// Who has a ticket.
    Ticket {
        /// "€5.00".
        price: String,
        /// Where it is bought; empty where it cannot be.
        buy: String,
        /// Where those go who have one already; empty for who is signed in.
        sign_in: String,
    },
}

impl GateBox {
    /// For a visitor who was not let in; `None` for an open show.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(
        db: &mut Connection,
        visit: &Visit,
        (show, artist): (&Show, &Artist),
        problem: &str,
    ) -> diesel::QueryResult<Option<Self>> {
        let here = urls::live::show(&show.slug);
        let sign_in = match visit.account() {
            Some(_) => String::new(),
            None => format!("/sign-in?next={}", urls::encode(&here)),
        };
        Ok(match show.gate {
            Gate::Open => None,
            Gate::Password => {
                Some(Self::Password { action: urls::live::password(&show.slug), problem: problem.to_owned() })
            }
            Gate::Members => {
                let offer = MembershipBox::of(visit, db, artist).await?;
                let label = offer.as_ref().map_or("", |offer| offer.label);
                Some(Self::Members { join: offer.map(|offer| offer.href).unwrap_or_default(), label, sign_in })
            }
            Gate::Ticket => {
                let price = show.ticket_minor.zip(show.ticket_currency.as_deref());
                let seller = sellers::of(db, artist.id).await?;
                let provider = visit.app.payments.provider();
                let can_pay = provider.is_some_and(|(name, _)| seller.account_with(name).is_some());
                Some(Self::Ticket {
                    price: price.map(|(minor, currency)| words::money(minor, currency)).unwrap_or_default(),
                    buy: if can_pay { urls::live::ticket(show.id.0) } else { String::new() },
                    sign_in,
                })
            }
        })
    }
}
