//! A sheet of paper and two inks.

use tiny_skia::{BlendMode, Color, FillRule, LineCap, Mask, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform};

use crate::rng::Rng;

/// Paper and two inks, as 0xRRGGBB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// The sheet.
    pub paper: u32,
    /// The dark ink.
    pub dark: u32,
    /// The bright ink.
    pub bright: u32,
}

/// A sheet being printed.
pub struct Canvas {
    pixmap: Pixmap,
    mask: Option<Mask>,
    /// Paper and inks.
    pub palette: Palette,
}

/// A point, in pixels.
pub type Point = (f32, f32);

fn colour(rgb: u32, alpha: f32) -> Color {
    let [_, r, g, b] = rgb.to_be_bytes();
    let mut colour = Color::from_rgba8(r, g, b, 255);
    colour.set_alpha(alpha);
    colour
}

/// A straight-edged outline.
pub fn polygon(points: &[Point]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for (i, (x, y)) in points.iter().enumerate() {
        if i == 0 {
            builder.move_to(*x, *y);
        } else {
            builder.line_to(*x, *y);
        }
    }
    builder.close();
    builder.finish()
}

/// An open line through points, rounded at each.
pub fn curve(points: &[Point]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    let (first, last) = (points.first()?, points.last()?);
    builder.move_to(first.0, first.1);
    for pair in points.windows(2) {
        let [a, b] = pair else { continue };
        builder.quad_to(a.0, a.1, (a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
    }
    builder.line_to(last.0, last.1);
    builder.finish()
}

/// A leaf from one point to another, `belly` wide on each side as a share of its length.
pub fn leaf((x0, y0): Point, (x1, y1): Point, belly: f32) -> Option<Path> {
    let (dx, dy) = (x1 - x0, y1 - y0);
    let (nx, ny) = (-dy * belly, dx * belly);
    let mut builder = PathBuilder::new();
    builder.move_to(x0, y0);
    builder.cubic_to(x0 + dx * 0.2 + nx, y0 + dy * 0.2 + ny, x0 + dx * 0.7 + nx, y0 + dy * 0.7 + ny, x1, y1);
    builder.cubic_to(x0 + dx * 0.7 - nx, y0 + dy * 0.7 - ny, x0 + dx * 0.2 - nx, y0 + dy * 0.2 - ny, x0, y0);
    builder.close();
    builder.finish()
}

/// A disc.
pub fn disc((x, y): Point, radius: f32) -> Option<Path> {
    PathBuilder::from_circle(x, y, radius)
}

/// A rectangle from its corner and size.
pub fn block(x: f32, y: f32, width: f32, height: f32) -> Option<Path> {
    Rect::from_xywh(x, y, width, height).map(PathBuilder::from_rect)
}

/// A quarter disc whose corner is at a point, opening towards quadrant 0 (right and down) to 3, clockwise.
pub fn quarter((x, y): Point, radius: f32, quadrant: u8) -> Option<Path> {
    let k = 0.552_285 * radius;
    let turn = |(a, b): Point| match quadrant % 4 {
        0 => (x + a, y + b),
        1 => (x - b, y + a),
        2 => (x - a, y - b),
        _ => (x + b, y - a),
    };
    let ((x1, y1), (x2, y2)) = (turn((radius, 0.0)), turn((radius, k)));
    let ((x3, y3), (x4, y4)) = (turn((k, radius)), turn((0.0, radius)));
    let mut builder = PathBuilder::new();
    builder.move_to(x, y);
    builder.line_to(x1, y1);
    builder.cubic_to(x2, y2, x3, y3, x4, y4);
    builder.close();
    builder.finish()
}

impl Canvas {
    /// A blank sheet; none if a side is zero.
    pub fn new(width: u32, height: u32, palette: Palette) -> Option<Self> {
        let mut pixmap = Pixmap::new(width, height)?;
        pixmap.fill(colour(palette.paper, 1.0));
        Some(Self { pixmap, mask: None, palette })
    }

    /// Width in pixels.
    pub fn width(&self) -> f32 {
        self.pixmap.width() as f32
    }

    /// Height in pixels.
    pub fn height(&self) -> f32 {
        self.pixmap.height() as f32
    }

    fn paint(rgb: u32, alpha: f32, over: bool) -> Paint<'static> {
        let mut paint = Paint { anti_alias: true, ..Paint::default() };
        paint.set_color(colour(rgb, alpha));
        paint.blend_mode = if over { BlendMode::Multiply } else { BlendMode::SourceOver };
        paint
    }

    /// Fills a shape, covering what is there.
    pub fn fill(&mut self, path: Option<Path>, rgb: u32) {
        if let Some(path) = path {
            let paint = Self::paint(rgb, 1.0, false);
            self.pixmap.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), self.mask.as_ref());
        }
    }

    /// Prints a shape over what is there, as transparent ink does.
    pub fn overprint(&mut self, path: Option<Path>, rgb: u32) {
        if let Some(path) = path {
            let paint = Self::paint(rgb, 1.0, true);
            self.pixmap.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), self.mask.as_ref());
        }
    }

    /// Draws a line of a width, covering what is there.
    pub fn line(&mut self, path: Option<Path>, rgb: u32, width: f32) {
        self.stroke(path, rgb, width, false);
    }

    /// Draws a line as transparent ink does.
    pub fn overprint_line(&mut self, path: Option<Path>, rgb: u32, width: f32) {
        self.stroke(path, rgb, width, true);
    }

    fn stroke(&mut self, path: Option<Path>, rgb: u32, width: f32, over: bool) {
        if let Some(path) = path {
            let stroke = Stroke { width, line_cap: LineCap::Round, ..Stroke::default() };
            let paint = Self::paint(rgb, 1.0, over);
            self.pixmap.stroke_path(&path, &paint, &stroke, Transform::identity(), self.mask.as_ref());
        }
    }

    /// Prints only inside a shape until [`Canvas::unclip`].
    pub fn clip(&mut self, path: Option<Path>) {
        self.mask = path.and_then(|path| {
            let mut mask = Mask::new(self.pixmap.width(), self.pixmap.height())?;
            mask.fill_path(&path, FillRule::Winding, true, Transform::identity());
            Some(mask)
        });
    }

    /// Prints everywhere again.
    pub fn unclip(&mut self) {
        self.mask = None;
    }

    /// Little places the ink did not reach, as a drum printer leaves them.
    pub fn speckle(&mut self, rng: &mut Rng, count: usize) {
        let (width, height) = (self.width(), self.height());
        let paint = Self::paint(self.palette.paper, 0.5, false);
        let mut builder = PathBuilder::new();
        for _ in 0..count {
            builder.push_circle(rng.unit() * width, rng.unit() * height, rng.range(0.6, 1.7));
        }
        if let Some(path) = builder.finish() {
            self.pixmap.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
        }
    }

    /// The sheet as PNG; empty if it cannot be encoded.
    pub fn png(&self) -> Vec<u8> {
        self.pixmap.encode_png().unwrap_or_default()
    }
}
