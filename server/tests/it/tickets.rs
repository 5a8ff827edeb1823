//! Tickets in the sandbox: bought by guests and with an account, what they open, and what closes it again.

use chrono::{Duration, Utc};
use model::artists::Artist;
use model::jobs::{self, RefundTickets};
use model::money;
use model::purchases::{Purchase, PurchaseState};
use model::shows::{self, Show, ShowInput};
use reqwest::StatusCode;

use crate::support::{Answer, Browser, TestApp};

const PAGE: &str = "/live/night-tide";

/// A show in two days that costs €5.
async fn planned(app: &TestApp, artist: &Artist) -> Show {
    let input = ShowInput {
        title: "Night Tide".to_owned(),
        starts_at: (Utc::now() + Duration::days(2)).to_rfc3339(),
        gate: "ticket".to_owned(),
        ticket: "5".to_owned(),
        chat: "guests".to_owned(),
        ..ShowInput::default()
    };
    let fields = input.check(money::currency("EUR").unwrap(), None).unwrap();
    shows::create(&mut *app.db().await, artist.id, &fields, Utc::now()).await.unwrap()
}

async fn order(browser: &Browser, show: &Show, fields: &[(&str, &str)]) -> Answer {
    let form = urls::live::ticket(show.id.0);
    let seen = browser.get(&form).await.attribute("input[name=seen]", "value").unwrap();
    let mut all = vec![("seen", seen.as_str()), ("country", "DE")];
    all.extend_from_slice(fields);
    browser.submit(&form, &form, &all).await
}

/// Buys a ticket; gives the purchase's page.
async fn buy(app: &TestApp, browser: &Browser, show: &Show, fields: &[(&str, &str)]) -> String {
    let begun = order(browser, show, fields).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    let checkout = begun.location();
    let checkout = checkout.strip_prefix(app.url.as_str()).unwrap_or(&checkout);
    let paid = browser.submit(checkout, checkout, &[("card", "pays"), ("country", "DE")]).await;
    assert_eq!(paid.status, StatusCode::SEE_OTHER, "{}", paid.text());
    let own = paid.location();
    let own = own.strip_prefix(app.url.as_str()).unwrap_or(&own).to_owned();
    // Whoever has paid comes back to it.
    assert_eq!(browser.get(&own).await.status, StatusCode::OK);
    own
}

/// Whether somebody stands before the gate.
async fn is_outside(browser: &Browser) -> bool {
    let page = browser.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let is_outside = !page.texts(".gate").is_empty();
    assert_eq!(page.texts("#chat").is_empty(), is_outside, "the chat is behind it too");
    is_outside
}

#[actix_web::test]
async fn a_guest_buys_a_ticket_and_comes_in_with_its_link() {
    let app = TestApp::start().await;
    let (artist, ..) = app.artist("ode").await;
    app.seller(&artist).await;
    let show = planned(&app, &artist).await;
    let visitor = app.visitor();
    let gate = visitor.get(PAGE).await;
    let form = visitor.get(&gate.attribute(".gate .btn.key", "href").unwrap()).await;
    assert_eq!(form.texts("h1"), ["Buy a ticket for Night Tide"]);
    assert!(form.attribute("input[name=begins]", "type").is_none(), "there is no download to agree to");
    assert!(form.text().contains("If the show is cancelled, your money goes back"));
    let nobody = order(&visitor, &show, &[]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!nobody.texts("#f-email-error").is_empty());

    let own = buy(&app, &visitor, &show, &[("email", "buyer@example.org")]).await;
    let thanks = visitor.get(&own).await;
    assert_eq!(thanks.texts("h1"), ["You are in"], "{}", thanks.text());
    let link = thanks.attribute("a[href*='/ticket/']", "href").unwrap();
    assert!(is_outside(&visitor).await, "a guest comes in by the link");
    assert_eq!(visitor.get(&link).await.location(), PAGE);
    assert!(!is_outside(&visitor).await);
    let elsewhere = app.visitor();
    assert_eq!(elsewhere.get(&format!("{link}x")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(elsewhere.get(&link).await.status, StatusCode::SEE_OTHER, "on another device too");
    assert!(!is_outside(&elsewhere).await);

    let receipt = visitor.get(&format!("{own}/receipt")).await;
    assert!(receipt.text().contains("A ticket for Night Tide by The ode"), "{}", receipt.text());
    assert!(!receipt.text().contains("right of withdrawal"));
    app.run_pending_jobs().await;
    let mails = app.mails();
    let mail = mails.iter().find(|mail| mail.to.contains("buyer@example.org")).expect("a receipt");
    assert!(mail.text.contains("You have a ticket for Night Tide by The ode."), "{}", mail.text);

    shows::start(&mut *app.db().await, show.id, Utc::now()).await.unwrap();
    assert_eq!(visitor.get(&own).await.texts("a[href*='/ticket/']"), ["Listen now"]);
}

#[actix_web::test]
async fn with_an_account_nothing_but_the_page_is_needed_and_a_refund_closes_it() {
    let app = TestApp::start().await;
    let (artist, _, owner) = app.artist("ode").await;
    app.seller(&artist).await;
    let show = planned(&app, &artist).await;
    let (_, fan) = app.fan().await;
    assert!(is_outside(&fan).await);
    let own = buy(&app, &fan, &show, &[]).await;
    assert!(!is_outside(&fan).await);
    let link = fan.get(&own).await.attribute("a[href*='/ticket/']", "href").unwrap();
    let guest = app.visitor();
    guest.get(&link).await;
    assert!(!is_outside(&guest).await);

    let sale = urls::money::sale("ode", app.purchases().await[0].id.0);
    let refund = owner.submit(&sale, &format!("{sale}/refund"), &[("amount", "5.00"), ("before", "0")]).await;
    assert_eq!(refund.status, StatusCode::SEE_OTHER, "{}", refund.text());
    assert!(is_outside(&fan).await);
    assert!(is_outside(&guest).await, "with the next request");
    assert_eq!(guest.get(&link).await.status, StatusCode::NOT_FOUND);
    assert_eq!(fan.get(&own).await.texts("h1"), ["The money went back"]);
}

#[actix_web::test]
async fn the_tickets_of_a_cancelled_show_are_given_back_once() {
    let app = TestApp::start().await;
    let (artist, _, owner) = app.artist("ode").await;
    app.seller(&artist).await;
    let show = planned(&app, &artist).await;
    let (visitor, late) = (app.visitor(), app.visitor());
    let own = buy(&app, &visitor, &show, &[("email", "buyer@example.org")]).await;
    let second = buy(&app, &app.visitor(), &show, &[("email", "other@example.org")]).await;
    let begun = order(&late, &show, &[("email", "late@example.org")]).await.location();
    let desk = urls::live::desk(show.id.0);
    let cancelled = owner.submit(&desk, &urls::live::desk_action(show.id.0, "cancellation"), &[]).await;
    assert_eq!(cancelled.status, StatusCode::SEE_OTHER, "{}", cancelled.text());
    let between = visitor.get(&own).await;
    assert_eq!(between.texts("h1"), ["The show was cancelled"]);
    assert!(between.text().contains("Your money is on its way back."));
    // A job may run more than once.
    for _ in 0..2 {
        jobs::enqueue(&mut *app.db().await, &RefundTickets { show_id: show.id }).await.unwrap();
        app.run_pending_jobs().await;
        let sold: Vec<Purchase> =
            app.purchases().await.into_iter().filter(|sold| sold.invoice_number.is_some()).collect();
        assert_eq!(sold.len(), 2);
        let told = |to: &str| {
            let is_it = |mail: &&mail::Message| mail.to == to && mail.subject.starts_with("Cancelled: ");
            app.mails().iter().filter(is_it).count()
        };
        assert_eq!((told("buyer@example.org"), told("other@example.org"), told("late@example.org")), (1, 1, 0));
        for ticket in &sold {
            assert_eq!((ticket.state, ticket.refunded_minor), (PurchaseState::Refunded, 500));
        }
    }
    for page in [&own, &second] {
        assert_eq!(visitor.get(page).await.texts("h1"), ["The money went back"]);
    }

    let checkout = begun.strip_prefix(app.url.as_str()).unwrap_or(&begun);
    let paid = late.submit(checkout, checkout, &[("card", "pays"), ("country", "DE")]).await;
    assert_eq!(paid.status, StatusCode::SEE_OTHER, "{}", paid.text());
    let page = paid.location();
    let page = page.strip_prefix(app.url.as_str()).unwrap_or(&page);
    assert_eq!(late.get(page).await.texts("h1"), ["The money went back"], "who paid too late gets it back at once");
    assert_eq!(app.visitor().get(&urls::live::ticket(show.id.0)).await.status, StatusCode::NOT_FOUND);
}
