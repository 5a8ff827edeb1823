//! Shares of a release for another artist.

use chrono::{DateTime, Days, Duration, Utc};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use model::artists::Artist;
use model::ids::{PurchaseId, SplitId, TrackId};
use model::periods::Month;
use model::purchases::{self, PaymentStanding, Settled};
use model::releases::Release;
use model::splits::{self, NewSplit, SplitError};
use model::statements;
use reqwest::StatusCode;

use crate::catalogue::{File, add_track, draft};
use crate::support::TestApp;

const PAGE: &str = "/studio/artists/ode/money/splits";
const OTHERS: &str = "/studio/artists/inge/money/splits";

/// What an artist got of a purchase of ten euros that was paid at a moment, as its statement has it.
async fn share(app: &TestApp, payee: &Artist, (release, track): (&Release, Option<TrackId>), at: DateTime<Utc>) -> i64 {
    let id = PurchaseId::new();
    let db = &mut app.db().await;
    diesel::sql_query(
        "INSERT INTO purchases (id, artist_id, kind, release_id, track_id, email, title, state, currency, amount_minor, provider,
           provider_account, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, 'ann@example.org', 'Low Water', 'open', 'EUR', $6, 'sandbox', 'acct_1', $7, $8)",
    )
    .bind::<Uuid, _>(id)
    .bind::<Uuid, _>(release.artist_id)
    .bind::<Text, _>(if track.is_some() { "track" } else { "release" })
    .bind::<Uuid, _>(release.id)
    .bind::<Nullable<Uuid>, _>(track)
    .bind::<BigInt, _>(1000)
    .bind::<Timestamptz, _>(at)
    .bind::<Timestamptz, _>(at + Duration::hours(1))
    .execute(db)
    .await
    .unwrap();
    let standing = PaymentStanding {
        payment: Some(format!("pi_{id}")),
        paid: true,
        amount_minor: 1000,
        currency: "EUR".to_owned(),
        ..PaymentStanding::default()
    };
    assert_eq!(purchases::settle(db, id, &standing, at).await.unwrap(), Settled::Completed);
    let mut sum = 0;
    for month in [Month::of(at.date_naive()), Month::current(), Month::current().next()] {
        let lines = statements::lines(db, payee.id, month).await.unwrap();
        let of_it = lines.iter().filter(|line| line.purchase_id == id && !line.is_own).map(|line| line.earned_minor);
        sum = of_it.sum::<i64>().max(sum);
    }
    sum
}

#[actix_web::test]
async fn a_share_counts_from_its_acceptance_until_its_end() {
    let app = TestApp::start().await;
    let (ode, _, giver) = app.artist("ode").await;
    let (inge, _, payee) = app.artist("inge").await;
    let release = draft(&app, &ode, "Low Water").await;
    let today = Utc::now().date_naive();
    let thing = release.id.to_string();
    let first = today.to_string();
    let fields =
        [("thing", thing.as_str()), ("handle", "@inge"), ("share", "12,5"), ("reason", "Piano"), ("starts_on", &first)];
    let proposed = giver.submit(PAGE, PAGE, &fields).await;
    assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.text());
    app.run_pending_jobs().await;
    let mails = app.mails();
    let mail = mails.iter().find(|mail| mail.to == "inge@example.org").unwrap();
    assert!(mail.text.contains("12.5 percent") && mail.text.contains(OTHERS), "{}", mail.text);

    let db = &mut app.db().await;
    let before = Utc::now();
    assert_eq!(share(&app, &inge, (&release, None), before).await, 0, "nobody has accepted");
    let id = splits::of_artist(db, inge.id).await.unwrap()[0].id;
    let answer = format!("{OTHERS}/{id}/answer");
    assert_eq!(giver.submit(PAGE, &answer, &[("act", "accept")]).await.status, StatusCode::NOT_FOUND, "not theirs");
    let offered = payee.get(OTHERS).await;
    assert!(offered.texts("section[aria-labelledby=offers] li")[0].contains("12.5 % of Low Water"));
    payee.submit(OTHERS, &answer, &[("act", "accept")]).await;
    let now = Utc::now();
    assert_eq!(share(&app, &inge, (&release, None), now).await, 125);
    assert_eq!(share(&app, &inge, (&release, None), before).await, 0, "what was sold before stays");
    app.run_pending_jobs().await;
    let mails = app.mails();
    let told =
        mails.iter().find(|mail| mail.to == "ode@example.org" && mail.subject.starts_with("Your split")).unwrap();
    assert!(told.text.contains("percent that you offered") && told.text.contains(PAGE), "{}", told.text);
    let late = payee.submit(OTHERS, &answer, &[("act", "decline")]).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER);
    assert!(payee.get(OTHERS).await.text().contains("answered or ended already"));

    let end = format!("{PAGE}/{id}/end");
    giver.submit(PAGE, &end, &[("ends_on", &first)]).await;
    assert!(giver.get(PAGE).await.text().contains("Choose a day from tomorrow on"));
    let tomorrow = today.checked_add_days(Days::new(1)).unwrap().to_string();
    giver.submit(PAGE, &end, &[("ends_on", &tomorrow)]).await;
    let end_of_today = now.date_naive().and_hms_opt(23, 59, 59).unwrap().and_utc();
    assert_eq!(share(&app, &inge, (&release, None), end_of_today).await, 125);
    assert_eq!(share(&app, &inge, (&release, None), end_of_today + Duration::seconds(1)).await, 0);
}

#[actix_web::test]
async fn nobody_gives_more_than_everything() {
    let app = TestApp::start().await;
    let (ode, _, giver) = app.artist("ode").await;
    let (inge, _, _) = app.artist("inge").await;
    let release = draft(&app, &ode, "Low Water").await;
    let (ebb, flow) =
        (add_track(&app, &release, "ebb.wav", File::Wav).await, add_track(&app, &release, "flow.wav", File::Wav).await);
    let now = Utc::now();
    let wanted = |track, share_bp| NewSplit {
        release: release.id,
        track,
        payee: inge.id,
        share_bp,
        reason: String::new(),
        starts_on: now.date_naive(),
        ends_on: None,
    };
    let db = &mut app.db().await;
    let whole = splits::propose(db, &wanted(None, 6000), now).await.unwrap();
    let of_ebb = splits::propose(db, &wanted(Some(ebb.id), 3000), now).await.unwrap();
    splits::propose(db, &wanted(Some(flow.id), 4000), now).await.unwrap();
    for (new, left) in [(wanted(Some(ebb.id), 1001), "10"), (wanted(None, 1), "0")] {
        let refused = splits::propose(db, &new, now).await.unwrap_err();
        assert!(matches!(&refused, SplitError::TooMuch(rest) if rest == left), "{refused}");
    }
    splits::accept(db, whole.id, now).await.unwrap();
    splits::accept(db, of_ebb.id, now).await.unwrap();
    let got = async |track| share(&app, &inge, (&release, track), Utc::now()).await;
    assert_eq!(got(Some(ebb.id)).await, 900);
    assert_eq!(got(Some(flow.id)).await, 600, "nobody has accepted that of the track");
    assert_eq!(got(None).await, 750, "one of two tracks");

    let oneself = NewSplit { payee: ode.id, ..wanted(None, 1) };
    assert!(matches!(splits::propose(db, &oneself, now).await, Err(SplitError::Oneself)));
    let past = NewSplit { starts_on: now.date_naive() - Duration::days(1), ..wanted(None, 1) };
    assert!(matches!(splits::propose(db, &past, now).await, Err(SplitError::Days)));
    for wrong in [("share", "0"), ("share", "101"), ("handle", "nobody"), ("starts_on", ""), ("thing", "x/y")] {
        let (thing, day) = (release.id.to_string(), now.date_naive().to_string());
        let mut fields = vec![("thing", thing.as_str()), ("handle", "inge"), ("share", "1"), ("starts_on", &day)];
        fields.iter_mut().filter(|field| field.0 == wrong.0).for_each(|field| field.1 = wrong.1);
        assert_eq!(giver.submit(PAGE, PAGE, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
    }
}

#[actix_web::test]
async fn two_proposals_at_once_do_not_take_the_same_rest() {
    let app = TestApp::start().await;
    let (ode, _, _) = app.artist("ode").await;
    let (inge, _, _) = app.artist("inge").await;
    let release = draft(&app, &ode, "Low Water").await;
    let now = Utc::now();
    let new = NewSplit {
        release: release.id,
        track: None,
        payee: inge.id,
        share_bp: 6000,
        reason: String::new(),
        starts_on: now.date_naive(),
        ends_on: None,
    };
    let propose = async || splits::propose(&mut *app.db().await, &new, now).await;
    let (one, two) = tokio::join!(propose(), propose());
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert!(splits::find(&mut *app.db().await, SplitId::new()).await.unwrap().is_none());
}
