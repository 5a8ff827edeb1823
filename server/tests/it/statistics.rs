//! What an artist reads of plays.

use model::api_tokens::Scope;
use reqwest::{Method, StatusCode};

use crate::plays::{listen, song};
use crate::support::TestApp;

const PAGE: &str = "/studio/artists/ode/statistics";

#[actix_web::test]
async fn an_artist_sees_sums_and_nobody_else_sees_them() {
    let app = TestApp::start().await;
    let (artist, account, ode) = app.artist("ode").await;
    assert_eq!(ode.get("/studio/statistics").await.location(), PAGE);
    assert!(ode.get(PAGE).await.text().contains("Nothing to count yet"));
    let release = crate::catalogue::published(&app, &artist, account.id, ("Low Water", &["Ebb", "Flow"])).await;
    let tracks = model::tracks::of_release(&mut *app.db().await, release.id).await.unwrap();
    let (ebb, flow) = (tracks[0].id, tracks[1].id);
    assert!(ode.get(PAGE).await.text().contains("Not heard in these days"));
    let (_, fan) = app.fan().await;
    listen(&app, &fan, ebb).await;
    listen(&app, &app.visitor(), ebb).await;
    listen(&app, &app.visitor(), flow).await;
    listen(&app, &ode, flow).await;

    let page = ode.get(PAGE).await;
    assert_eq!(page.texts(".kpis dd.v"), ["3", "2", "100 %", "0"], "{}", page.text());
    let rows = page.texts("#tracks, section[aria-labelledby=tracks] tbody td:first-child");
    assert_eq!(rows[1..], ["Ebb", "Flow"]);
    let (hidden, others) = (page.texts(".hb span"), page.attribute("[style]", "style"));
    assert!(hidden.contains(&"Pages here".to_owned()) && hidden.contains(&"Computers".to_owned()), "{hidden:?}");
    assert_eq!(others, None);
    assert!(!page.text().contains("fan@"), "nobody is named");
    for period in ["week", "year", "all", "bogus"] {
        let page = ode.get(&format!("{PAGE}?period={period}")).await;
        assert_eq!((page.status, page.texts(".kpis dd.v")[0].as_str()), (StatusCode::OK, "3"), "{period}");
    }
    let of_track = ode.get(&format!("{PAGE}?track={flow}")).await;
    assert_eq!(of_track.texts(".kpis dd.v")[0], "1");
    assert!(of_track.text().contains("At least half of the listeners stay to the end"));
    assert_eq!(ode.get(&format!("{PAGE}?release={}", release.id)).await.texts(".kpis dd.v")[0], "3");

    for (table, lines) in [
        ("days", 2),
        ("tracks", 3),
        ("sources", 2),
        ("devices", 2),
        ("qualities", 2),
        ("leaves", 203),
        ("followers", 1),
    ] {
        let csv = ode.get(&format!("{PAGE}.csv?table={table}")).await;
        assert_eq!((csv.status, csv.content_type().as_str()), (StatusCode::OK, "text/csv; charset=utf-8"), "{table}");
        assert_eq!(csv.text().lines().count(), lines, "{table}: {}", csv.text());
    }
    let (_, other_track) = song(&app, "other").await;
    for address in [PAGE.to_owned(), format!("{PAGE}.csv")] {
        assert_eq!(fan.get(&address).await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.visitor().get(&address).await.status, StatusCode::SEE_OTHER);
        assert_eq!(ode.get(&format!("{address}?track={other_track}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(ode.get(&format!("{address}?release=x")).await.status, StatusCode::NOT_FOUND);
    }

    let api = "/api/v1/artists/ode/statistics";
    let token = app.token(&account, Scope::Read).await;
    let ask = async |path: String| {
        let visitor = app.visitor();
        visitor.send(visitor.request(Method::GET, &path).bearer_auth(&token)).await
    };
    let told = ask(api.to_owned()).await.json();
    assert_eq!(
        (told["days"][0]["plays"].as_i64(), told["tracks"][0]["still_there"][100].as_i64()),
        (Some(3), Some(100))
    );
    assert_eq!(ask(format!("{api}?track={flow}")).await.json()["days"][0]["plays"], 1);
    for wrong in ["from=2026-13-01", "from=2020-01-01&to=2026-01-01", "from=2026-02-01&to=2026-01-01", "to=99999-01-01"]
    {
        assert_eq!(ask(format!("{api}?{wrong}")).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert_eq!(ask(format!("{api}?track={other_track}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ask("/api/v1/artists/other/statistics".to_owned()).await.status, StatusCode::NOT_FOUND);
}
