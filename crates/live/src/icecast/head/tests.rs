use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Head {
    let (head, length) = Head::parse(text.as_bytes()).unwrap().unwrap();
    assert_eq!(length, text.find("\r\n\r\n").map_or(text.len(), |end| end + 4), "{text}");
    head
}

// As the programs write them, with another key.
const FFMPEG: &str = "PUT /set HTTP/1.1\r\nUser-Agent: Lavf/61.7.100\r\nAccept: */*\r\nExpect: 100-continue\r\nConnection: close\r\n\
    Host: localhost:8000\r\nContent-Type: audio/mpeg\r\nIcy-MetaData: 1\r\nIce-Public: 0\r\nAuthorization: Basic c291cmNlOktFWQ==\r\n\r\nID3";
const FFMPEG_LEGACY: &str = "SOURCE /set HTTP/1.1\r\nUser-Agent: Lavf/61.7.100\r\nAccept: */*\r\nConnection: close\r\nHost: localhost:8000\r\n\
    Content-Type: audio/mpeg\r\nAuthorization: Basic c291cmNlOktFWQ==\r\nIce-Public: 0\r\n\r\n";
const LIQUIDSOAP: &str = "SOURCE /set HTTP/1.0\r\nAuthorization: Basic c291cmNlOktFWQ==\r\nUser-Agent: Liquidsoap/2.3.2 (Unix; OCaml 5.3.0)\r\n\
    ice-name: Radio Ä\r\nice-public: 0\r\nice-audio-info: channels=2;bitrate=128;samplerate=44100\r\nContent-Type: audio/mpeg\r\n\r\n";
const LIBSHOUT_OPTIONS: &str = "OPTIONS * HTTP/1.1\r\nConnection: Keep-Alive\r\nUpgrade: TLS/1.0, HTTP/1.1\r\nHost: localhost:8000\r\nUser-Agent: ezstream/1.0.2 libshout/2.4.6\r\n\r\n";
const LIBSHOUT: &str = "SOURCE /set HTTP/1.0\r\nHost: localhost:8000\r\nUser-Agent: ezstream/1.0.2 libshout/2.4.6\r\n\
    Content-Type: application/ogg\r\nice-public: 0\r\nice-name: no name\r\n\r\n";
const DARKICE: &str = "SOURCE /set HTTP/1.0\r\nAuthorization: Basic c291cmNlOktFWQ==\r\nUser-Agent: DarkIce/1.5 (http://code.google.com/p/darkice/)\r\n\
    content-type: audio/mpeg\r\nice-bitrate: 128\r\nice-name: DarkIce\r\nice-public: 0\r\n\r\n";
const BUTT: &str = "PUT /set HTTP/1.1\r\nAuthorization: Basic c291cmNlOktFWQ==\r\nHost: localhost:8000\r\nUser-Agent: butt 1.45.0\r\n\
    Content-Type: audio/mpeg\r\nice-name: no name\r\nice-public: 0\r\nice-audio-info: ice-bitrate=128;ice-channels=2;ice-samplerate=44100\r\n\
    Expect: 100-continue\r\n\r\n";

#[test]
fn every_program_is_understood() {
    for text in [FFMPEG, FFMPEG_LEGACY, LIQUIDSOAP, DARKICE, BUTT] {
        let head = parse(text);
        assert!(["PUT", "SOURCE"].contains(&head.method.as_str()));
        assert_eq!(head.path, "set", "{text}");
        assert_eq!(head.credentials(), Some(("source".to_owned(), "KEY".to_owned())), "{text}");
        assert_eq!(head.header("content-type"), Some("audio/mpeg"));
        assert!(head.header("user-agent").is_some());
    }
    assert!(parse(FFMPEG).says("expect", "100-Continue"));
    assert!(!parse(FFMPEG).keeps());
    let head = parse(LIBSHOUT_OPTIONS);
    assert!(head.method == "OPTIONS" && head.keeps());
    let head = parse(LIBSHOUT);
    assert!(head.credentials().is_none() && !head.keeps() && !head.modern);
    assert_eq!(parse(LIQUIDSOAP).header("ice-name"), Some("Radio Ä"));
}

#[test]
fn the_words_of_ice_are_understood() {
    for end in ["\r\n", "\n"] {
        let text = format!(
            "SOURCE /set ICE/1.0{end}content-type: audio/mpeg{end}Authorization: Basic c291cmNlOktFWQ=={end}{end}"
        );
        let (head, length) = Head::parse(text.as_bytes()).unwrap().unwrap();
        assert_eq!((head.path.as_str(), length, head.modern), ("set", text.len(), false));
        let more = format!("{text}ID3");
        assert_eq!(Head::parse(more.as_bytes()).unwrap().unwrap().1, text.len());
        for cut in 0..text.len() {
            assert_eq!(Head::parse(&text.as_bytes()[..cut]), Ok(None), "{cut}");
        }
    }
}

#[test]
fn latin_and_percent_are_understood() {
    let mut text =
        b"GET /admin/metadata?mount=%2Fset&song=Bj%F6rk+-+J%C3%B3ga&pass=a%2Bb HTTP/1.0\r\nice-name: B".to_vec();
    text.extend_from_slice(b"\xe4r\r\n\r\n");
    let (head, _) = Head::parse(&text).unwrap().unwrap();
    assert_eq!(head.path, "admin/metadata");
    assert_eq!(head.field("mount").as_deref(), Some("/set"));
    assert_eq!(head.credentials(), Some((String::new(), "a+b".to_owned())));
    assert_eq!(head.header("ice-name"), Some("Bär"));
    assert_eq!(decode("100%&%4&%zz%41+", false), b"100%&%4&%zzA+");
}

#[test]
fn what_is_no_head_is_refused() {
    let long = format!("GET /x HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(LONGEST));
    let many = format!("GET /x HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(MOST + 1));
    for text in [long.as_str(), many.as_str(), "\x16\x03\x01\x02\x00\x01\x00", "hunter2\r\nicy-name:x\r\n\r\n"] {
        assert_eq!(Head::parse(text.as_bytes()), Err(BadHead), "{text:.40}");
    }
}

proptest! {
    #[test]
    fn no_bytes_do_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        _ = Head::parse(&bytes);
        let mut text = b"SOURCE /a?".to_vec();
        text.extend_from_slice(&bytes);
        text.extend_from_slice(b" ICE/1.0\r\nAuthorization: Basic ");
        text.extend_from_slice(&bytes);
        text.extend_from_slice(b"\r\n\r\n");
        if let Ok(Some((head, length))) = Head::parse(&text) {
            _ = head.credentials();
            prop_assert!(length <= text.len());
        }
    }
}
