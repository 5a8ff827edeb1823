//! Who may listen: every gate, and everybody who may come to it.

use model::entitlements::Who;
use model::ids::AccountId;
use model::show_access::{self, Admission, Pass, admits};
use model::shows::{Gate, Show, ShowInput};
use model::tiers::{self, TierInput};
use model::{Connection, members, money};

use super::{again, show};
use crate::support::{Db, account, artist, run};

const NOBODY: [u8; 16] = [0; 16];

async fn enters(c: &mut Connection, show: &Show, who: Who, password: Option<&str>) -> bool {
    match admits(c, show, who, password, NOBODY).await.unwrap() {
        Admission::Yes { pass } => {
            assert!(show_access::holds(c, show, &pass).await.unwrap(), "{pass:?} is good");
            true
        }
        Admission::No { why } => {
            assert_eq!(why, show.gate);
            false
        }
    }
}

async fn member(c: &mut Connection, show: &Show, name: &str, includes_live: bool) -> AccountId {
    let input = TierInput { name: name.to_owned(), monthly: "5".to_owned(), includes_live, ..TierInput::default() };
    let fields = input.check(money::currency("EUR").unwrap()).unwrap();
    let tier = tiers::create(c, show.artist_id, &fields).await.unwrap();
    let account = account(c, name).await.id;
    let columns = "id, tier_id, artist_id, account_id, interval, state, amount_minor, currency, provider, provider_account, expires_at";
    let values = format!(
        "gen_random_uuid(), '{}', '{}', '{account}', 'month', 'active', 500, 'EUR', 'sandbox', 'acct', now()",
        tier.id, show.artist_id
    );
    run(c, &format!("INSERT INTO memberships ({columns}) VALUES ({values})")).await;
    account
}

#[tokio::test]
async fn every_gate_knows_whom_to_let_in() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let gate = |gate: &'static str| {
        move |input: &mut ShowInput| {
            (input.gate, input.password, input.ticket) = (gate.to_owned(), "harbour".to_owned(), "7".to_owned());
        }
    };
    let open = show(c, &ode, gate("open")).await;
    let password = show(c, &ode, gate("password")).await;
    let of_members = show(c, &ode, gate("members")).await;
    let ticket = show(c, &ode, gate("ticket")).await;
    let owner = Who::Account(members::of_artist(c, ode.id).await.unwrap()[0].0.id);
    let stranger = Who::Account(account(c, "ann").await.id);
    let live = Who::Account(member(c, &open, "ben", true).await);
    let other = Who::Account(member(c, &open, "cid", false).await);
    let anybody = Who::Visitor([3; 16]);

    for (show, who, password, may) in [
        (&open, anybody, None, true),
        (&open, stranger, None, true),
        (&password, anybody, None, false),
        (&password, anybody, Some("harbor"), false),
        (&password, anybody, Some("harbour"), true),
        (&password, stranger, Some("harbour"), true),
        (&password, live, None, false),
        (&password, owner, None, true),
        (&of_members, anybody, None, false),
        (&of_members, stranger, Some("harbour"), false),
        (&of_members, other, None, false),
        (&of_members, live, None, true),
        (&of_members, owner, None, true),
        (&ticket, anybody, None, false),
        (&ticket, stranger, None, false),
        (&ticket, other, None, false),
        (&ticket, live, None, true),
        (&ticket, owner, None, true),
        (&ticket, Who::PrivateLink, None, false),
    ] {
        assert_eq!(enters(c, show, who, password).await, may, "{} {who:?} {password:?}", show.gate);
    }
}

#[tokio::test]
async fn a_pass_is_good_as_long_as_what_it_stands_for() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let set = |input: &mut ShowInput| (input.gate, input.password) = ("password".to_owned(), "harbour".to_owned());
    let night = show(c, &ode, set).await;
    let said = admits(c, &night, Who::Visitor([1; 16]), Some("harbour"), [1; 16]).await.unwrap();
    let Admission::Yes { pass } = said else { panic!("{said:?}") };
    let other = admits(c, &night, Who::Visitor([2; 16]), Some("harbour"), [2; 16]).await.unwrap();
    let Admission::Yes { pass: others } = other else { panic!("{other:?}") };
    assert_ne!(pass.hash(), others.hash(), "each is counted by themselves");
    let known = Pass::parse(&pass.word()).unwrap();
    assert!(show_access::holds(c, &night, &known).await.unwrap());

    let mut input = ShowInput { title: night.title.clone(), ..ShowInput::default() };
    (input.gate, input.password) = ("password".to_owned(), "lighthouse".to_owned());
    let fields = input.check(money::currency("EUR").unwrap(), Some(&night)).unwrap();
    let night = model::shows::update(c, night.id, &fields, chrono::Utc::now()).await.unwrap();
    assert!(!show_access::holds(c, &night, &known).await.unwrap(), "another password");
    input.password.clear();
    let kept = input.check(money::currency("EUR").unwrap(), Some(&night)).unwrap();
    let night = model::shows::update(c, night.id, &kept, chrono::Utc::now()).await.unwrap();
    assert!(enters(c, &night, Who::Anybody, Some("lighthouse")).await, "an empty field keeps it");

    let ben = member(c, &night, "ben", true).await;
    run(c, "UPDATE shows SET gate = 'members'").await;
    let night = again(c, &night).await;
    let pass = Pass::Member(ben);
    assert!(show_access::holds(c, &night, &pass).await.unwrap());
    run(c, "UPDATE memberships SET state = 'ended'").await;
    assert!(!show_access::holds(c, &night, &pass).await.unwrap());
    run(c, "UPDATE artists SET suspended_at = now()").await;
    let refused = admits(c, &night, Who::Account(ben), None, NOBODY).await.unwrap();
    assert_eq!(refused, Admission::No { why: Gate::Open });
}
