use super::*;

#[test]
fn an_address_is_kept_in_one_form() {
    assert_eq!(normal_email("  Ann.Lee+music@Example.ORG ").as_deref(), Some("ann.lee+music@example.org"));
    assert_eq!(normal_email("ann@localhost").as_deref(), Some("ann@localhost"));
    for wrong in ["", "ann", "ann@", "@b.org", "a b@c.org", "a@b..org", "a..b@c.org", ".a@b.org", "a@-b.org", "a@b@c"] {
        assert_eq!(normal_email(wrong), None, "{wrong:?}");
    }
    assert_eq!(normal_email("ann@example.org\r\nBcc: x@y.org"), None);
}

#[test]
fn a_name_is_never_empty() {
    assert_eq!(name_to_show("  ", "ann@example.org"), "ann");
    assert_eq!(name_to_show(" Ann\n Lee ", "ann@example.org"), "Ann Lee");
}
