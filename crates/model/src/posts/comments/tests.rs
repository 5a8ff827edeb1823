use super::*;

/// Posts by number, in the order they were written: (number, parent, gone, shown).
fn order(thread: &[(u128, u128, bool, bool)]) -> Vec<(u128, usize, bool)> {
    let id = |n: u128| PostId(uuid::Uuid::from_u128(n));
    let row = |(n, parent, gone, shown): &(u128, u128, bool, bool)| Row {
        id: id(*n),
        parent_id: Some(*parent).filter(|parent| *parent > 0).map(id),
        gone: *gone,
        shown: *shown,
    };
    let rows: Vec<Row> = thread.iter().map(row).collect();
    in_order(&rows, Some(id(1000)))
        .into_iter()
        .map(|place| (place.id.0.as_u128(), place.depth, place.is_gone))
        .collect()
}

#[test]
fn answers_follow_what_they_answer() {
    let thread =
        [(1, 0, false, true), (2, 0, false, true), (3, 1, false, true), (4, 3, false, true), (5, 1, false, true)];
    assert_eq!(order(&thread), [(1, 0, false), (3, 1, false), (4, 2, false), (5, 1, false), (2, 0, false)]);
}

#[test]
fn a_gone_one_stays_only_where_an_answer_is_shown() {
    let thread = [
        (1, 0, true, true),
        (2, 1, false, true),
        (3, 0, true, true),
        (4, 0, true, true),
        (5, 4, true, true),
        (6, 0, true, true),
        (7, 6, false, false),
        (8, 0, true, true),
        (9, 8, true, true),
        (10, 9, false, true),
    ];
    assert_eq!(order(&thread), [(1, 0, true), (2, 1, false), (8, 0, true), (9, 1, true), (10, 2, false)]);
    assert_eq!(order(&[(1, 0, false, true), (2, 1, true, true), (3, 0, false, true)]), [(1, 0, false), (3, 0, false)]);
}

#[test]
fn what_is_left_out_takes_its_answers_along() {
    let thread = [(1, 0, false, false), (2, 1, false, true), (3, 2, false, true), (4, 0, false, true)];
    assert_eq!(order(&thread), [(4, 0, false)]);
}

#[test]
fn depth_is_shown_to_a_point() {
    let thread: Vec<_> = (1..=9).map(|n| (n, n - 1, false, true)).collect();
    let depths: Vec<usize> = order(&thread).into_iter().map(|(_, depth, _)| depth).collect();
    assert_eq!(depths, [0, 1, 2, 3, 4, 5, 6, 6, 6]);
}

#[test]
fn a_thread_below_a_post_begins_with_its_answers() {
    assert_eq!(order(&[(1, 1000, false, true), (2, 1, false, true)]), [(1, 0, false), (2, 1, false)]);
}
