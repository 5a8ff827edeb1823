//! The servers measured: processes, where they listen, and what they take.

use std::fs;
use std::io::{BufRead as _, BufReader, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::{FILES, KEY};

/// The clock of `/proc`, in ticks per second, on every Linux.
const TICKS: f64 = 100.0;
/// Longest time for a server to start.
const START: Duration = Duration::from_secs(30);

/// A server, which ends with this.
pub struct Server {
    child: Child,
    /// Where sources and listeners come.
    pub address: SocketAddr,
}

impl Server {
    /// Our mount.
    pub fn ours() -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        // It runs until its input ends.
        let mut child = command.arg("mount").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, address: line.trim().parse().unwrap() }
    }

    /// Icecast as Debian sets it up, with room for all listeners; or a sentence that says how to get it.
    pub fn icecast(folder: &Path) -> Result<Self, String> {
        // A port that is free now; Icecast cannot be asked for any.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let setup = folder.join("icecast.xml");
        fs::write(&setup, settings(address.port())).unwrap();
        let mut command = Command::new("icecast2");
        command.arg("-c").arg(&setup).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                "Icecast is missing, beside which this is measured: run bin/setup --tests, or install the package icecast2."
                    .to_owned()
            }
            _ => format!("Icecast could not be started: {error}"),
        })?;
        let (server, began) = (Self { child, address }, Instant::now());
        while TcpStream::connect(address).is_err() {
            if began.elapsed() > START {
                return Err("Icecast was started and does not listen: see what icecast2 says by itself.".to_owned());
            }
            sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// Seconds of processor time so far, in and outside of the kernel.
    pub fn processor_time(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        // The name of the program may hold spaces; it ends with the last parenthesis, and the third field follows.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let field = |number: usize| fields[number - 3].parse::<f64>().unwrap();
        (field(14) + field(15)) / TICKS
    }

    /// Most megabytes (2^20 bytes) in memory so far.
    pub fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

fn settings(port: u16) -> String {
    // It refuses to be root.
    let owner = if rustix::process::geteuid().is_root() {
        "<changeowner><user>nobody</user><group>nogroup</group></changeowner>"
    } else {
        ""
    };
    format!(
        "<icecast><hostname>localhost</hostname>\
         <limits><clients>{FILES}</clients><sources>2</sources><queue-size>524288</queue-size><client-timeout>30</client-timeout>\
         <header-timeout>15</header-timeout><source-timeout>10</source-timeout><burst-on-connect>1</burst-on-connect>\
         <burst-size>65535</burst-size></limits>\
         <authentication><source-password>{KEY}</source-password><admin-password>{KEY}</admin-password></authentication>\
         <listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address></listen-socket>\
         <paths><basedir>/usr/share/icecast2</basedir><logdir>/tmp</logdir><webroot>/usr/share/icecast2/web</webroot>\
         <adminroot>/usr/share/icecast2/admin</adminroot></paths>\
         <logging><accesslog>-</accesslog><errorlog>-</errorlog><loglevel>1</loglevel></logging>\
         <security><chroot>0</chroot>{owner}</security></icecast>"
    )
}
