//! `tonewood doctor`: looks at everything an instance needs and says how to mend what is wrong.

use chrono::{DateTime, Duration, Utc};
use config::{SearchSettings, Settings};
use diesel::QueryResult;
use model::database::{self, Facts};
use model::search::{changes, rebuilds};
use model::{Connection, accounts, ledger, queue};
use storage::Storage;

use super::instance::{self, Instance, runtime};
use crate::uploads::disk as room;

/// How much room an instance should have.
const ROOM_BYTES: u64 = 1 << 30;
/// How far two clocks may be apart before links expire at the wrong time.
const CLOCKS_APART_SECONDS: i64 = 10;

/// How long a change may wait to be told to search before something is wrong.
const CHANGES_WAIT_SECONDS: i64 = 120;

/// What was found: how it is, or what is wrong and how to mend it.
type State = Result<String, String>;

/// One thing looked at.
struct Finding {
    what: &'static str,
    state: State,
}

/// Looks, prints a line for each thing, and fails if one is wrong.
///
/// # Errors
/// When something is wrong; the lines above say what.
pub fn run(settings: Settings) -> anyhow::Result<()> {
    let mut findings: Vec<Finding> =
        settings.warnings.iter().map(|warning| Finding { what: "settings", state: Err(warning.clone()) }).collect();
    findings.push(Finding { what: "address", state: address(&settings) });
    findings.push(Finding { what: "disk", state: disk(&settings) });
    findings.push(assets());
    findings.push(Finding { what: "payments", state: payments(&settings) });
    let runtime = runtime()?;
    findings.push(Finding { what: "codecs", state: runtime.block_on(codecs(&settings)) });
    findings.push(Finding { what: "storage", state: runtime.block_on(storage(&settings)) });
    findings.push(Finding { what: "mail", state: runtime.block_on(mail(&settings)) });
    match Instance::open(settings) {
        Ok(instance) => {
            // Started for this command: nobody can be expected to work.
            let runs = instance.embedded.is_none();
            for (what, state) in runtime.block_on(inside(&instance, runs)) {
                findings.push(Finding { what, state });
            }
            drop(runtime);
            instance.close();
        }
        Err(error) => findings.push(Finding { what: "database", state: Err(format!("{error:#}")) }),
    }
    report(&findings)
}

fn report(findings: &[Finding]) -> anyhow::Result<()> {
    for finding in findings {
        match &finding.state {
            Ok(said) => println!("ok     {:<9} {said}", finding.what),
            Err(said) => println!("WRONG  {:<9} {said}", finding.what),
        }
    }
    let wrong = findings.iter().filter(|finding| finding.state.is_err()).count();
    anyhow::ensure!(wrong == 0, "{wrong} of {} things need mending", findings.len());
    Ok(())
}

/// Passwords and sessions in the open are worse than no instance.
fn address(settings: &Settings) -> State {
    let url = settings.public_url();
    let said = url.as_str().trim_end_matches('/').to_owned();
    if settings.is_public() && url.scheme() != "https" {
        return Err(format!(
            "{said} is public and not encrypted: put a proxy with TLS in front (Caddy, nginx) and set url to its https address"
        ));
    }
    Ok(said)
}

fn disk(settings: &Settings) -> State {
    let folder = settings.data_dir.ancestors().find(|folder| folder.exists()).unwrap_or(&settings.data_dir);
    let lost = |error| format!("{} cannot be looked at: {error}", folder.display());
    let free = room::free_bytes(folder).map_err(lost)?;
    let reserve = room::reserve_bytes(folder).map_err(lost)?;
    let said = format!("{} MiB free for {}", free >> 20, settings.data_dir.display());
    if free <= reserve {
        return Err(format!("{said}; uploads are refused: make room, or move the data folder to a larger disk"));
    }
    if free < ROOM_BYTES {
        return Err(format!("{said}; uploads and their ladders need room: make at least 1 GiB free"));
    }
    Ok(said)
}

/// Hands it an empty file: a program that runs says what is wrong with it.
async fn codecs(settings: &Settings) -> State {
    let way_out = "put tonewood-media beside tonewood, or set TONEWOOD_MEDIA_EXECUTABLE";
    let media = instance::media(settings).map_err(|error| format!("{error}; {way_out}"))?;
    let folder =
        tempfile::tempdir().map_err(|error| format!("no temporary folder can be made: {error}; set TMPDIR"))?;
    let empty = folder.path().join("empty");
    std::fs::write(&empty, b"").map_err(|error| format!("{} cannot be written: {error}", empty.display()))?;
    match media.probe(&empty, &folder.path().join("cover")).await {
        Err(error) if error.refusal().is_none() => Err(format!("tonewood-media does not run: {error}; {way_out}")),
        _ => Ok("tonewood-media runs".to_owned()),
    }
}

fn assets() -> Finding {
    let built = !crate::assets::Assets::load().js.is_empty();
    let state = if built {
        Ok("scripts and styles are built".to_owned())
    } else {
        Err("scripts and styles are not built: run bin/setup".to_owned())
    };
    Finding { what: "pages", state }
}

/// Who takes the money. Nobody on a public address is a choice, not a fault: free music needs none.
fn payments(settings: &Settings) -> State {
    Ok(match (&settings.stripe, settings.is_public()) {
        (Some(_), _) => "Stripe takes them".to_owned(),
        (None, false) => "are played in a sandbox, without money".to_owned(),
        (None, true) => "buying is off: set stripe.secret_key and stripe.webhook_secret to sell".to_owned(),
    })
}

async fn storage(settings: &Settings) -> State {
    let storage = Storage::open(&instance::storage_config(settings)).map_err(|error| error.to_string())?;
    storage
        .check()
        .await
        .map_err(|error| format!("{error}; check the storage settings with `tonewood config print`"))?;
    Ok("answers".to_owned())
}

async fn mail(settings: &Settings) -> State {
    let mailer = instance::mailer(settings).map_err(|error| error.to_string())?;
    mailer.check().await.map_err(|error| format!("{error}; check smtp_url and mail_from"))?;
    if settings.smtp_url.is_some() {
        return Ok("the mail server answers".to_owned());
    }
    let said = format!("is written to {}", settings.outbox().display());
    if settings.is_public() {
        return Err(format!(
            "{said} and reaches nobody: set smtp_url, or nobody can confirm an address or reset a password"
        ));
    }
    Ok(said)
}

/// What only the database can say.
async fn inside(instance: &Instance, runs: bool) -> Vec<(&'static str, State)> {
    let said = |error: &dyn std::fmt::Display| Err(format!("{error}"));
    let ran = match instance.migrate().await {
        Ok(ran) => ran,
        Err(error) => return vec![("database", Err(format!("{error:#}")))],
    };
    let mut connection = match instance.pool.get().await {
        Ok(connection) => connection,
        Err(error) => return vec![("database", said(&error))],
    };
    let facts = match database::facts(&mut connection).await {
        Ok(facts) => facts,
        Err(error) => return vec![("database", said(&error))],
    };
    vec![
        ("database", version(&facts, ran)),
        ("clock", clock(&facts, Utc::now())),
        ("admin", admin(&mut connection, &instance.settings).await.unwrap_or_else(|error| said(&error))),
        ("worker", worker(&mut connection, runs).await.unwrap_or_else(|error| said(&error))),
        ("jobs", jobs(&mut connection).await.unwrap_or_else(|error| said(&error))),
        ("books", books(&mut connection).await.unwrap_or_else(|error| said(&error))),
        ("search", search(instance, runs).await),
    ]
}

fn version(facts: &Facts, ran: usize) -> State {
    let (major, minor) = (facts.version / 10_000, facts.version % 10_000);
    if facts.version < database::OLDEST_VERSION {
        let oldest = database::OLDEST_VERSION / 10_000;
        return Err(format!("PostgreSQL {major}.{minor} is too old: {oldest} or newer is needed; upgrade it"));
    }
    Ok(format!("PostgreSQL {major}.{minor} answers; {ran} migrations run just now"))
}

/// Links, sessions and signed addresses expire by the clock, and publications wait for it.
fn clock(facts: &Facts, moment: DateTime<Utc>) -> State {
    let said = |moment: DateTime<Utc>| moment.format("%F %T UTC").to_string();
    let apart = (facts.moment - moment).num_seconds().abs();
    if apart > CLOCKS_APART_SECONDS {
        return Err(format!("the database's clock is {apart} seconds away from this machine's: have both set by NTP"));
    }
    if let Some(newest) = facts.newest
        && newest - moment > Duration::seconds(CLOCKS_APART_SECONDS)
    {
        let (here, there) = (said(moment), said(newest));
        return Err(format!("it is {here} here, but things were written at {there}: have the clock set by NTP"));
    }
    Ok(said(moment))
}

async fn admin(connection: &mut Connection, settings: &Settings) -> QueryResult<State> {
    let there = accounts::any_admin(connection).await?;
    Ok(match (there, settings.is_public()) {
        (true, _) => Ok("there is one".to_owned()),
        (false, false) => Ok("there is none; tonewood account create --admin makes one".to_owned()),
        (false, true) => {
            Err("nobody administers this public instance: open the link that tonewood up prints at its start"
                .to_owned())
        }
    })
}

async fn worker(connection: &mut Connection, runs: bool) -> QueryResult<State> {
    let waiting = queue::counts(connection).await?.0;
    if queue::worker_lives(connection).await? {
        return Ok(Ok("works".to_owned()));
    }
    if runs || waiting > 0 {
        return Ok(Err(format!(
            "none works, and {waiting} jobs wait: start tonewood up, or tonewood work beside tonewood serve"
        )));
    }
    Ok(Ok("none works, as the instance is not started".to_owned()))
}

async fn jobs(connection: &mut Connection) -> QueryResult<State> {
    let (waiting, failed) = queue::counts(connection).await?;
    if failed > 0 {
        return Ok(Err(format!("{failed} have failed; an admin sees why at /admin/jobs and can try them again")));
    }
    Ok(Ok(format!("{waiting} wait, none has failed")))
}

async fn books(connection: &mut Connection) -> QueryResult<State> {
    let faults = ledger::check(connection).await?;
    if faults.is_empty() {
        return Ok(Ok("add up".to_owned()));
    }
    let said: Vec<String> = faults.iter().map(|fault| format!("purchase {}: {}", fault.purchase, fault.what)).collect();
    Ok(Err(format!("do not add up, and are never edited: {}", said.join(" "))))
}

/// What finds things, and whether it is told what changes.
async fn search(instance: &Instance, runs: bool) -> State {
    let said = |error: &dyn std::fmt::Display| format!("{error}");
    let mut connection = instance.pool.get().await.map_err(|error| said(&error))?;
    let (waiting, seconds) = changes::waiting(&mut connection).await.map_err(|error| said(&error))?;
    let is_made = rebuilds::waiting(&mut connection).await.map_err(|error| said(&error))?.is_some();
    drop(connection);
    let engine = instance.search(false).await.map_err(|error| said(&error))?;
    let found = match engine.count().await {
        Ok(found) => found,
        Err(error) if error.wants_rebuild() && !runs => {
            return Ok("has no index yet; the next start makes one".to_owned());
        }
        Err(error) if error.wants_rebuild() && is_made => return Ok("has no index yet; it is being made".to_owned()),
        Err(error) => {
            return Err(format!("{error}; until it answers, pages show the little that the database finds"));
        }
    };
    if runs && waiting > 0 && seconds > CHANGES_WAIT_SECONDS {
        return Err(format!(
            "finds {found} things, but {waiting} changes wait to be told, the oldest for {seconds} seconds: see that a worker runs"
        ));
    }
    let is_shared =
        matches!(instance.settings.search, SearchSettings::Folder(_)) && instance.settings.database_url.is_some();
    let advice = if is_shared { ", on this machine's disk; several servers need meilisearch_url" } else { "" };
    Ok(format!("finds {found} things{advice}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(version: i32, moment: &str, newest: Option<&str>) -> Facts {
        Facts { version, moment: moment.parse().unwrap(), newest: newest.map(|newest| newest.parse().unwrap()) }
    }

    #[test]
    fn an_old_database_is_named_with_what_is_needed() {
        assert!(
            version(&facts(130_011, "2026-11-21T08:00:00Z", None), 0).unwrap_err().contains("13.11 is too old: 15")
        );
        assert!(version(&facts(150_014, "2026-11-21T08:00:00Z", None), 3).unwrap().contains("15.14"));
    }

    #[test]
    fn a_wrong_clock_is_seen_by_the_databases_and_by_what_was_written() {
        let moment = "2026-11-21T08:00:00Z".parse().unwrap();
        assert!(clock(&facts(150_000, "2026-11-21T08:00:03Z", Some("2026-11-21T07:00:00Z")), moment).is_ok());
        assert!(clock(&facts(150_000, "2026-11-21T08:01:00Z", None), moment).unwrap_err().contains("60 seconds"));
        let back = clock(&facts(150_000, "2026-11-21T08:00:00Z", Some("2027-01-01T00:00:00Z")), moment);
        assert!(back.unwrap_err().contains("clock set by NTP"));
    }
}
