//! A show whose beginning cannot be written at first: it sounds all the same, and begins once the database takes it.

use diesel_async::RunQueryDsl;
use live::link::Rendition;
use model::show_runs;
use model::shows::State;

use super::desk::{Desk, until};
use crate::support::TestApp;

/// Lets the database refuse the beginning of every show, and nothing else.
const REFUSE: [&str; 2] = [
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$",
    "CREATE TRIGGER refuses BEFORE UPDATE OF started_at ON shows FOR EACH ROW EXECUTE FUNCTION refuse()",
];
const TAKE_AGAIN: &str = "DROP TRIGGER refuses ON shows";
const TOLD: &str = "The database does not answer";

async fn run(desk: &Desk, sql: &str) {
    diesel::sql_query(sql).execute(&mut *desk.app.db().await).await.unwrap();
}

#[tokio::test]
async fn a_show_begins_as_soon_as_its_beginning_can_be_written() {
    let desk = Desk::new(TestApp::start().await, |_| ()).await;
    for sql in REFUSE {
        run(&desk, sql).await;
    }
    let worker = desk.worker(Desk::timing()).await;
    let _playing = desk.tone(&worker).await;
    let mut pulled = desk.pull(&worker, Rendition::Aac64).await;
    pulled.part().await;
    desk.status(&worker, |status| status.problems.iter().any(|told| told.starts_with(TOLD))).await;
    assert_eq!(desk.row().await.state(), State::Planned);

    run(&desk, TAKE_AGAIN).await;
    until("the show to begin", async || desk.row().await.started_at).await;
    assert_eq!(desk.row().await.state(), State::OnAir);
    desk.status(&worker, |status| !status.problems.iter().any(|told| told.starts_with(TOLD))).await;
    // Who played meanwhile was not asked to come again.
    let parts = pulled.parts_until(|part| part.segment >= 1).await;
    assert!(parts.iter().all(|part| !part.breaks), "{parts:?}");
    let runs = show_runs::of_show(&mut *desk.app.db().await, desk.show).await.unwrap();
    assert!(runs.len() == 1 && runs[0].ended_at.is_none(), "{runs:?}");
}
