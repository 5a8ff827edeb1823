use super::order::{after, without};
use super::{PlaylistError, Visibility, Words};
use crate::ids::PlaylistEntryId;

fn words(title: &str, about: &str) -> Words {
    Words { title: title.to_owned(), about: about.to_owned(), visibility: Visibility::Private }
}

#[test]
fn words_are_trimmed_and_bounded() {
    let kept = words("  Low\u{7} tide \n", " a\r\nb\u{0} ").checked().unwrap();
    assert_eq!((kept.title.as_str(), kept.about.as_str()), ("Low tide", "a\nb"));
    assert!(matches!(words(" \u{7} ", "").checked(), Err(PlaylistError::TitleMissing)));
    assert!(matches!(words(&"x".repeat(201), "").checked(), Err(PlaylistError::TitleTooLong)));
    assert!(matches!(words("x", &"x".repeat(2001)).checked(), Err(PlaylistError::AboutTooLong)));
}

#[test]
fn entries_go_where_they_are_put() {
    let ids: Vec<PlaylistEntryId> = (0..5).map(|_| PlaylistEntryId::new()).collect();
    let [a, b, c, d, e] = ids.as_slice() else { panic!("five were made") };
    let order = [*a, *b, *c];
    assert_eq!(after(&order, &[*d, *e], None), [*d, *e, *a, *b, *c], "before everything");
    assert_eq!(after(&order, &[*d], Some(*b)), [*a, *b, *d, *c]);
    assert_eq!(after(&order, &[*a], Some(*c)), [*b, *c, *a], "one that is there already moves");
    assert_eq!(after(&order, &[*a], Some(*a)), [*a, *b, *c], "behind itself it stays");
    assert_eq!(after(&order, &[*d], Some(*e)), [*a, *b, *c, *d], "behind one that is gone: at the end");
    assert_eq!(without(&order, &[*b, *e]), [*a, *c]);
}
