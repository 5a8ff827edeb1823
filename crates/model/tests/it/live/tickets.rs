//! Tickets are bought, given back, and disputed; tips appear beside the show.

use chrono::Utc;
use model::artists::Artist;
use model::chat::{self, ChatKind};
use model::entitlements::Who;
use model::ids::{AccountId, PurchaseId};
use model::orders::{self, Ordered};
use model::pricing::Quote;
use model::purchases::{
    self, Dispute, DisputeState, NewPurchase, PaymentStanding, Purchase, PurchaseError, PurchaseKind, Settled,
};
use model::sellers::ProviderName;
use model::show_access::{self, Pass};
use model::shows::{self, Show};
use model::{Connection, actors, ledger, tickets};

use super::{again, show};
use crate::support::{Db, account, artist};

fn ticket(artist: &Artist, show: &Show, account: Option<AccountId>) -> NewPurchase {
    let quote = Quote {
        amount_minor: 700,
        tax_minor: 0,
        tax_rate_bp: 0,
        processor_fee_minor: 40,
        co_op_fee_minor: 30,
        society_minor: 0,
        artist_minor: 630,
    };
    NewPurchase {
        id: PurchaseId::new(),
        artist: artist.id,
        kind: PurchaseKind::Ticket,
        release: None,
        track: None,
        membership: None,
        show: Some(show.id),
        account,
        email: "ann@example.org".to_owned(),
        title: format!("Ticket for {}", show.title),
        currency: "EUR".to_owned(),
        quote,
        discount_bp: 0,
        country_said: "DE".to_owned(),
        consented: true,
        wants_letters: false,
        note: String::new(),
        provider: ProviderName::Sandbox,
        provider_account: "acct".to_owned(),
    }
}

fn paid(purchase: &Purchase) -> PaymentStanding {
    PaymentStanding {
        payment: Some(format!("pay_{}", purchase.id)),
        paid: true,
        amount_minor: purchase.amount_minor,
        currency: purchase.currency.clone(),
        fee_minor: Some(40),
        ..PaymentStanding::default()
    }
}

async fn with_tickets(c: &mut Connection, artist: &Artist) -> Show {
    show(c, artist, |input| (input.gate, input.ticket) = ("ticket".to_owned(), "7".to_owned())).await
}

#[tokio::test]
async fn a_ticket_opens_one_show_until_the_money_goes_back() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (night, other) = (with_tickets(c, &ode).await, with_tickets(c, &ode).await);
    let ann = account(c, "ann").await.id;
    let new = ticket(&ode, &night, Some(ann));
    let begun = purchases::begin(c, &new, Utc::now()).await.unwrap();
    assert_eq!(purchases::begin(c, &new, Utc::now()).await.unwrap().id, begun.id, "a double click is one ticket");
    assert!(!tickets::holds(c, night.id, Who::Account(ann)).await.unwrap(), "not before it is paid");
    assert!(!shows::delete(c, night.id).await.unwrap(), "somebody is about to pay");
    let money = paid(&begun);
    assert_eq!(purchases::settle(c, begun.id, &money, Utc::now()).await.unwrap(), Settled::Completed);
    for who in [Who::Account(ann), Who::Purchase(begun.id)] {
        assert!(tickets::holds(c, night.id, who).await.unwrap(), "{who:?}");
        assert!(!tickets::holds(c, other.id, who).await.unwrap(), "{who:?} has one for another show");
    }
    assert_eq!(tickets::show_of(c, begun.id).await.unwrap(), Some(night.id));
    assert_eq!(tickets::of_show(c, night.id).await.unwrap().len(), 1);
    let pass = Pass::Ticket(begun.id);
    assert!(show_access::holds(c, &night, &pass).await.unwrap());
    assert!(!show_access::holds(c, &other, &pass).await.unwrap());

    let dispute = |state| Dispute { id: "d".to_owned(), state, amount_minor: 700, fee_minor: 0 };
    let opened = PaymentStanding { disputes: vec![dispute(DisputeState::Open)], ..money.clone() };
    purchases::settle(c, begun.id, &opened, Utc::now()).await.unwrap();
    assert!(!show_access::holds(c, &night, &pass).await.unwrap(), "the bank has the money");
    let won = PaymentStanding { disputes: vec![dispute(DisputeState::Won)], ..money };
    purchases::settle(c, begun.id, &won, Utc::now()).await.unwrap();
    assert!(show_access::holds(c, &night, &pass).await.unwrap());
    let back = PaymentStanding { refunded_minor: 700, ..won };
    purchases::settle(c, begun.id, &back, Utc::now()).await.unwrap();
    assert!(!show_access::holds(c, &night, &pass).await.unwrap());
    assert!(!tickets::holds(c, night.id, Who::Account(ann)).await.unwrap());
    assert_eq!(ledger::check(c).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_no_ticket_of_the_artists_is_not_sold() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (tide, _) = artist(c, "tide").await;
    let night = with_tickets(c, &ode).await;
    let open = show(c, &ode, |_| {}).await;
    let right = ticket(&ode, &night, None);
    let cheap = NewPurchase { quote: Quote { amount_minor: 699, ..right.quote }, ..right.clone() };
    assert!(matches!(purchases::begin(c, &cheap, Utc::now()).await, Err(PurchaseError::NotThePrice)));
    for wrong in [
        NewPurchase { show: None, ..right.clone() },
        NewPurchase { artist: tide.id, ..right.clone() },
        NewPurchase { show: Some(open.id), ..right.clone() },
    ] {
        assert!(matches!(purchases::begin(c, &wrong, Utc::now()).await, Err(PurchaseError::NotForSale)));
    }
    let begun = purchases::begin(c, &right, Utc::now()).await.unwrap();
    shows::cancel(c, night.id, Utc::now()).await.unwrap();
    let late = purchases::settle(c, begun.id, &paid(&begun), Utc::now()).await.unwrap();
    assert_eq!(late, Settled::ToRefund, "the show will not be");
    assert!(matches!(
        purchases::begin(c, &ticket(&ode, &night, None), Utc::now()).await,
        Err(PurchaseError::NotForSale)
    ));
}

#[tokio::test]
async fn a_browser_that_has_one_ticket_may_buy_another_shows() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (night, other) = (with_tickets(c, &ode).await, with_tickets(c, &ode).await);
    let (ordered, _) = orders::place(c, &ticket(&ode, &night, None), "browser", Utc::now()).await.unwrap();
    let Ordered::ToPay(first) = ordered else { panic!("{ordered:?}") };
    purchases::settle(c, first.id, &paid(&first), Utc::now()).await.unwrap();
    let (again, _) = orders::place(c, &ticket(&ode, &night, None), "browser", Utc::now()).await.unwrap();
    assert!(matches!(again, Ordered::Bought(bought) if bought.id == first.id));
    let (second, superseded) = orders::place(c, &ticket(&ode, &other, None), "browser", Utc::now()).await.unwrap();
    assert!(matches!(second, Ordered::ToPay(purchase) if purchase.id != first.id) && superseded.is_empty());
}

#[tokio::test]
async fn tips_appear_beside_the_show_and_say_no_more_than_their_givers_did() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let night = show(c, &ode, |_| {}).await;
    let ann = account(c, "ann").await.id;
    actors::create_fan(c, ann, "ann_listens", "Ann Listens").await.unwrap();
    chat::set_words(c, ode.id, &["boat".to_owned()]).await.unwrap();
    let tip = |account, note: &str| NewPurchase {
        kind: PurchaseKind::Tip,
        show: None,
        note: note.to_owned(),
        ..ticket(&ode, &night, account)
    };
    let give = async |c: &mut Connection, account, note: &str| {
        let begun = purchases::begin(c, &tip(account, note), Utc::now()).await.unwrap();
        for _ in 0..2 {
            purchases::settle(c, begun.id, &paid(&begun), Utc::now()).await.unwrap();
        }
    };
    give(c, None, "too early").await;
    shows::start(c, night.id, Utc::now()).await.unwrap();
    give(c, Some(ann), "What a\nnight").await;
    give(c, None, "").await;
    give(c, None, "my boat").await;
    assert!(again(c, &night).await.is_on_air());
    let lines = chat::history(c, night.id, None, 10).await.unwrap();
    let said: Vec<_> = lines.iter().map(|line| (line.name.as_str(), line.body.as_str())).collect();
    assert_eq!(
        said,
        [("Ann Listens", "gave €7.00: What a night"), ("Somebody", "gave €7.00"), ("Somebody", "gave €7.00")]
    );
    assert!(lines.iter().all(|line| line.kind == ChatKind::Tip && line.account_id.is_none()));
}
