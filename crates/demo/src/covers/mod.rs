//! Pictures drawn from scratch: paper, two inks, flat shapes printed over each other.

mod beans;
pub mod canvas;
mod frost;
mod grid;
mod headers;
mod isobars;
mod net;
mod portraits;
mod tide;

use canvas::{Canvas, Palette};

use crate::rng::Rng;

/// Side of a cover in pixels.
pub const COVER_SIDE: u32 = 1400;
/// Side of an artist's picture in pixels.
pub const PICTURE_SIDE: u32 = 1000;
/// Width and height of an artist's header in pixels.
pub const HEADER: (u32, u32) = (1500, 500);

/// Cobalt and coral: the sea.
pub const SEA: Palette = Palette { paper: 0xD5_DF_F5, dark: 0x0A_2A_9E, bright: 0xFF_6A_45 };
/// Pine and saffron: the net loft.
pub const LOFT: Palette = Palette { paper: 0xF4_EB_D6, dark: 0x0B_4F_55, bright: 0xF6_B2_2D };
/// Green and pink: the garden.
pub const GARDEN: Palette = Palette { paper: 0xF7_EF_DF, dark: 0x17_5C_3A, bright: 0xFF_7C_8E };
/// Plum and ice: the frost.
pub const FROST: Palette = Palette { paper: 0xE9_F1_F2, dark: 0x3B_1F_6B, bright: 0xF2_8A_5B };
/// Violet and lime: the machine.
pub const MACHINE: Palette = Palette { paper: 0xEF_EC_F7, dark: 0x4A_1F_B8, bright: 0xC6_E6_3A };
/// Petrol and vermilion: the weather.
pub const WEATHER: Palette = Palette { paper: 0xE4_EC_E8, dark: 0x0E_43_4F, bright: 0xF0_4E_37 };

/// The cover of the release with this title; a tide for any other.
pub fn cover(title: &str) -> Vec<u8> {
    let (palette, draw): (Palette, fn(&mut Canvas, &mut Rng)) = match title {
        "Live at the Net Loft" => (LOFT, net::draw),
        "A Row of Beans" => (GARDEN, beans::draw),
        "Frost Date" => (FROST, frost::draw),
        "Soft Reset" => (MACHINE, grid::draw),
        "Weather for Speakers" => (WEATHER, isobars::draw),
        _ => (SEA, tide::draw),
    };
    print((COVER_SIDE, COVER_SIDE), palette, draw, title)
}

/// The square picture of the artist with this handle.
pub fn picture(handle: &str) -> Vec<u8> {
    let (palette, draw): (Palette, fn(&mut Canvas, &mut Rng)) = match handle {
        "lantern_allotment" => (GARDEN, portraits::lanterns),
        "okta" => (MACHINE, portraits::octagon),
        "haar_hum" => (WEATHER, portraits::lighthouse),
        _ => (SEA, portraits::pianist),
    };
    print((PICTURE_SIDE, PICTURE_SIDE), palette, draw, handle)
}

/// The header of the artist with this handle.
pub fn header(handle: &str) -> Vec<u8> {
    let (palette, draw): (Palette, fn(&mut Canvas, &mut Rng)) = match handle {
        "lantern_allotment" => (GARDEN, headers::rows),
        "okta" => (MACHINE, headers::blocks),
        "haar_hum" => (WEATHER, headers::fog),
        _ => (SEA, headers::sea),
    };
    print(HEADER, palette, draw, handle)
}

/// A seed from a name (FNV-1a).
fn seed(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

fn print((width, height): (u32, u32), palette: Palette, draw: fn(&mut Canvas, &mut Rng), name: &str) -> Vec<u8> {
    let Some(mut canvas) = Canvas::new(width, height, palette) else { return Vec::new() };
    let mut rng = Rng::new(seed(name));
    draw(&mut canvas, &mut rng);
    canvas.speckle(&mut rng, (width * height / 900) as usize);
    canvas.png()
}
