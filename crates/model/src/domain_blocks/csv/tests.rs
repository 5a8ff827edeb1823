use chrono::Utc;

use super::*;

const HEAD: &str = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n";

#[test]
fn what_is_written_is_read_again() {
    let block = DomainBlock {
        domain: "bad.example".to_owned(),
        severity: Severity::Silence,
        reject_media: true,
        reject_reports: false,
        public_comment: "Spam, \"mostly\",\nsince May".to_owned(),
        private_comment: "ask Ann".to_owned(),
        obfuscate: true,
        created_at: Utc::now(),
    };
    let text = write(std::slice::from_ref(&block)).unwrap();
    assert!(text.starts_with(HEAD), "{text}");
    assert!(!text.contains("ask Ann"));
    let blocks = read(&text);
    assert_eq!(blocks.bad, []);
    let again = NewDomainBlock {
        domain: block.domain,
        severity: block.severity,
        reject_media: true,
        reject_reports: false,
        public_comment: block.public_comment,
        private_comment: String::new(),
        obfuscate: true,
    };
    assert_eq!(blocks.good, [again]);
}

#[test]
fn bad_rows_are_named_and_the_others_taken() {
    let rows = "good.example,suspend,false,false,,false\r\n\
                exa**le.com,suspend,false,false,,false\r\n\
                \r\n\
                two words,suspend,false,false,,false\r\n\
                loud.example,shouted,false,false,,false\r\n\
                maybe.example,silence,perhaps,false,,false\r\n\
                *.Also.Good.example,noop,True,,,\r\n";
    let blocks = read(&format!("\u{feff}{HEAD}{rows}"));
    let good: Vec<_> = blocks.good.iter().map(|block| (block.domain.as_str(), block.severity)).collect();
    assert_eq!(good, [("good.example", Severity::Suspend), ("also.good.example", Severity::Noop)]);
    assert!(blocks.good[1].reject_media);
    let bad: Vec<String> = blocks.bad.iter().map(ToString::to_string).collect();
    assert_eq!(
        bad,
        [
            "Line 3: “exa**le.com” has stars in place of letters. Ask for the whole name.",
            "Line 5: “two words” is no domain.",
            "Line 6: “shouted” is no severity. It is noop, silence or suspend.",
            "Line 7: “perhaps” is neither true nor false."
        ]
    );
}

#[test]
fn columns_stand_in_any_order_or_not_at_all() {
    let blocks = read("#severity,#domain\nsilence,a.example\n");
    assert_eq!((blocks.good[0].domain.as_str(), blocks.good[0].severity), ("a.example", Severity::Silence));
    let blocks = read("a.example\nb.example\n");
    assert_eq!(blocks.good.len(), 2, "{:?}", blocks.bad);
    assert!(blocks.good.iter().all(|block| block.severity == Severity::Suspend));
}
