use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

use postgres::{Embedded, PostgresError};

use crate::folder;

#[test]
fn a_folder_that_the_database_cannot_enter_is_named() {
    let folder = folder();
    let closed = folder.path().join("home");
    std::fs::create_dir(&closed).unwrap();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).unwrap();
    let started = Embedded::start(&closed.join("inner/data"));
    if folder.path().metadata().unwrap().uid() == 0 {
        let error = started.unwrap_err();
        assert!(matches!(&error, PostgresError::CannotEnter { folder, .. } if *folder == closed), "{error}");
        assert!(error.to_string().contains("--data /var/lib/tonewood"), "{error}");
    } else {
        // Whoever is not root runs the database as themselves and can enter their own folders.
        started.unwrap().stop();
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = folder();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Embedded::start(&file.join("data")).unwrap_err();
    assert!(error.to_string().starts_with(&file.display().to_string()), "{error}");
}

#[test]
fn an_interrupted_beginning_is_cleared_away() {
    let folder = folder();
    let half = folder.path().join("data/postgres/.new-1");
    std::fs::create_dir_all(&half).unwrap();
    std::fs::set_permissions(folder.path().join("data"), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::write(half.join("PG_VERSION"), "1\n").unwrap();
    Embedded::start(&folder.path().join("data")).unwrap().stop();
    assert!(!half.exists());
}

#[test]
fn the_servers_own_reason_is_passed_on() {
    let folder = folder();
    let data = folder.path().join("data");
    Embedded::start(&data).unwrap().stop();
    let cluster = std::fs::read_dir(data.join("postgres")).unwrap().flatten().next().unwrap().path();
    std::fs::write(cluster.join("postgresql.conf"), "no_such_setting = on\n").unwrap();
    let error = Embedded::start(&data).unwrap_err();
    let words = error.to_string();
    assert!(matches!(error, PostgresError::DidNotStart { .. }), "{words}");
    assert!(words.contains("postgresql.conf") && words.contains("postgres.log"), "{words}");
}
