use super::*;

fn pairs(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_rotation_is_read_and_written_back() {
    let (ebb, flow, jingle) = (TrackId::new(), TrackId::new(), TrackId::new());
    let ids = [ebb, flow, jingle].map(|id| id.to_string());
    let numbers = ids.clone().map(|id| format!("number-{id}"));
    let mut sent = vec![
        ("enabled", "true"),
        ("mode", "order"),
        ("crossfade", "2,5"),
        ("idents_every", "3"),
        ("time_zone", "Europe/Amsterdam"),
        ("track", ids[0].as_str()),
        ("track", ids[1].as_str()),
        ("track", ids[2].as_str()),
        ("ident", ids[2].as_str()),
        (numbers[0].as_str(), "2"),
        (numbers[1].as_str(), "1"),
        (numbers[2].as_str(), "9"),
    ];
    for (from, until) in
        [("22:00", "02:00"), ("", ""), ("08:00", "20:30"), ("", ""), ("", ""), ("", ""), ("00:00", "00:00")]
    {
        sent.extend([("from", from), ("until", until)]);
    }
    let form = RotationForm::sent(&pairs(&sent));
    let show = ShowId::new();
    let checked = form.check(show, &HashSet::from([ebb, flow, jingle])).unwrap();
    assert_eq!(checked.tracks, [(flow, false), (ebb, false), (jingle, true)]);
    assert_eq!((checked.rotation.crossfade_ms, checked.rotation.idents_every), (2500, 3));
    let spans: Vec<_> = checked.hours.iter().map(|span| (span.weekday, span.from_minute, span.until_minute)).collect();
    assert_eq!(spans, [(0, 1320, 1560), (2, 480, 1230), (6, 0, 1440)]);
    let again = RotationForm::filled(&checked.rotation, &checked.tracks, &checked.hours);
    assert_eq!(again.check(show, &HashSet::from([ebb, flow, jingle])), Ok(checked), "what is kept is shown as it is");
    let others = form.check(show, &HashSet::from([jingle])).unwrap_err();
    assert_eq!(others.0.len(), 1, "nobody plays tracks of others: {others}");
}

#[test]
fn what_will_not_do_is_said_with_its_field() {
    let sent = pairs(&[
        ("crossfade", "16"),
        ("idents_every", "101"),
        ("time_zone", "Here"),
        ("from", "8"),
        ("until", "20:00"),
    ]);
    let errors = RotationForm::sent(&sent).check(ShowId::new(), &HashSet::new()).unwrap_err();
    let fields: Vec<&str> = errors.0.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["idents_every", "crossfade", "time_zone", "hours"]);
    for (typed, ms) in [
        ("", Some(0)),
        ("0", Some(0)),
        ("15", Some(15_000)),
        ("15.1", None),
        ("-1", None),
        ("x", None),
        ("1.", Some(1000)),
    ] {
        assert_eq!(fade(typed), ms, "{typed}");
    }
    assert_eq!((seconds(2500), seconds(3000)), ("2.5".to_owned(), "3".to_owned()));
}
