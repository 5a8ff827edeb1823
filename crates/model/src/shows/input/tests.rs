use chrono::TimeZone as _;

use super::*;
use crate::money::currency;

fn check(change: impl FnOnce(&mut ShowInput)) -> Result<ShowFields, FieldErrors> {
    let mut input = ShowInput { title: " Low Water, live ".to_owned(), ..ShowInput::default() };
    change(&mut input);
    input.check(currency("EUR").unwrap(), None)
}

fn wrong(change: impl FnOnce(&mut ShowInput)) -> Vec<String> {
    check(change).unwrap_err().0.into_iter().map(|error| error.field).collect()
}

#[test]
fn a_title_is_enough() {
    let fields = check(|_| {}).unwrap();
    assert_eq!(
        (fields.row.title.as_str(), fields.row.gate, fields.row.chat),
        ("Low Water, live", Gate::Open, ChatMode::Accounts)
    );
    assert_eq!((fields.row.sessions_at_once, fields.row.slow_mode_seconds), (2, 0));
    assert_eq!((fields.slug, fields.password, fields.row.starts_at), (None, None, None));
    assert_eq!(wrong(|input| input.title.clear()), ["title"]);
}

#[test]
fn hours_are_utc_unless_they_say_otherwise() {
    let at_eight = Some(Utc.with_ymd_and_hms(2026, 11, 21, 20, 0, 0).unwrap());
    for typed in ["2026-11-21T20:00", "2026-11-21T21:00:00+01:00", "2026-11-21 20:00"] {
        assert_eq!(check(|input| input.starts_at = typed.to_owned()).unwrap().row.starts_at, at_eight, "{typed}");
    }
    assert_eq!(wrong(|input| input.starts_at = "tonight".to_owned()), ["starts_at"]);
    assert_eq!(wrong(|input| input.ends_at = "2026-11-21T20:00".to_owned()), ["starts_at"]);
    let backwards = wrong(|input| {
        input.starts_at = "2026-11-21T20:00".to_owned();
        input.ends_at = "2026-11-21T20:00".to_owned();
    });
    assert_eq!(backwards, ["ends_at"]);
}

#[test]
fn a_gate_asks_for_what_opens_it() {
    assert_eq!(wrong(|input| input.gate = "password".to_owned()), ["password"]);
    assert_eq!(wrong(|input| input.gate = "ticket".to_owned()), ["ticket"]);
    assert_eq!(wrong(|input| input.gate = "bouncer".to_owned()), ["gate"]);
    let short = wrong(|input| (input.gate, input.password) = ("password".to_owned(), "boat".to_owned()));
    assert_eq!(short, ["password"]);
    let sold = check(|input| (input.gate, input.ticket) = ("ticket".to_owned(), "7,50".to_owned())).unwrap();
    assert_eq!((sold.row.ticket_minor, sold.row.ticket_currency.as_deref()), (Some(750), Some("EUR")));
    let open = check(|input| (input.password, input.ticket) = ("harbour".to_owned(), "7".to_owned())).unwrap();
    assert_eq!((open.password, open.row.ticket_minor), (None, None), "an open show keeps neither");
}

#[test]
fn numbers_have_bounds() {
    assert_eq!(wrong(|input| input.sessions_at_once = "0".to_owned()), ["sessions_at_once"]);
    assert_eq!(wrong(|input| input.slow_mode_seconds = "601".to_owned()), ["slow_mode_seconds"]);
    assert_eq!(wrong(|input| input.slug = "Admin".to_owned()), ["slug"]);
}
