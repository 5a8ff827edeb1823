//! Which part of a picture is kept, and how large it becomes.

use media::Shape;

/// The middle part of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    whole: (u32, u32),
    part: (u32, u32),
    /// Which edge of the part a wanted size is about.
    by_width: bool,
}

impl Cut {
    /// Of a picture with this width and height.
    pub fn new(whole: (u32, u32), shape: Shape) -> Self {
        let (width, height) = whole;
        let part = match shape {
            Shape::Square => (width.min(height), width.min(height)),
            Shape::Wide => {
                let width = width.min(height.saturating_mul(3));
                (width, (width / 3).clamp(1, height))
            }
            Shape::Picture => whole,
        };
        let by_width = part.0 >= part.1;
        Self { whole, part, by_width }
    }

    /// The same of the picture turned by a quarter.
    pub fn turned(self) -> Self {
        let turn = |(width, height)| (height, width);
        Self { whole: turn(self.whole), part: turn(self.part), by_width: !self.by_width }
    }

    /// Left, top, width and height of the part.
    pub fn place(self) -> (f64, f64, f64, f64) {
        let start = |whole: u32, part: u32| f64::from(whole.saturating_sub(part)) / 2.0;
        let (width, height) = self.part;
        (start(self.whole.0, width), start(self.whole.1, height), width.into(), height.into())
    }

    /// Width and height if the longer edge is `size`; never larger than the part is.
    pub fn scaled(self, size: u32) -> (u32, u32) {
        let (width, height) = self.part;
        let longer = if self.by_width { width } else { height };
        let size = size.clamp(1, longer);
        let edge = |edge: u32| {
            let scaled = (u64::from(edge) * u64::from(size) + u64::from(longer) / 2) / u64::from(longer.max(1));
            u32::try_from(scaled).unwrap_or(size).max(1)
        };
        (edge(width), edge(height))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_kept() {
        let cut = Cut::new((400, 300), Shape::Square);
        assert_eq!(cut.place(), (50.0, 0.0, 300.0, 300.0));
        assert_eq!(cut.scaled(120), (120, 120));
        assert_eq!(cut.scaled(1000), (300, 300));
        let cut = Cut::new((3000, 2000), Shape::Wide);
        assert_eq!(cut.place(), (0.0, 500.0, 3000.0, 1000.0));
        assert_eq!(cut.scaled(1500), (1500, 500));
        let cut = Cut::new((9000, 1000), Shape::Wide);
        assert_eq!(cut.place(), (3000.0, 0.0, 3000.0, 1000.0));
        let cut = Cut::new((300, 600), Shape::Picture);
        assert_eq!(cut.scaled(60), (30, 60));
        assert_eq!(cut.turned().scaled(60), (60, 30));
    }
}
