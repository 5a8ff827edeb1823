//! `tonewood doctor`: looks at everything an instance needs and says how to mend what is wrong.

use config::Settings;
use storage::Storage;

use super::instance::{self, Instance, runtime};

/// One thing looked at.
struct Finding {
    what: &'static str,
    state: Result<String, String>,
}

/// Looks, prints a line for each thing, and fails if one is wrong.
///
/// # Errors
/// When something is wrong; the lines above say what.
pub fn run(settings: Settings) -> anyhow::Result<()> {
    let mut findings: Vec<Finding> =
        settings.warnings.iter().map(|warning| Finding { what: "settings", state: Err(warning.clone()) }).collect();
    findings.push(disk(&settings));
    findings.push(codecs(&settings));
    findings.push(assets());
    let runtime = runtime()?;
    findings.push(Finding { what: "storage", state: runtime.block_on(storage(&settings)) });
    findings.push(Finding { what: "mail", state: runtime.block_on(mail(&settings)) });
    match Instance::open(settings) {
        Ok(instance) => {
            findings.push(Finding { what: "database", state: runtime.block_on(database(&instance)) });
            findings.push(Finding { what: "jobs", state: runtime.block_on(jobs(&instance)) });
            drop(runtime);
            instance.close();
        }
        Err(error) => findings.push(Finding { what: "database", state: Err(format!("{error:#}")) }),
    }
    report(&findings)
}

fn report(findings: &[Finding]) -> anyhow::Result<()> {
    for finding in findings {
        match &finding.state {
            Ok(said) => println!("ok     {:<9} {said}", finding.what),
            Err(said) => println!("WRONG  {:<9} {said}", finding.what),
        }
    }
    let wrong = findings.iter().filter(|finding| finding.state.is_err()).count();
    anyhow::ensure!(wrong == 0, "{wrong} of {} things need mending", findings.len());
    Ok(())
}

fn disk(settings: &Settings) -> Finding {
    let folder = settings.data_dir.ancestors().find(|folder| folder.exists()).unwrap_or(&settings.data_dir);
    let state = match rustix::fs::statvfs(folder) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let said = format!("{} MiB free for {}", free >> 20, settings.data_dir.display());
            if free < 1 << 30 { Err(format!("{said}; uploads need room: make at least 1 GiB free")) } else { Ok(said) }
        }
        Err(error) => Err(format!("{} cannot be looked at: {error}", folder.display())),
    };
    Finding { what: "disk", state }
}

fn codecs(settings: &Settings) -> Finding {
    let state = match instance::media(settings) {
        Ok(_) => Ok("tonewood-media is there".to_owned()),
        Err(error) => Err(format!("{error}. Put tonewood-media beside tonewood, or set TONEWOOD_MEDIA_EXECUTABLE")),
    };
    Finding { what: "codecs", state }
}

fn assets() -> Finding {
    let built = !crate::assets::Assets::load().js.is_empty();
    let state = if built {
        Ok("scripts and styles are built".to_owned())
    } else {
        Err("scripts and styles are not built: run bin/setup".to_owned())
    };
    Finding { what: "pages", state }
}

async fn storage(settings: &Settings) -> Result<String, String> {
    let storage = Storage::open(&instance::storage_config(settings)).map_err(|error| error.to_string())?;
    storage
        .check()
        .await
        .map_err(|error| format!("{error}; check the storage settings with `tonewood config print`"))?;
    Ok("answers".to_owned())
}

async fn mail(settings: &Settings) -> Result<String, String> {
    let mailer = instance::mailer(settings).map_err(|error| error.to_string())?;
    mailer.check().await.map_err(|error| format!("{error}; check smtp_url and mail_from"))?;
    Ok(match &settings.smtp_url {
        Some(_) => "the mail server answers".to_owned(),
        None => format!("is written to {}", settings.outbox().display()),
    })
}

async fn database(instance: &Instance) -> Result<String, String> {
    let ran = instance.migrate().await.map_err(|error| format!("{error:#}"))?;
    let mut connection = instance.pool.get().await.map_err(|error| error.to_string())?;
    let accounts = model::accounts::count(&mut connection).await.map_err(|error| error.to_string())?;
    Ok(format!("answers; {accounts} accounts, {ran} migrations run just now"))
}

async fn jobs(instance: &Instance) -> Result<String, String> {
    let mut connection = instance.pool.get().await.map_err(|error| error.to_string())?;
    let (waiting, failed) = model::queue::counts(&mut connection).await.map_err(|error| error.to_string())?;
    if failed > 0 {
        return Err(format!("{failed} jobs have failed; an admin sees why at /admin/jobs and can try them again"));
    }
    Ok(format!("{waiting} wait, none has failed"))
}
