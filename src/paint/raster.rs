//! Pixels of our own: where a picture has more rectangles than a canvas fills in a frame.

use std::fmt;

use crate::paint::theme::Color;

/// A pixel: red, green, blue, and how much it covers, which is all.
type Pixel = [u8; 4];

/// Pixels, line by line from the top.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Raster {
    width: u32,
    height: u32,
    pixels: Vec<Pixel>,
}

impl Raster {
    /// Takes a size, in device pixels, and fills it.
    pub fn begin(&mut self, width: u32, height: u32, ground: Color) {
        (self.width, self.height) = (width, height);
        self.pixels.clear();
        self.pixels.resize(width as usize * height as usize, pixel(ground));
    }

    /// Pixels to a line.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Lines.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// All pixels.
    pub fn pixels(&self) -> &[Pixel] {
        &self.pixels
    }

    /// Fills a rectangle: columns from left to right, lines from top to bottom, neither with its end. What lies outside is left out.
    pub fn fill(&mut self, color: Color, (left, right): (u32, u32), (top, bottom): (i32, i32)) {
        let pixel = pixel(color);
        self.lines((left, right), (top, bottom), |line| line.fill(pixel));
    }

    /// Lays a colour over a rectangle; 0 leaves it as it is, 255 hides it.
    pub fn wash(&mut self, color: Color, opacity: u8, columns: (u32, u32), lines: (i32, i32)) {
        let over = pixel(color);
        let opacity = u32::from(opacity);
        self.lines(columns, lines, |line| {
            for below in line {
                for (below, over) in below.iter_mut().zip(over).take(3) {
                    let mixed = u32::from(over) * opacity + u32::from(*below) * (255 - opacity);
                    *below = ((mixed + 127) / 255) as u8;
                }
            }
        });
    }

    fn lines(&mut self, (left, right): (u32, u32), (top, bottom): (i32, i32), mut f: impl FnMut(&mut [Pixel])) {
        let (left, right) = (left.min(self.width) as usize, right.min(self.width) as usize);
        let line = |at: i32| at.clamp(0, self.height.cast_signed()).cast_unsigned() as usize;
        let width = self.width as usize;
        if left >= right {
            return;
        }
        for at in line(top)..line(bottom) {
            // Both lie within the line, and the line within the pixels.
            if let Some(part) = self.pixels.get_mut(at * width + left..at * width + right) {
                f(part);
            }
        }
    }
}

impl fmt::Debug for Raster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Raster({} × {})", self.width, self.height)
    }
}

fn pixel(color: Color) -> Pixel {
    [color.red, color.green, color.blue, 255]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_outside_is_left_out() {
        let mut raster = Raster::default();
        raster.begin(4, 3, Color::hex(0));
        raster.fill(Color::hex(0xff_ff_ff), (2, 9), (-5, 2));
        raster.wash(Color::hex(0xff_00_00), 128, (0, 1), (2, 7));
        raster.fill(Color::hex(0xff_ff_ff), (3, 1), (0, 3));
        let reds: Vec<u8> = raster.pixels().iter().map(|pixel| pixel[0]).collect();
        assert_eq!(reds, [0, 0, 255, 255, 0, 0, 255, 255, 128, 0, 0, 0]);
        raster.begin(0, 7, Color::hex(0));
        raster.fill(Color::hex(1), (0, 5), (0, 5));
        assert_eq!((raster.width(), raster.height(), raster.pixels().len()), (0, 7, 0));
    }
}
