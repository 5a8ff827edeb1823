//! Pictures from outside.

use std::path::{Path, PathBuf};
use std::process::Command;

use media::{Image, ImageJob, MediaError, Shape};

use crate::support::{Bench, ffprobe, media};

/// A picture by ffmpeg's own generator.
fn draw(bench: &Bench, source: &str, name: &str) -> PathBuf {
    let path = bench.path(name);
    let made =
        Command::new("ffmpeg").args(["-v", "error", "-f", "lavfi", "-i", source, "-frames:v", "1"]).arg(&path).status();
    assert!(made.unwrap().success());
    path
}

async fn image(bench: &Bench, input: &Path, shape: Shape, min_edge: u32) -> Result<Image, MediaError> {
    let (input, out_dir) = (input.to_owned(), bench.path("out"));
    media().image(&ImageJob { input, out_dir, sizes: vec![600, 100], shape, min_edge }).await
}

async fn code(bench: &Bench, input: &Path) -> String {
    image(bench, input, Shape::Square, 300).await.unwrap_err().refusal().unwrap().code
}

#[tokio::test]
async fn every_format_becomes_jpeg_in_every_shape() {
    let bench = Bench::new();
    for format in ["jpg", "png", "webp", "gif"] {
        let input = draw(&bench, "testsrc2=s=800x400", &format!("in.{format}"));
        for (shape, sizes) in [
            (Shape::Square, [(400, 400), (100, 100)]),
            (Shape::Wide, [(600, 200), (100, 33)]),
            (Shape::Picture, [(600, 300), (100, 50)]),
        ] {
            let image = image(&bench, &input, shape, 300).await.unwrap();
            assert_eq!((image.width, image.height), (800, 400), "{format}");
            assert!(image.hue1 != image.hue2 && image.hue1 % 15 == 0 && image.hue2 < 360, "{image:?}");
            assert!(image.blurhash.len() >= 6);
            for (file, (width, height)) in image.files.iter().zip(sizes) {
                let path = bench.path("out").join(&file.path);
                assert_eq!(std::fs::metadata(&path).unwrap().len(), file.bytes);
                assert_eq!((file.width, file.height, file.mime.as_str()), (width, height, "image/jpeg"), "{format}");
                let facts = ffprobe(&path, "stream=codec_name,width,height");
                assert_eq!(facts, format!("codec_name=mjpeg\nwidth={width}\nheight={height}\n"));
            }
        }
    }
}

/// EXIF that says: turn by a quarter clockwise; with a camera's name in it.
fn exif() -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
    exif.extend([0x01, 0x0f, 0, 2, 0, 0, 0, 4, b'S', b'p', b'y', 0]);
    exif.extend([0; 4]);
    exif
}

#[tokio::test]
async fn orientation_is_applied_and_metadata_dropped() {
    let bench = Bench::new();
    // Red on the left, blue on the right; turned clockwise, red is at the top.
    let input = draw(&bench, "color=red:s=400x400[a];color=blue:s=400x400[b];[a][b]hstack", "plain.jpg");
    let plain = std::fs::read(input).unwrap();
    let exif = exif();
    let marker = [&[0xff, 0xe1], &(exif.len() as u16 + 2).to_be_bytes()[..], &exif].concat();
    let input = bench.file("turned.jpg", &[&plain[..2], &marker, &plain[2..]].concat());
    let image = image(&bench, &input, Shape::Picture, 1).await.unwrap();
    assert_eq!((image.width, image.height), (400, 800));
    assert_eq!((image.files[0].width, image.files[0].height), (300, 600));
    let path = bench.path("out/600.jpg");
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(4).any(|four| four == b"Exif" || four == b"Spy\0"));
    let rgb = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(&path)
        .args(["-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
        .output()
        .unwrap()
        .stdout;
    let pixel = |x: usize, y: usize| &rgb[(y * 300 + x) * 3..][..3];
    assert!(pixel(150, 100)[0] > 200 && pixel(150, 100)[2] < 60, "{:?}", pixel(150, 100));
    assert!(pixel(150, 500)[2] > 200 && pixel(150, 500)[0] < 60, "{:?}", pixel(150, 500));
}

#[tokio::test]
async fn what_shows_through_becomes_white() {
    let bench = Bench::new();
    let input = draw(&bench, "color=black@0.0:s=400x400,format=rgba", "clear.png");
    image(&bench, &input, Shape::Square, 300).await.unwrap();
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(bench.path("out/100.jpg"))
        .args(["-f", "rawvideo", "-pix_fmt", "gray", "-"])
        .output();
    assert!(output.unwrap().stdout.iter().all(|grey| *grey > 250));
}

#[tokio::test]
async fn bad_pictures_are_refused_by_name() {
    let bench = Bench::new();
    let good = std::fs::read(draw(&bench, "testsrc2=s=800x600", "good.png")).unwrap();
    let jpeg = std::fs::read(draw(&bench, "testsrc2=s=800x600", "good.jpg")).unwrap();
    assert_eq!(code(&bench, &draw(&bench, "color=red:s=299x700", "small.png")).await, "image_too_small");
    assert_eq!(code(&bench, &draw(&bench, "color=red:s=12002x300", "long.png")).await, "image_too_large");
    assert_eq!(code(&bench, &bench.file("half.png", &good[..good.len() / 2])).await, "image_damaged");
    assert_eq!(code(&bench, &bench.file("head.jpg", &jpeg[..100])).await, "image_damaged");
    assert_eq!(code(&bench, &bench.file("empty", b"")).await, "not_an_image");
    assert_eq!(code(&bench, &bench.file("text", b"hello")).await, "not_an_image");
    assert_eq!(code(&bench, &bench.file("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")).await, "not_an_image");
    assert_eq!(code(&bench, &bench.wav("a.wav", 500, 44_100)).await, "not_an_image");
    // A small file that would unpack to 576 MB.
    let bomb = draw(&bench, "color=red:s=12000x12000,format=rgba", "bomb.png");
    assert_eq!(code(&bench, &bomb).await, "image_too_large");
}
