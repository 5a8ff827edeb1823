//! Statements, the admins' books and the public ones, held against the entries of the ledger.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use model::artists::Artist;
use model::ids::{LedgerTransactionId, PurchaseId};
use model::statements;
use reqwest::StatusCode;

use crate::support::TestApp;

/// A purchase that was paid, as the books tell of it.
struct Sold<'a> {
    title: &'a str,
    said: &'a str,
    card: &'a str,
    at: &'a str,
}

async fn purchase(app: &TestApp, artist: &Artist, sold: &Sold<'_>, amount: i64) -> PurchaseId {
    let id = PurchaseId::new();
    diesel::sql_query(
        "INSERT INTO purchases (id, artist_id, kind, email, title, state, currency, amount_minor, tax_rate_bp, country_said,
           country_card, provider, provider_account, invoice_number, expires_at, completed_at)
         VALUES ($1, $2, 'tip', 'ann@example.org', $3, 'paid', 'EUR', $4, 1900, $5, $6, 'sandbox', 'acct_1', $7, now(), $8)",
    )
    .bind::<Uuid, _>(id)
    .bind::<Uuid, _>(artist.id)
    .bind::<Text, _>(sold.title)
    .bind::<BigInt, _>(amount)
    .bind::<Text, _>(sold.said)
    .bind::<Text, _>(sold.card)
    .bind::<Text, _>(format!("R-{id}"))
    .bind::<Timestamptz, _>(moment(sold.at))
    .execute(&mut *app.db().await)
    .await
    .unwrap();
    id
}

/// A transaction in one statement, so that the trigger sees it whole.
async fn write(
    app: &TestApp,
    purchase: PurchaseId,
    (kind, at): (&str, &str),
    entries: &[(&str, Option<&Artist>, i64)],
) {
    let id = LedgerTransactionId::new();
    let db = &mut app.db().await;
    diesel::sql_query(
        "INSERT INTO ledger_transactions (id, kind, purchase_id, currency, occurred_at) VALUES ($1, $2, $3, 'EUR', $4)",
    )
    .bind::<Uuid, _>(id)
    .bind::<Text, _>(kind)
    .bind::<Uuid, _>(purchase)
    .bind::<Timestamptz, _>(moment(at))
    .execute(db)
    .await
    .unwrap();
    let rows: Vec<String> = entries
        .iter()
        .zip(1..)
        .map(|((book, artist, amount), line)| {
            let artist = artist.map_or("NULL".to_owned(), |artist| format!("'{}'", artist.id));
            format!("('{id}', {line}, '{book}', {artist}, {amount})")
        })
        .collect();
    let text = format!(
        "INSERT INTO ledger_entries (transaction_id, line, book, artist_id, amount_minor) VALUES {}",
        rows.join(", ")
    );
    diesel::sql_query(text).execute(db).await.unwrap();
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[derive(diesel::QueryableByName)]
struct Sum {
    #[diesel(sql_type = Nullable<BigInt>)]
    sum: Option<i64>,
}

/// What the entries of a month sum to.
async fn ledger_sum(app: &TestApp, what: &str) -> i64 {
    let text = format!(
        "SELECT sum(e.amount_minor)::bigint AS sum FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
         WHERE t.occurred_at >= '2026-11-01Z' AND t.occurred_at < '2026-12-01Z' AND {what}"
    );
    let sum: Sum = diesel::sql_query(text).get_result(&mut *app.db().await).await.unwrap();
    sum.sum.unwrap_or(0)
}

/// Two sales in November, of which one is refunded in part and one shared, and one in the last second of October.
async fn november(app: &TestApp, ode: &Artist, inge: &Artist) {
    let low = Sold { title: "=HYPERLINK(\"x\")", said: "DE", card: "DE", at: "2026-11-02T10:00:00Z" };
    let id = purchase(app, ode, &low, 1190).await;
    let sale = [
        ("buyer", None, -1190),
        ("tax", None, 190),
        ("co_op", None, 80),
        ("society", None, 20),
        ("artist", Some(ode), 900),
    ];
    write(app, id, ("sale", low.at), &sale).await;
    write(app, id, ("processor_fee", "2026-11-02T10:01:00Z"), &[("processor", None, 43), ("artist", Some(ode), -43)])
        .await;
    let refund = [
        ("buyer", None, 595),
        ("tax", None, -95),
        ("co_op", None, -40),
        ("society", None, -10),
        ("artist", Some(ode), -450),
    ];
    write(app, id, ("refund", "2026-11-05T00:00:00Z"), &refund).await;

    let ebb = Sold { title: "Ebb", said: "FR", card: "US", at: "2026-11-30T23:59:59Z" };
    let id = purchase(app, ode, &ebb, 500).await;
    let sale = [("buyer", None, -500), ("co_op", None, 40), ("split", Some(inge), 115), ("artist", Some(ode), 345)];
    write(app, id, ("sale", ebb.at), &sale).await;
    write(app, id, ("dispute", "2026-11-30T23:59:59.5Z"), &[("dispute", None, 345), ("artist", Some(ode), -345)]).await;

    let old = Sold { title: "Old", said: "DE", card: "DE", at: "2026-10-31T23:59:59Z" };
    let id = purchase(app, ode, &old, 100).await;
    write(app, id, ("sale", old.at), &[("buyer", None, -100), ("artist", Some(ode), 100)]).await;
}

#[actix_web::test]
async fn a_statement_names_every_sale_and_equals_the_ledger() {
    let app = TestApp::start().await;
    let (ode, _, browser) = app.artist("ode").await;
    let (inge, _, collaborator) = app.artist("inge").await;
    november(&app, &ode, &inge).await;
    let month = "2026-11".parse().unwrap();
    let db = &mut app.db().await;
    for (artist, own_lines) in [(&ode, 5), (&inge, 1)] {
        let lines = statements::lines(db, artist.id, month).await.unwrap();
        let totals = statements::totals(&lines);
        let sum = ledger_sum(&app, &format!("e.artist_id = '{}'", artist.id)).await;
        assert_eq!((lines.len(), totals.len(), totals[0].earned_minor), (own_lines, 1, sum));
        let by_month = statements::by_month(db, artist.id, None).await.unwrap();
        assert_eq!((by_month[0].month.to_string().as_str(), by_month[0].earned_minor), ("2026-11-01", sum));
        for line in lines.iter().filter(|line| line.is_own) {
            let parts = line.figures.tax_minor
                + line.figures.processor_minor
                + line.figures.co_op_minor
                + line.figures.society_minor;
            let rest = line.figures.dispute_minor + line.split_minor + line.earned_minor;
            assert_eq!(line.figures.gross_minor, parts + rest, "{line:?}");
        }
    }
    let totals = &statements::totals(&statements::lines(db, ode.id, month).await.unwrap())[0];
    for (figure, book) in [
        (-totals.figures.gross_minor, "buyer"),
        (totals.figures.tax_minor, "tax"),
        (totals.figures.processor_minor, "processor"),
        (totals.figures.co_op_minor, "co_op"),
        (totals.figures.society_minor, "society"),
        (totals.figures.dispute_minor, "dispute"),
        (totals.split_minor, "split"),
        (totals.earned_minor, "artist"),
    ] {
        assert_eq!(figure, ledger_sum(&app, &format!("e.book = '{book}'")).await, "{book}");
    }

    let page = browser.get("/studio/artists/ode/money/statements/2026-11").await;
    assert_eq!(page.texts("tbody tr").len(), 5, "{}", page.text());
    assert_eq!(page.texts("h2")[0], "€4.07 earned");
    assert!(page.text().contains("Germany") && !page.text().contains("ann@example.org"));
    let shared = collaborator.get("/studio/artists/inge/money/statements/2026-11").await;
    assert_eq!(shared.texts("h2")[0], "€1.15 earned");
    assert!(!shared.text().contains("€5.00"), "what the buyer paid is the seller's business");
    let overview = browser.get("/studio/artists/ode/money").await;
    assert_eq!(overview.texts("#months ~ .tw tbody tr"), ["November 20262 sales€4.07", "October 20261 sale€1.00"]);
}

#[actix_web::test]
async fn a_sheet_adds_up_and_holds_no_formula() {
    let app = TestApp::start().await;
    let (ode, _, browser) = app.artist("ode").await;
    let (inge, _, _) = app.artist("inge").await;
    november(&app, &ode, &inge).await;
    let sheet = browser.get("/studio/artists/ode/money/statements/2026-11.csv").await;
    assert_eq!(sheet.content_type(), "text/csv; charset=utf-8");
    assert_eq!(sheet.header("content-disposition"), "attachment; filename=\"statement-ode-2026-11.csv\"");
    let text = sheet.text();
    let cents = |cell: &str| cell.replace('.', "").parse::<i64>().unwrap();
    let sum: i64 = text.lines().skip(1).map(|line| cents(line.rsplit(',').next().unwrap())).sum();
    assert_eq!(sum, ledger_sum(&app, &format!("e.artist_id = '{}'", ode.id)).await, "{text}");
    assert!(text.contains("\"'=HYPERLINK(\"\"x\"\")\"") && text.contains(",-0.43"), "{text}");
}

#[actix_web::test]
async fn the_books_of_the_instance_equal_the_ledger_and_name_nobody() {
    let app = TestApp::start().await;
    let (ode, _, fan) = app.artist("ode").await;
    let (inge, _, _) = app.artist("inge").await;
    let (_, admin) = app.admin().await;
    november(&app, &ode, &inge).await;
    let months = model::books::by_month(&mut *app.db().await).await.unwrap();
    let month = &months[0];
    assert_eq!((months.len(), month.sales), (2, 2));
    assert_eq!(month.figures.gross_minor, -ledger_sum(&app, "e.book = 'buyer'").await);
    assert_eq!(month.artists_minor, ledger_sum(&app, "e.book IN ('artist', 'split')").await);
    let parts = month.figures.tax_minor
        + month.figures.processor_minor
        + month.figures.co_op_minor
        + month.figures.society_minor;
    assert_eq!(month.figures.gross_minor, parts + month.figures.dispute_minor + month.artists_minor);

    let cost = [("month", "2026-11"), ("what", "Server"), ("amount", "12.50"), ("currency", "EUR")];
    let added = admin.submit("/admin/money/costs", "/admin/money/costs", &cost).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    for wrong in [("month", "2026"), ("what", " "), ("amount", "0"), ("amount", "-1"), ("currency", "X")] {
        let fields = cost.map(|(name, value)| if name == wrong.0 { wrong } else { (name, value) });
        let refused = admin.submit("/admin/money/costs", "/admin/money/costs", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
    }
    let public = app.visitor().get("/books").await;
    assert_eq!(public.texts("tbody tr")[0], "November 2026€10.95€5.22€4.93€0.80€12.50");
    for name in ["Ebb", "ode", "The inge", "ann@"] {
        assert!(!public.texts("main")[0].contains(name), "{name}");
    }
    assert_eq!(app.visitor().get("/").await.attribute(".foot a[href='/books']", "href").as_deref(), Some("/books"));
    let show = admin.get("/admin/money").await;
    assert_eq!(show.texts("tbody tr")[0], "November 20262€10.95€0.95€0.43€0.80€0.10€3.45€5.22");
    assert_eq!(fan.get("/admin/money").await.status, StatusCode::NOT_FOUND);

    let deletion = admin.get("/admin/money/costs").await.attribute("td.acts form", "action").unwrap();
    admin.submit("/admin/money/costs", &deletion, &[]).await;
    assert!(!app.visitor().get("/books").await.text().contains("Server"));
}

#[actix_web::test]
async fn the_tax_report_counts_the_evidence() {
    let app = TestApp::start().await;
    let (ode, _, _) = app.artist("ode").await;
    let (inge, _, _) = app.artist("inge").await;
    let (_, admin) = app.admin().await;
    november(&app, &ode, &inge).await;
    app.seller(&ode).await;
    let page = admin.get("/admin/money/taxes?quarter=2026-Q4").await;
    assert_eq!(
        page.texts("tbody tr"),
        ["NetherlandsGermany19 %22€6.00€0.95", "NetherlandsFrance19 %10€5.00€0.00"],
        "refunds are taken off"
    );
    assert!(page.text().contains("1 sale has one piece of evidence only."));
    let sheet = admin.get("/admin/money/taxes.csv?quarter=2026-Q4").await.text();
    assert!(sheet.contains("2026-Q4,NL,DE,19,EUR,2,2,6.00,0.95"), "{sheet}");
    assert!(admin.get("/admin/money/taxes?quarter=2026-Q3").await.text().contains("Nothing was sold"));
    assert_eq!(admin.get("/admin/money/taxes?quarter=x").await.status, StatusCode::NOT_FOUND);
}
