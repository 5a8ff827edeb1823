use testkit::NOT_PUBLIC;
use url::Url;

use super::{Reach, TestNames};
use crate::client::FetchError;

/// Whether an address would be asked.
fn passes(reach: &Reach, address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| reach.check(&url).is_ok())
}

#[test]
fn no_spelling_of_an_address_of_the_protocol_passes() {
    let reach = Reach::Public;
    let passing: Vec<_> = NOT_PUBLIC.iter().filter(|host| passes(&reach, &format!("https://{host}/a"))).collect();
    assert!(NOT_PUBLIC.len() > 60 && passing.is_empty(), "would be asked: {passing:?}");
    assert!(passes(&reach, "https://music.example.org/a"));
}

#[test]
fn only_https_on_the_ports_of_the_web_passes() {
    let reach = Reach::Public;
    for address in [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "data:,x",
        "gopher://example.org/",
        "https://example.org:22/",
        "https://example.org:25/",
        "https://example.org:80/",
        "https://example.org:1023/",
        "https://example.org:0/",
        "https://user@example.org/",
        "https://user:word@example.org/",
        "https://:word@example.org/",
        "https://example.org@127.0.0.1/",
    ] {
        assert!(!passes(&reach, address), "{address}");
    }
    for address in [
        "https://example.org:443/",
        "https://example.org:1024/",
        "https://example.org:65535/",
        "https://bücher.example/",
    ] {
        assert!(passes(&reach, address), "{address}");
    }
}

#[test]
fn a_password_is_not_repeated_in_the_error() {
    let url = Url::parse("https://user:secret@example.org/").unwrap();
    let FetchError::Forbidden(why) = Reach::Public.check(&url).unwrap_err() else { panic!("not forbidden") };
    assert!(!why.contains("secret"), "{why}");
}

#[test]
fn an_instance_on_this_machine_reaches_this_machine_and_the_public() {
    let reach = Reach::of("http://localhost:8080");
    for address in [
        "http://localhost:81/",
        "http://127.0.0.1/",
        "http://127.9.9.9:22/",
        "https://localhost/",
        "https://example.org/",
    ] {
        assert!(passes(&reach, address), "{address}");
    }
    for address in [
        "http://example.org/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "https://192.168.0.1/",
        "http://localhost.example.org/",
    ] {
        assert!(!passes(&reach, address), "{address}");
    }
    for public in ["https://music.example.org", "https://music.example.org:8443", "http://192.168.0.7"] {
        assert!(matches!(Reach::of(public), Reach::Public), "{public}");
    }
}

#[test]
fn a_host_is_asked_over_http_only_on_this_machine() {
    assert_eq!(Reach::Public.scheme("localhost:8080"), "https");
    assert_eq!(Reach::Loopback.scheme("localhost:8080"), "http");
    assert_eq!(Reach::Loopback.scheme("example.org"), "https");
}

#[test]
fn in_tests_only_the_names_of_the_test_exist() {
    let names = TestNames::default()
        .with("a.test", ([127, 0, 0, 1], 4000).into())
        .with("localhost:4001", ([127, 0, 0, 1], 4001).into())
        .with("private.test", ([10, 0, 0, 1], 4000).into());
    let reach = Reach::Tests(names.clone());
    assert!(passes(&reach, "http://a.test/x") && passes(&reach, "http://localhost:4001/x"));
    for address in ["http://a.test:81/", "http://localhost/", "http://127.0.0.1:4000/", "https://example.org/"] {
        assert!(!passes(&reach, address), "{address}");
    }
    assert_eq!(names.refused("example.org"), 1);
    assert_eq!(names.address("localhost"), Some(([127, 0, 0, 1], 4001).into()));
    assert_eq!(names.address("private.test"), None);
}
