use url::Url;

use super::{Reach, TestNames};
use crate::client::FetchError;

/// Whether an address would be asked.
fn passes(reach: &Reach, address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| reach.check(&url).is_ok())
}

#[test]
fn no_spelling_of_an_address_of_the_protocol_passes() {
    let hosts = [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0x7f.1",
        "0177.0.0.1",
        "0177.1",
        "017700000001",
        "0x7F.0x0.0x0.0x1",
        "127.0.0.1.",
        "127.1.",
        "0",
        "0.0.0.0",
        "0x0",
        "00",
        "10.0.0.1",
        "10.1",
        "167772161",
        "0xa000001",
        "012.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "192.168.257",
        "3232235777",
        "0xc0a80101",
        "169.254.169.254",
        "2852039166",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "169.254.43518",
        "100.64.0.1",
        "198.18.0.1",
        "255.255.255.255",
        "4294967295",
        "4294967296",
        "256.0.0.1",
        "1.2.3.4.5",
        "127.0.0.0x1",
        "8.8.8.8",
        "134744072",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fe80::1%eth0]",
        "[fc00::1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001::1]",
        "[ff02::1]",
        "[2606:4700:4700::1111]",
        "::1",
        "127.0.0.1",
        "１２７.0.0.1",
        "①②⑦.0.0.1",
        "127。0。0。1",
        "127．0．0．1",
        "%31%32%37.0.0.1",
        "127%2e0%2e0%2e1",
        "0x7f。1",
        "1²7.0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "ｌｏｃａｌｈｏｓｔ",
        "loc%61lhost",
        "intranet",
        "intranet.",
        "example.org.",
    ];
    let reach = Reach::Public;
    let passing: Vec<_> = hosts.iter().filter(|host| passes(&reach, &format!("https://{host}/a"))).collect();
    assert!(hosts.len() > 60 && passing.is_empty(), "would be asked: {passing:?}");
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
