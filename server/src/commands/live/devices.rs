//! `tonewood live devices`.

use worker::live::capture::{self, Device};

const NONE: &str = "No sound card was found. Plug one in, and see that your user may open it: it has to be in the group audio \
(`sudo usermod -aG audio USER`, then sign in again). `arecord -L` lists what the system knows.";

/// Prints the sound cards of this machine, one a line.
pub(super) fn print() {
    let devices = capture::devices();
    if devices.is_empty() {
        println!("{NONE}");
        return;
    }
    let width = devices.iter().map(|device| device.id.chars().count()).max().unwrap_or(0).max("DEVICE".len());
    println!("{:width$}  CHANNELS  RATES (Hz)", "DEVICE");
    for device in &devices {
        println!("{:width$}  {:<8}  {}", device.id, channels(device), rates(device));
        println!("{:width$}  {}", "", device.name);
    }
}

fn channels(device: &Device) -> String {
    if device.is_busy { "in use".to_owned() } else { device.channels.to_string() }
}

fn rates(device: &Device) -> String {
    device.rates.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}
