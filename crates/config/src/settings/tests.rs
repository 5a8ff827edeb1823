use super::*;
use crate::Source;

fn surroundings(variables: &[(&str, &str)]) -> Surroundings {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Surroundings { variables, is_root: false, cores: 3 }
}

fn with_file(folder: &Path, text: &str) -> Overrides {
    std::fs::write(folder.join("tonewood.toml"), text).unwrap();
    Overrides::default().with("data", folder.to_str().unwrap())
}

#[test]
fn everything_has_a_default() {
    let settings = Settings::load_in(&Overrides::default(), &surroundings(&[("HOME", "/home/ann")])).unwrap();
    assert_eq!(settings.data_dir, Path::new("/home/ann/.local/share/tonewood"));
    assert_eq!(settings.public_url().as_str(), "http://127.0.0.1:8080/");
    assert_eq!(settings.storage, StorageSettings::Folder("/home/ann/.local/share/tonewood/blobs".into()));
    assert_eq!(settings.worker_concurrency.get(), 3);
    assert_eq!(settings.mail_from, "\"Tonewood\" <tonewood@localhost>");
    assert!(!settings.is_public());
    assert!(!settings.authorized_fetch, "some peers cannot sign what they read");
    assert!(settings.warnings.is_empty(), "{:?}", settings.warnings);
}

#[test]
fn root_and_xdg_have_their_own_data_folders() {
    let mut root = surroundings(&[("HOME", "/h")]);
    root.is_root = true;
    assert_eq!(Settings::load_in(&Overrides::default(), &root).unwrap().data_dir, Path::new("/var/lib/tonewood"));
    let xdg = surroundings(&[("HOME", "/h"), ("XDG_DATA_HOME", "/x")]);
    assert_eq!(Settings::load_in(&Overrides::default(), &xdg).unwrap().data_dir, Path::new("/x/tonewood"));
    assert!(matches!(Settings::load_in(&Overrides::default(), &surroundings(&[])), Err(ConfigError::NoHome)));
}

#[test]
fn a_flag_beats_the_environment_which_beats_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let overrides = with_file(folder.path(), "listen = \"127.0.0.1:1\"\nquota = 7\nregistration = \"closed\"\n")
        .with("listen", "127.0.0.1:3");
    let env = [("TONEWOOD_LISTEN", "127.0.0.1:2"), ("TONEWOOD_QUOTA", "8"), ("TONEWOOD_REGISTRATION", "")];
    let settings = Settings::load_in(&overrides, &surroundings(&env)).unwrap();
    assert_eq!(settings.listen.port(), 3);
    assert_eq!(settings.source("listen"), &Source::Flag);
    assert_eq!(settings.quota_bytes, 8);
    assert_eq!(settings.source("quota"), &Source::Environment("TONEWOOD_QUOTA".to_owned()));
    assert_eq!(settings.registration, Registration::Closed);
    assert_eq!(settings.source("registration"), &Source::File(folder.path().join("tonewood.toml")));
    assert_eq!(settings.source("url"), &Source::Default);
}

#[test]
fn signed_reading_is_asked_for_in_any_layer() {
    let folder = tempfile::tempdir().unwrap();
    let overrides = with_file(folder.path(), "authorized_fetch = true\n");
    assert!(Settings::load_in(&overrides, &surroundings(&[])).unwrap().authorized_fetch);
    let env = [("TONEWOOD_AUTHORIZED_FETCH", "off")];
    assert!(!Settings::load_in(&overrides, &surroundings(&env)).unwrap().authorized_fetch);
    let wrong = Settings::load_in(&overrides.with("authorized_fetch", "maybe"), &surroundings(&[])).unwrap_err();
    assert!(wrong.to_string().contains("authorized"), "{wrong}");
}

#[test]
fn the_bare_database_url_is_the_weaker_variable() {
    let data = Overrides::default().with("data", "/nowhere");
    let read = |env: &[(&str, &str)]| Settings::load_in(&data, &surroundings(env)).unwrap().database_url.unwrap();
    assert_eq!(read(&[("DATABASE_URL", "postgres://bare/a")]).expose(), "postgres://bare/a");
    let both = [("DATABASE_URL", "postgres://bare/a"), ("TONEWOOD_DATABASE_URL", "postgres://own/a")];
    assert_eq!(read(&both).expose(), "postgres://own/a");
}

#[test]
fn search_is_a_folder_until_a_meilisearch_is_named() {
    let data = Overrides::default().with("data", "/nowhere");
    let load = |overrides: &Overrides, env: &[(&str, &str)]| Settings::load_in(overrides, &surroundings(env));
    assert_eq!(load(&data, &[]).unwrap().search, SearchSettings::Folder("/nowhere/search".into()));
    let env = [("MEILISEARCH_URL", "http://127.0.0.1:7700"), ("MEILISEARCH_API_KEY", "hidden")];
    let settings = load(&data, &env).unwrap();
    let SearchSettings::Meilisearch { url, key } = &settings.search else { panic!("no Meilisearch") };
    assert_eq!((url.as_str(), key.as_ref().unwrap().expose()), ("http://127.0.0.1:7700/", "hidden"));
    assert!(!settings.print().contains("hidden"), "{}", settings.print());
    let error = load(&data, &[("TONEWOOD_MEILISEARCH_KEY", "hidden")]).unwrap_err();
    assert_eq!(error.to_string(), "meilisearch_key is set but meilisearch_url is not: set both or neither");
    assert!(load(&data, &[("MEILISEARCH_API_KEY", "another's")]).is_ok());
    assert!(load(&data.with("meilisearch_url", "music.example"), &[]).is_err());
}

#[test]
fn s3_needs_its_keys_and_its_bucket() {
    let data = Overrides::default().with("data", "/nowhere");
    let load = |overrides: Overrides| Settings::load_in(&overrides, &surroundings(&[]));
    let error = load(data.clone().with("s3.endpoint", "http://127.0.0.1:1")).unwrap_err();
    assert_eq!(error.to_string(), "s3.endpoint is set but s3.bucket is not: set both or neither");
    let error = load(data.clone().with("s3.bucket", "music")).unwrap_err();
    assert_eq!(error.to_string(), "s3.bucket is set but s3.access_key_id is not: set both or neither");
    let keys = data.with("s3.bucket", "music").with("s3.access_key_id", "a").with("s3.secret_access_key", "hidden");
    let StorageSettings::S3 { path_style, region, .. } = load(keys.clone()).unwrap().storage else { panic!("no S3") };
    assert_eq!((path_style, region.as_str()), (false, "us-east-1"));
    let own = load(keys.with("s3.endpoint", "http://127.0.0.1:1")).unwrap();
    assert!(matches!(own.storage, StorageSettings::S3 { path_style: true, .. }));
    assert!(!own.print().contains("hidden") && !format!("{own:?}").contains("hidden"));
}

#[test]
fn errors_name_the_setting_and_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tonewood.toml");
    let error = |overrides: &Overrides, env: &[(&str, &str)]| {
        Settings::load_in(overrides, &surroundings(env)).unwrap_err().to_string()
    };
    let unknown = with_file(folder.path(), "lisen = \"127.0.0.1:1\"\n");
    assert_eq!(
        error(&unknown, &[]),
        format!("the settings file {} has an unknown key \"lisen\": did you mean \"listen\"?", path.display())
    );
    let nested = with_file(folder.path(), "[s3]\nbuckt = \"a\"\n");
    assert!(error(&nested, &[]).contains("unknown key \"s3.buckt\": did you mean \"s3.bucket\"?"));
    let moved = with_file(folder.path(), "data = \"/elsewhere\"\n");
    assert!(error(&moved, &[]).contains("cannot move it"));
    let broken = with_file(folder.path(), "listen = \n");
    assert!(error(&broken, &[]).contains("is not valid TOML"));
    let wrong = with_file(folder.path(), "listen = 8080\n");
    assert!(error(&wrong, &[]).contains("\"8080\" is not an address and a port"));
    let data = Overrides::default().with("data", "/nowhere");
    assert_eq!(
        error(&data, &[("TONEWOOD_REGISTRATION", "maybe")]),
        "TONEWOOD_REGISTRATION: \"maybe\" is not open, approval or closed"
    );
    assert!(!error(&data, &[("TONEWOOD_SMTP_URL", "hunter2")]).contains("hunter2"));
    assert!(error(&data, &[("TONEWOOD_CONFIG", "/nowhere/x.toml")]).contains("/nowhere/x.toml does not exist"));
}

#[test]
fn misspelt_variables_are_warned_of() {
    let data = Overrides::default().with("data", "/nowhere");
    let settings = Settings::load_in(&data, &surroundings(&[("TONEWOOD_LISTN", "x")])).unwrap();
    assert_eq!(
        settings.warnings,
        ["the environment variable TONEWOOD_LISTN is no setting: did you mean TONEWOOD_LISTEN?"]
    );
}

#[test]
fn printed_settings_can_be_read_back() {
    let data = Overrides::default()
        .with("data", "/nowhere")
        .with("database_url", "postgres://ann:hunter2@db.example/tonewood")
        .with("trusted_proxies", "10.0.0.1");
    let settings = Settings::load_in(&data, &surroundings(&[])).unwrap();
    let printed = settings.print();
    assert!(!printed.contains("hunter2"), "{printed}");
    assert!(printed.contains("postgres://ann:********@db.example/tonewood\" # flag"), "{printed}");
    assert!(printed.contains("listen = \"127.0.0.1:8080\" # default"), "{printed}");
    assert!(printed.contains("# smtp_url is not set"), "{printed}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("printed.toml");
    std::fs::write(&file, &printed).unwrap();
    let mut again = Overrides::default();
    again.config = Some(file);
    let again = Settings::load_in(&again, &surroundings(&[])).unwrap();
    assert_eq!((again.quota_bytes, again.data_dir), (20 << 30, "/nowhere".into()));
}

#[test]
fn a_public_address_is_one_that_leads_to_another_machine() {
    let data = Overrides::default().with("data", "/nowhere");
    let is_public = |name: &str, value: &str| {
        Settings::load_in(&data.clone().with(name, value), &surroundings(&[])).unwrap().is_public()
    };
    assert!(!is_public("url", "http://localhost:8080"));
    assert!(!is_public("url", "http://music.localhost"));
    assert!(!is_public("listen", "[::1]:8080"));
    assert!(is_public("url", "https://music.example"));
    assert!(is_public("listen", "0.0.0.0:8080"));
    let open = Settings::load_in(&data.with("listen", "0.0.0.0:8080"), &surroundings(&[])).unwrap();
    assert_eq!(open.warnings.len(), 1);
}

#[test]
fn proxies_are_matched_behind_dual_stack_sockets() {
    let proxies = TrustedProxies(loopback());
    assert!(proxies.contains("127.0.0.1".parse().unwrap()));
    assert!(proxies.contains("::ffff:127.0.0.1".parse().unwrap()));
    assert!(!proxies.contains("10.0.0.1".parse().unwrap()));
}

#[test]
fn sources_come_to_this_machine_alone_until_somebody_says_otherwise() {
    let data = Overrides::default().with("data", "/nowhere");
    let load = |overrides: Overrides| Settings::load_in(&overrides, &surroundings(&[]));
    let own = load(data.clone()).unwrap();
    let loopback: SocketAddr = "127.0.0.1:8000".parse().unwrap();
    assert_eq!(own.live.icecast_listen.address(&own, 8000), Some((loopback, true)));
    let public = load(data.clone().with("url", "https://music.example")).unwrap();
    assert_eq!(public.live.icecast_listen.address(&public, 8000), None);
    let open = load(data.clone().with("icecast_listen", "0.0.0.0:8000").with("rtmp_listen", "off")).unwrap();
    assert_eq!(open.live.icecast_listen.address(&open, 8000), Some(("0.0.0.0:8000".parse().unwrap(), false)));
    assert_eq!(open.live.rtmp_listen.address(&open, 1935), None);
    assert!(open.print().contains("icecast_listen = \"0.0.0.0:8000\" # flag"), "{}", open.print());
    let error = load(data.clone().with("rtmps_listen", "0.0.0.0:1936")).unwrap_err();
    assert_eq!(error.to_string(), "rtmps_listen is set but live.tls_certificate is not: set both or neither");
    let error = load(data.with("country_header", "a b")).unwrap_err();
    assert!(error.to_string().contains("the name of a header"), "{error}");
}
